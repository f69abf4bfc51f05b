//! What may be written on structs and fields. The darling structs are the reference of the attributes; the
//! vocabularies are the reference of every other word.

mod collection;
mod field;
mod literal;
pub(crate) mod rules;
mod said;
mod vocabulary;
mod words;

pub(crate) use collection::{AutoTimestamp, CollectionAttr, Direction, OrderBy};
pub(crate) use field::FieldAttr;
pub(crate) use literal::{Literal, Value};
pub(crate) use rules::{CheckFn, Validate};
pub(crate) use said::{ColumnName, Said};
pub(crate) use words::{FIELD, STRUCT, USE};

use darling::Error;
use syn::spanned::Spanned;

/// An error under `node`.
pub(crate) fn error(node: &impl Spanned, message: impl core::fmt::Display) -> Error {
    Error::custom(message).with_span(node)
}
