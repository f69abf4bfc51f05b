use darling::error::Accumulator;
use syn::ext::IdentExt;

use super::collection::Context;
use super::shape::{Scalar, Typed};
use crate::attrs::{AutoTimestamp, ColumnName, error};
use crate::model::RawCollection;
use crate::naming::nearest;

/// Indices of the columns that the server's clock writes.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Timestamps {
    pub(super) created: Option<usize>,
    pub(super) updated: Option<usize>,
}

pub(super) fn check(raw: &RawCollection, shapes: &[Typed], errors: &mut Accumulator) -> Timestamps {
    let named =
        Timestamps { created: timestamp(raw, shapes, "created_at"), updated: timestamp(raw, shapes, "updated_at") };
    let Some(said) = &raw.attr.auto_timestamp else {
        return named;
    };
    match &said.value {
        Err(_) | Ok(AutoTimestamp::Off) => Timestamps::default(),
        Ok(AutoTimestamp::Named) => {
            if named.created.is_none() && named.updated.is_none() {
                errors.push(error(
                    &said.word,
                    "`auto_timestamp` needs a column `created_at: Timestamp` or `updated_at: Timestamp`\nother names are given: `auto_timestamp(made, changed)`",
                ));
            }
            named
        }
        Ok(AutoTimestamp::Columns { created, updated }) => {
            if created.0 == updated.0 {
                errors.push(error(&updated.0, "the times of the insert and of the last update need a column each"));
            }
            Timestamps {
                created: resolve(raw, shapes, created, errors),
                updated: resolve(raw, shapes, updated, errors).filter(|_| created.0 != updated.0),
            }
        }
    }
}

fn timestamp(raw: &RawCollection, shapes: &[Typed], name: &str) -> Option<usize> {
    Context::position(raw, name).filter(|&at| shapes[at].is(Scalar::Timestamp))
}

fn resolve(raw: &RawCollection, shapes: &[Typed], name: &ColumnName, errors: &mut Accumulator) -> Option<usize> {
    let at = find(raw, name, errors)?;
    if shapes[at].is(Scalar::Timestamp) {
        return Some(at);
    }
    errors
        .push(error(&raw.columns[at].ty, format!("`auto_timestamp` names `{}`: its type must be `Timestamp`", name.0)));
    None
}

/// Index of the column that an attribute names.
pub(super) fn find(raw: &RawCollection, name: &ColumnName, errors: &mut Accumulator) -> Option<usize> {
    let given = name.0.unraw().to_string();
    let found = Context::position(raw, &given);
    if found.is_none() {
        let columns: Vec<String> = raw.columns.iter().map(|column| column.source.ident.unraw().to_string()).collect();
        errors.push(error(
            &name.0,
            match nearest(&given, columns.iter().map(String::as_str)) {
                Some(meant) => format!("`{}` has no column `{given}`; did you mean `{meant}`?", raw.source.ident),
                None => format!("`{}` has no column `{given}`", raw.source.ident),
            },
        ));
    }
    found
}
