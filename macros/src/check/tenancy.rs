use darling::error::Accumulator;

use super::shape::{Scalar, Typed};
use crate::attrs::error;
use crate::model::{RawCollection, Tenancy};

/// Whose the rows are: exactly one of `single_tenant` and one `#[sync_id]`.
pub(super) fn check(raw: &RawCollection, shapes: &[Typed], errors: &mut Accumulator) -> Tenancy {
    let single = raw.attr.single_tenant.as_ref();
    let mut columns =
        raw.columns.iter().enumerate().filter_map(|(at, column)| Some((at, column.attr.sync_id.as_ref()?)));
    let sync_id = columns.next();
    let name = |at: usize| &raw.columns[at].source.ident;

    if let Some(Err(problem)) = single.map(|said| &said.value) {
        errors.push(problem.clone());
    }
    if let Some((first, said)) = sync_id {
        if let Err(problem) = &said.value {
            errors.push(problem.clone());
        }
        for (_, again) in columns {
            errors.push(error(
                &again.word,
                format!("a collection has one `#[sync_id]`: `{}` has it already", name(first)),
            ));
        }
        if !shapes[first].is(Scalar::String) {
            errors.push(error(&raw.columns[first].ty, "a sync id is a `String`"));
        }
        if name(first) == "id" {
            errors.push(error(&said.word, "the id cannot name the room: give the room a column of its own"));
        }
    }
    match (single, sync_id) {
        (None, Some((at, _))) => Tenancy::Multi(at),
        (Some(_), None) => Tenancy::Single,
        (Some(single), Some((at, _))) => {
            errors.push(error(
                &single.word,
                format!(
                    "`single_tenant` excludes `#[sync_id]`: rows are everyone's, or a room's\nthe column `{}` has `#[sync_id]`",
                    name(at)
                ),
            ));
            Tenancy::Single
        }
        // A word that could not be read may have said it: one mistake is one message.
        (None, None) if raw.doubtful => Tenancy::Single,
        (None, None) => {
            errors.push(error(
                &raw.source.ident,
                "whose are the rows?\neveryone's: `#[collection(single_tenant)]`\na room's: `#[sync_id]` on the column that names it, `pub project_id: String`",
            ));
            Tenancy::Single
        }
    }
}
