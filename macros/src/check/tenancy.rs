use darling::error::Accumulator;

use super::parts::only_one;
use super::shape::{Scalar, Typed};
use crate::attrs::{SingleTenant, error};
use crate::model::{RawCollection, Tenancy};

/// The room of all single-tenant collections that have none of their own.
const SHARED_ROOM: &str = "default";

/// Whose the rows are: exactly one of `single_tenant` and one `#[sync_id]`.
pub(super) fn check(raw: &RawCollection, shapes: &[Typed], errors: &mut Accumulator) -> Tenancy {
    let single = raw.attr.single_tenant.as_ref();
    let sync_id = only_one(raw, |attr| attr.sync_id.as_ref(), errors);
    let name = |at: usize| &raw.columns[at].source.ident;

    if let Some((at, word)) = sync_id {
        if !shapes[at].is(Scalar::String) {
            errors.push(error(&raw.columns[at].ty, "a sync id is a `String`"));
        }
        if name(at) == "id" {
            errors.push(error(word, "the id cannot name the room: give the room a column of its own"));
        }
    }
    let room = single.and_then(|said| said.sound()).and_then(|SingleTenant { room }| room.as_ref());
    let alone = Tenancy::Single { room: room.map_or(SHARED_ROOM, |room| &room.value).to_owned() };
    match (single, sync_id) {
        (None, Some((at, _))) => Tenancy::Multi(at),
        (Some(_), None) => alone,
        (Some(single), Some((at, _))) => {
            errors.push(error(
                &single.word,
                format!(
                    "`single_tenant` excludes `#[sync_id]`: rows are everyone's, or a room's\nthe column `{}` has `#[sync_id]`",
                    name(at)
                ),
            ));
            alone
        }
        // A word that could not be read may have said it: one mistake is one message.
        (None, None) if raw.doubtful => alone,
        (None, None) => {
            errors.push(error(
                &raw.source.ident,
                "whose are the rows?\neveryone's: `#[collection(single_tenant)]`\na room's: `#[sync_id]` on the column that names it, `pub project_id: String`",
            ));
            alone
        }
    }
}
