//! How large rows can be: whether they may live in the primary key's own tree.

use crate::{
    protocol::limits,
    schema::{Collection, Column, Kind, Role, Type},
    validate::{Literal, Rule, Spec},
};

/// Bytes that a row may take to live in the primary key's own tree. A row of a `WITHOUT ROWID` table is written once
/// instead of twice, but wide rows there leave few keys a page.
const SMALL_ROW: u64 = 1_024;
/// A value that is no text, and what a text takes besides its bytes.
const FIXED: u64 = 16;
/// Bytes of a code point, at most.
const UTF8: u64 = 4;
const ID: u64 = UTF8 * limits::ID_CHARS as u64;

/// Whether every row that passes validation is small.
pub(super) fn is_small(collection: &Collection) -> bool {
    let bytes: Option<u64> = collection.columns.iter().map(largest).sum();
    bytes.is_some_and(|bytes| bytes <= SMALL_ROW)
}

/// The bytes that a column's largest value takes, its header's share included; `None` where nothing bounds it.
fn largest(column: &Column) -> Option<u64> {
    let bytes = match (column.kind(), column.role) {
        (Kind::Bool | Kind::Int | Kind::Real | Kind::Timestamp, _) => 0,
        (Kind::Uuid, _) => 36,
        // Sync ids are ASCII.
        (Kind::Text, Role::SyncId) => limits::ID_CHARS as u64,
        // Nothing bounds the names of users and of scopes; but they are names, and a long one costs a page, not a row.
        (Kind::Text, Role::Id | Role::Owner | Role::Scope) => ID,
        // What it names is an id.
        (Kind::Text, _) if column.reference.is_some() => ID,
        (Kind::Text | Kind::Json, _) => longest(&column.ty).into_iter().chain(shortest_limit(column.rules)).min()?,
    };
    Some(FIXED + bytes)
}

/// The bytes of a type's longest text, where the type alone bounds it.
fn longest(ty: &Type) -> Option<u64> {
    match ty {
        Type::Uuid => Some(36),
        Type::Enum(of) => Some(of.variants.iter().map(|variant| variant.wire.len() as u64).max().unwrap_or(0)),
        Type::Newtype(of) => longest(&of.ty).into_iter().chain(shortest_limit(of.rules)).min(),
        _ => None,
    }
}

/// The bytes of the longest text that all rules take, where one bounds it.
fn shortest_limit(rules: &[Rule]) -> Option<u64> {
    rules.iter().filter_map(|rule| limit(&rule.spec)).min()
}

fn limit(spec: &Spec) -> Option<u64> {
    match spec {
        Spec::Length { max, .. } => max.map(|max| UTF8 * u64::from(max)),
        Spec::Uuid => Some(36),
        Spec::Email => Some(254),
        Spec::Url => Some(UTF8 * 2_048),
        Spec::OneOf(values) => values
            .iter()
            .map(|value| match value {
                Literal::Text(text) => text.len() as u64,
                Literal::Int(_) => 0,
            })
            .max(),
        _ => None,
    }
}
