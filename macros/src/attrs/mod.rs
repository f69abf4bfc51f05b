//! What may be written on structs and fields. The darling structs are the reference of the attributes; the
//! vocabularies are the reference of every other word.

mod case;
mod collection;
mod columns;
mod field;
mod literal;
mod names;
mod references;
pub(crate) mod rules;
mod said;
mod single_tenant;
mod value;
mod vocabulary;
mod words;

pub(crate) use case::{AnyCase, Case};
pub(crate) use collection::{AutoTimestamp, CollectionAttr, Direction, OrderBy};
pub(crate) use columns::{Columns, Dropped, SoftDelete};
pub(crate) use field::FieldAttr;
pub(crate) use literal::{Literal, Value};
pub(crate) use names::{LibraryPath, Renamed};
pub(crate) use references::References;
pub(crate) use rules::{CheckFn, Validate};
pub(crate) use said::{ColumnName, Said, Text, Word};
pub(crate) use single_tenant::SingleTenant;
pub(crate) use value::ValueAttr;
pub(crate) use vocabulary::Kept;
pub(crate) use words::{ENUM, FIELD, NEWTYPE_FIELD, STRUCT, USE, VALUE_FIELD, VARIANT};

use darling::Error;
use syn::spanned::Spanned;

/// An error under `node`.
pub(crate) fn error(node: &impl Spanned, message: impl core::fmt::Display) -> Error {
    Error::custom(message).with_span(node)
}
