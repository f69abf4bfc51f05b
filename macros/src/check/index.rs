use darling::error::Accumulator;
use proc_macro2::Ident;

use super::collection::Context;
use super::parts::Part;
use super::shape::Shape;
use super::timestamps::find;
use crate::attrs::{ColumnName, Columns, Said, error};
use crate::model::Index;

/// The indexes that the schema asks for: those of the struct, then those of the columns, each in their order.
pub(super) fn check(context: &Context, errors: &mut Accumulator) -> Vec<Index> {
    let attr = &context.raw.attr;
    let mut indexes: Vec<Index> = Vec::new();
    for (said, unique) in attr.index.iter().map(|said| (said, false)).chain(attr.unique.iter().map(|said| (said, true)))
    {
        if let Some(columns) = named(context, said, errors) {
            add(context, &mut indexes, Index { columns, unique }, &said.word, errors);
        }
    }
    for (at, column) in context.raw.columns.iter().enumerate() {
        if matches!(context.parts[at], Some(Part::Id | Part::SyncId)) {
            continue; // told already
        }
        for (said, unique) in [(&column.attr.index, false), (&column.attr.unique, true)] {
            let Some(said) = said else {
                continue;
            };
            if is_stored_plainly(context, at) {
                let columns = context.sync_id().into_iter().chain([at]).collect();
                add(context, &mut indexes, Index { columns, unique }, &said.word, errors);
            } else {
                errors.push(error(&said.word, JSON));
            }
        }
    }
    indexes
}

const JSON: &str = "a column of an index is a text, a number, a `bool`, a `Uuid`, a `Timestamp` or an enum of texts; \
                    what is JSON in its table has no order";

fn is_stored_plainly(context: &Context, at: usize) -> bool {
    // A path that says nothing to us may be anything.
    matches!(context.shapes[at].shape.plain(), Shape::Plain(_) | Shape::Enum(_) | Shape::Other)
}

/// The columns of `index(..)` or `unique(..)`, if all of them are there.
fn named(context: &Context, said: &Said<Columns>, errors: &mut Accumulator) -> Option<Vec<usize>> {
    let Columns(names) = said.sound()?;
    let mut columns: Vec<usize> = Vec::new();
    let mut all = true;
    for name @ ColumnName(ident) in names {
        match find(context.raw, name, errors) {
            None => all = false,
            Some(at) if columns.contains(&at) => {
                errors.push(error(ident, format!("`{ident}` stands here twice")));
            }
            Some(at) if !is_stored_plainly(context, at) => {
                errors.push(error(ident, JSON));
            }
            Some(at) => columns.push(at),
        }
    }
    all.then_some(columns)
}

fn add(context: &Context, indexes: &mut Vec<Index>, mut index: Index, word: &Ident, errors: &mut Accumulator) {
    if context.existing {
        errors.push(error(word, format!("an `existing` table keeps its own indexes: leave `{word}` out")));
        return;
    }
    if let Some(sync_id) = context.sync_id().filter(|_| index.unique) {
        index.columns.retain(|&column| column != sync_id);
        index.columns.insert(0, sync_id);
    }
    let is_key = |&column: &usize| matches!(context.parts[column], Some(Part::Id | Part::SyncId));
    if index.unique && index.columns.iter().all(is_key) {
        let has_id = index.columns.iter().any(|&column| context.parts[column] == Some(Part::Id));
        errors.push(error(
            word,
            if has_id {
                "the id is unique already: it is the key"
            } else {
                "`unique` is within the room: name a column beside the sync id"
            },
        ));
        return;
    }
    match indexes.iter().find(|other| other.columns == index.columns) {
        Some(other) if other.unique == index.unique => {
            errors.push(error(word, "this index stands here twice"));
        }
        Some(_) => errors.push(error(word, "`unique` over the same columns is an index already: leave `index` out")),
        None => indexes.push(index),
    }
}
