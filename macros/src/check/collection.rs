use darling::error::Accumulator;
use syn::ext::IdentExt;

use super::parts::Part;
use super::shape::{Scalar, Typed, Types};
use super::timestamps::Timestamps;
use super::{broken, column, derives, history, index, names, order, parts, rules, tenancy, timestamps};
use crate::attrs::{Case, error};
use crate::model::{Collection, RawCollection, Tenancy};

/// As many columns as SQLite's tables have on the platform.
const MAX_COLUMNS: usize = 100;

/// What check knows of a struct before it looks at single columns.
pub(super) struct Context<'a> {
    pub(super) raw: &'a RawCollection,
    pub(super) types: &'a Types<'a>,
    pub(super) shapes: Vec<Typed>,
    pub(super) parts: Vec<Option<Part>>,
    pub(super) tenancy: Tenancy,
    pub(super) timestamps: Timestamps,
    /// How columns are written on the wire.
    pub(super) case: Case,
    /// Whether the table is somebody else's.
    pub(super) existing: bool,
}

impl Context<'_> {
    /// Index of the column that is called `name` in Rust.
    pub(super) fn position(raw: &RawCollection, name: &str) -> Option<usize> {
        raw.columns.iter().position(|column| column.source.ident.unraw() == name)
    }

    /// Index of the column that names the room.
    pub(super) fn sync_id(&self) -> Option<usize> {
        match self.tenancy {
            Tenancy::Multi(column) => Some(column),
            Tenancy::Single { .. } => None,
        }
    }
}

pub(super) fn check(raw: &RawCollection, types: &Types, errors: &mut Accumulator) -> Collection {
    broken::collection(&raw.attr, errors);
    let names = names::check(raw, errors);
    derives::check(&raw.source.passed, errors);

    let shapes: Vec<Typed> = raw.columns.iter().map(|column| types.resolve(&column.ty)).collect();
    id(raw, &shapes, errors);
    let timestamps = timestamps::check(raw, &shapes, errors);
    let tenancy = tenancy::check(raw, &shapes, errors);
    let parts = parts::check(raw, &shapes, &tenancy, &timestamps, errors);
    if let Some(column) = raw.columns.get(MAX_COLUMNS) {
        errors.push(error(&column.source.ident, format!("a collection has at most {MAX_COLUMNS} columns")));
    }
    let case = raw.attr.rename_all.as_ref().and_then(|said| said.sound()).map_or(Case::Camel, |case| case.0);
    let existing = raw.attr.existing.is_some();
    let context = Context { raw, types, shapes, parts, tenancy, timestamps, case, existing };

    let columns: Vec<_> = (0..raw.columns.len()).map(|at| column::check(&context, at, errors)).collect();
    names::columns(&columns, errors);
    let order = order::check(&context, errors);
    let indexes = index::check(&context, errors);
    let history = history::check(&context, &names, &columns, errors);
    let checks = rules::checks(&raw.attr.check, errors);
    Collection { source: raw.source.clone(), names, tenancy: context.tenancy, columns, order, indexes, history, checks }
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
