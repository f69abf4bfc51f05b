//! What becomes of a value when its column's type changes.

use ferrosync::{
    schema::Kind,
    sql::ddl::{Column, identifier, sql_type},
};

/// A column's old values as SQL, as the new column takes them; `None` where SQLite would have to guess.
pub(super) fn convert(old: &Column, new: &Column) -> Option<String> {
    let value = identifier(&new.name);
    let value = match (old.kind, new.kind) {
        (from, to) if from == to => value,
        // Every value of the one is a value of the other, and is stored alike.
        (Kind::Bool | Kind::Timestamp, Kind::Int)
        | (Kind::Int, Kind::Timestamp)
        | (Kind::Uuid | Kind::Json, Kind::Text) => value,
        // Within 2^53 no integer loses a digit.
        (Kind::Bool | Kind::Int | Kind::Timestamp, Kind::Real) => format!("CAST({value} AS REAL)"),
        (Kind::Int, Kind::Text) => format!("CAST({value} AS TEXT)"),
        _ => return None,
    };
    Some(match &new.default {
        // A row that had none gets what an insert that has none gets.
        Some(default) if new.not_null && !old.not_null => format!("coalesce({value}, {default})"),
        _ => value,
    })
}

/// Whether the table must be made anew for the column to become the other.
pub(super) fn differs_in_sql(old: &Column, new: &Column) -> bool {
    sql_type(old.kind) != sql_type(new.kind) || old.not_null != new.not_null || old.default != new.default
}

/// What the schema calls a kind.
pub(super) const fn rust_type(kind: Kind) -> &'static str {
    match kind {
        Kind::Uuid => "Uuid",
        Kind::Text => "text",
        Kind::Bool => "bool",
        Kind::Int => "integer",
        Kind::Real => "f64",
        Kind::Timestamp => "Timestamp",
        Kind::Json => "JSON",
    }
}
