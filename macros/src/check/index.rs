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
    let mut asked: Vec<Asked> = Vec::new();
    for (said, unique) in attr.index.iter().map(|said| (said, false)).chain(attr.unique.iter().map(|said| (said, true)))
    {
        if let Some(columns) = named(context, said, errors) {
            asked.extend(ask(context, Index { columns, unique }, &said.word, errors));
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
                asked.extend(ask(context, Index { columns, unique }, &said.word, errors));
            } else {
                errors.push(error(&said.word, JSON));
            }
        }
    }
    each_once(&asked, errors);
    asked.into_iter().map(|asked| asked.index).collect()
}

/// An index, and the word that asks for it.
struct Asked<'a> {
    index: Index,
    word: &'a Ident,
}

fn each_once(asked: &[Asked], errors: &mut Accumulator) {
    for (at, Asked { index, word }) in asked.iter().enumerate() {
        let is_same = |other: &&Asked| other.index.columns == index.columns;
        if asked[..at].iter().filter(is_same).any(|other| other.index.unique == index.unique) {
            errors.push(error(word, "this index stands here twice"));
        } else if !index.unique && asked.iter().filter(is_same).any(|other| other.index.unique) {
            errors.push(error(word, "`unique` over the same columns is an index already: leave `index` out"));
        }
    }
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

/// An index as it is made, if one can be.
fn ask<'a>(context: &Context, mut index: Index, word: &'a Ident, errors: &mut Accumulator) -> Option<Asked<'a>> {
    if context.existing {
        errors.push(error(word, format!("an `existing` table keeps its own indexes: leave `{word}` out")));
        return None;
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
        return None;
    }
    Some(Asked { index, word })
}
