//! What somebody wrote → what is known to be right. After each error check goes on with a stand-in, so that all of
//! a file's errors are told at once; the stand-ins never get out.

mod broken;
mod clashes;
mod collection;
mod column;
mod cycles;
mod default;
mod derives;
mod history;
mod index;
mod library;
mod names;
mod order;
mod parts;
mod references;
mod rules;
pub(crate) mod shape;
mod sql_name;
mod tenancy;
mod timestamps;
mod values;

pub(crate) use shape::optional;

use darling::error::Accumulator;
use darling::{Error, Result};

pub(crate) use cycles::contains_itself;
pub(crate) use library::find as library;

use crate::model::{RawCollection, RawItem, RawSchema, Schema};
use shape::Types;

/// Checks a file, with the errors that parsing it already gave.
pub(crate) fn check(raw: &RawSchema, mut errors: Accumulator) -> Result<Schema> {
    let types = Types::of(raw);
    let mut schema = Schema {
        library: library::check(raw, &mut errors),
        uses: Vec::new(),
        types: Vec::new(),
        collections: Vec::new(),
        dropped: Vec::new(),
    };
    let mut collections: Vec<&RawCollection> = Vec::new();
    for item in &raw.items {
        match item {
            RawItem::Collection(raw) => {
                schema.collections.push(collection::check(raw, &types, &mut errors));
                collections.push(raw);
            }
            RawItem::Dropped(raw) => schema.dropped.extend(history::dropped_table(raw, &mut errors)),
            RawItem::Enum(raw) => schema.types.push(values::check_enum(raw, &types, &mut errors)),
            RawItem::Object(raw) => schema.types.push(values::check_object(raw, &types, &mut errors)),
            RawItem::Newtype(raw) => schema.types.push(values::check_newtype(raw, &types, &mut errors)),
            RawItem::Use(item) => schema.uses.push(item.clone()),
            RawItem::Refused(_) => {}
        }
    }
    cycles::check(raw, &types, &mut errors);
    references::check(&collections, &schema, &types, &mut errors);
    clashes::check(raw, &schema, &mut errors);
    errors = errors.checkpoint()?;
    if schema.collections.is_empty() {
        errors.push(Error::custom(
            "a schema needs a collection: `sync_collections![#[collection(single_tenant)] pub struct Todo { pub id: Uuid, .. }]`",
        ));
    }
    errors.finish_with(schema)
}
