use darling::error::Accumulator;
use proc_macro2::Ident;
use syn::ext::IdentExt;

use super::shape::{Scalar, Shape, Typed};
use super::timestamps::{Timestamps, find};
use crate::attrs::{FieldAttr, Said, SoftDelete, Word, error};
use crate::model::{RawCollection, Tenancy};

/// The part that a column plays, where its values are the server's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Id,
    SyncId,
    Owner,
    Scope,
    CreatedAt,
    UpdatedAt,
    DeletedAt,
}

impl Part {
    /// What a column of this part is, for messages.
    pub(super) fn what(self) -> &'static str {
        match self {
            Self::Id => "the id",
            Self::SyncId => "the room's name",
            Self::Owner => "who made the row",
            Self::Scope => "the scope",
            Self::CreatedAt => "the time of the insert",
            Self::UpdatedAt => "the time of the last update",
            Self::DeletedAt => "the time at which the row was deleted",
        }
    }
}

/// The part of each column.
pub(super) fn check(
    raw: &RawCollection,
    shapes: &[Typed],
    tenancy: &Tenancy,
    timestamps: &Timestamps,
    errors: &mut Accumulator,
) -> Vec<Option<Part>> {
    let mut parts = vec![None; raw.columns.len()];
    let mut claim = |at: usize, part: Part, word: Option<&Ident>| match (parts[at], word) {
        (None, _) => parts[at] = Some(part),
        (Some(Part::Id), Some(_)) if part == Part::SyncId => {} // told already
        (Some(other), word) => {
            let ident = &raw.columns[at].source.ident;
            errors.push(error(
                word.unwrap_or(ident),
                format!("`{ident}` is {}: it cannot be {} too", Part::what(other), part.what()),
            ));
        }
    };
    if let Some(at) = raw.columns.iter().position(|column| column.source.ident.unraw() == "id") {
        claim(at, Part::Id, None);
    }
    if let Tenancy::Multi(at) = tenancy {
        claim(*at, Part::SyncId, raw.columns[*at].attr.sync_id.as_ref().map(|said| &said.word));
    }
    for (at, part) in [(timestamps.created, Part::CreatedAt), (timestamps.updated, Part::UpdatedAt)] {
        if let Some(at) = at {
            claim(at, part, raw.attr.auto_timestamp.as_ref().map(|said| &said.word));
        }
    }
    let mut told = darling::Error::accumulator();
    if let Some((at, word)) = only_one(raw, |attr| attr.owner.as_ref(), &mut told) {
        claim(at, Part::Owner, Some(word));
        owner_type(raw, shapes, at, &mut told);
    }
    if let Some((at, word)) = only_one(raw, |attr| attr.scope.as_ref(), &mut told) {
        claim(at, Part::Scope, Some(word));
        scope_type(raw, shapes, at, &mut told);
    }
    if let Some((at, word)) = soft_delete(raw, shapes, &mut told) {
        claim(at, Part::DeletedAt, Some(word));
    }
    for problem in told.into_inner() {
        errors.push(problem);
    }
    parts
}

/// The one column with this word, and the word. More of them are an error.
pub(super) fn only_one<'a>(
    raw: &'a RawCollection,
    word: fn(&FieldAttr) -> Option<&Said<Word>>,
    errors: &mut Accumulator,
) -> Option<(usize, &'a Ident)> {
    let mut columns = raw.columns.iter().enumerate().filter_map(|(at, column)| Some((at, &word(&column.attr)?.word)));
    let (first, named) = columns.next()?;
    for (_, again) in columns {
        let has_it = &raw.columns[first].source.ident;
        errors.push(error(again, format!("a collection has one `#[{again}]`: `{has_it}` has it already")));
    }
    Some((first, named))
}

fn owner_type(raw: &RawCollection, shapes: &[Typed], at: usize, errors: &mut Accumulator) {
    let ty = &raw.columns[at].ty;
    if shapes[at].optional {
        errors.push(error(ty, "an owner is always there: `String` or `Uuid`, without `Option`"));
    } else if !shapes[at].is(Scalar::String) && !shapes[at].is(Scalar::Uuid) {
        errors.push(error(ty, "an owner is a `String` or a `Uuid`: the user id of an identity"));
    }
}

fn scope_type(raw: &RawCollection, shapes: &[Typed], at: usize, errors: &mut Accumulator) {
    if !matches!(shapes[at].shape, Shape::Plain(Scalar::String | Scalar::Uuid)) {
        errors.push(error(&raw.columns[at].ty, "a scope is a `String`, a `Uuid`, or an `Option` of one of these"));
    }
}

/// The column that hides deleted rows, and the word that names it.
fn soft_delete<'a>(raw: &'a RawCollection, shapes: &[Typed], errors: &mut Accumulator) -> Option<(usize, &'a Ident)> {
    let said = raw.attr.soft_delete.as_ref()?;
    let (at, word) = match said.sound()? {
        SoftDelete::Named => {
            let deleted_at = raw.columns.iter().position(|column| column.source.ident == "deleted_at");
            if deleted_at.is_none() {
                errors.push(error(
                    &said.word,
                    "`soft_delete` needs a column `deleted_at: Option<Timestamp>`\nanother name is given: `soft_delete(archived_at)`",
                ));
            }
            (deleted_at?, &said.word)
        }
        SoftDelete::Column(name) => (find(raw, name, errors)?, &name.0),
    };
    if shapes[at] != (Typed { shape: Shape::Plain(Scalar::Timestamp), optional: true }) {
        let column = &raw.columns[at];
        errors.push(error(
            &column.ty,
            format!("`soft_delete` names `{}`: its type must be `Option<Timestamp>`", column.source.ident),
        ));
    }
    Some((at, word))
}
