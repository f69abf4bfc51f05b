use darling::error::Accumulator;
use quote::format_ident;
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Attribute, Meta, Path, Token, punctuated::Punctuated};

use super::shape::{Scalar, Typed, Types};
use super::timestamps::Timestamps;
use super::{column, names, order, tenancy, timestamps};
use crate::attrs::error;
use crate::model::{Collection, Names, RawCollection, Tenancy};
use crate::naming::{camel_case, snake_case};

/// As many columns as SQLite's tables have on the platform.
const MAX_COLUMNS: usize = 100;

/// What check knows of a struct before it looks at single columns.
pub(super) struct Context<'a> {
    pub(super) raw: &'a RawCollection,
    pub(super) shapes: Vec<Typed>,
    pub(super) tenancy: Tenancy,
    pub(super) timestamps: Timestamps,
}

impl Context<'_> {
    /// Index of the column that is called `name` in Rust.
    pub(super) fn position(raw: &RawCollection, name: &str) -> Option<usize> {
        raw.columns.iter().position(|column| column.source.ident.unraw() == name)
    }
}

pub(super) fn check(raw: &RawCollection, errors: &mut Accumulator) -> Collection {
    let ident = &raw.source.ident;
    let table = format!("{}s", snake_case(&ident.to_string()));
    let names = Names {
        wire: camel_case(&table),
        table,
        insert: format_ident!("New{ident}", span = ident.span()),
        patch: format_ident!("{ident}Patch", span = ident.span()),
    };
    names::collection(ident, &names, errors);
    derives(&raw.source.passed, errors);

    let nested = !raw.declared
        && Context::position(raw, "id").is_none()
        && raw.columns.iter().all(|column| column.attr.sync_id.is_none());
    if nested {
        errors.push(error(
            ident,
            "nested structs are not supported yet\na collection has a column `id`, and `#[sync_id]` on a column or `#[collection(single_tenant)]`",
        ));
    }
    let types = Types::default();
    let shapes: Vec<Typed> = raw.columns.iter().map(|column| types.resolve(&column.ty)).collect();
    let (tenancy, timestamps, order) = if nested {
        (Tenancy::Single, Timestamps::default(), order::by_id(raw))
    } else {
        id(raw, &shapes, errors);
        let timestamps = timestamps::check(raw, &shapes, errors);
        (tenancy::check(raw, &shapes, errors), timestamps, order::check(raw, &shapes, &timestamps, errors))
    };
    if let Some(column) = raw.columns.get(MAX_COLUMNS) {
        errors.push(error(&column.source.ident, format!("a collection has at most {MAX_COLUMNS} columns")));
    }
    let context = Context { raw, shapes, tenancy, timestamps };
    let columns: Vec<_> = (0..raw.columns.len()).map(|at| column::check(&context, at, errors)).collect();
    names::columns(&columns, errors);
    Collection { source: raw.source.clone(), names, tenancy, columns, order }
}

fn id(raw: &RawCollection, shapes: &[Typed], errors: &mut Accumulator) {
    match Context::position(raw, "id") {
        None => errors.push(error(&raw.source.ident, "a collection needs a column `id`: `pub id: Uuid`")),
        Some(at) if shapes[at].is(Scalar::Uuid) || shapes[at].is(Scalar::String) => {}
        Some(at) => errors.push(error(
            &raw.columns[at].ty,
            "an id is a `Uuid` or a `String`\nclients make ids, so that a row has its own before the server has answered",
        )),
    }
}

/// Refuses derives that would clash with ours.
fn derives(passed: &[Attribute], errors: &mut Accumulator) {
    const OURS: [&str; 6] = ["Debug", "Clone", "PartialEq", "Serialize", "Deserialize", "TS"];
    let derives = passed.iter().filter(|attribute| attribute.path().is_ident("derive"));
    for attribute in derives {
        let Meta::List(list) = &attribute.meta else {
            continue;
        };
        let paths = list.parse_args_with(Punctuated::<Path, Token![,]>::parse_terminated);
        for path in errors.handle(paths.map_err(Into::into)).unwrap_or_default() {
            let name = path.segments.last().map_or_else(String::new, |segment| segment.ident.to_string());
            if OURS.contains(&name.as_str()) {
                errors.push(error(&path.span(), format!("`{name}` is derived already")));
            }
        }
    }
}
