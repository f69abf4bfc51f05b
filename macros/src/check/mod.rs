//! What somebody wrote → what is known to be right. After each error check goes on with a stand-in, so that all of
//! a file's errors are told at once; the stand-ins never get out.

mod collection;
mod column;
mod default;
mod names;
mod order;
mod rules;
pub(crate) mod shape;
mod tenancy;
mod timestamps;

pub(crate) use shape::optional;

use darling::error::Accumulator;
use darling::{Error, Result};

use crate::model::{RawItem, RawSchema, Schema};

/// Checks a file, with the errors that parsing it already gave.
pub(crate) fn check(raw: &RawSchema, mut errors: Accumulator) -> Result<Schema> {
    let mut schema = Schema { uses: Vec::new(), collections: Vec::new() };
    for item in &raw.items {
        match item {
            RawItem::Collection(raw) => {
                schema.collections.push(collection::check(raw, &mut errors));
            }
            RawItem::Use(item) => schema.uses.push(item.clone()),
            RawItem::Refused(_) => {}
        }
    }
    names::no_clashes(&schema.collections, &mut errors);
    errors = errors.checkpoint()?;
    if schema.collections.is_empty() {
        errors.push(Error::custom(
            "a schema needs a collection: `sync_collections![#[collection(single_tenant)] pub struct Todo { pub id: Uuid, .. }]`",
        ));
    }
    errors.finish_with(schema)
}
