use crate::validate::Rule;

/// One column of a collection.
#[derive(Debug)]
pub struct Column {
    /// The name in SQL and in Rust: `created_at`.
    pub name: &'static str,
    /// The name on the wire and in TypeScript: `createdAt`.
    pub wire: &'static str,
    /// The doc comment of the field, lines joined by `\n`, or empty.
    pub docs: &'static str,
    pub kind: Kind,
    /// Whether the value may be `null`: the Rust type is `Option<T>`.
    pub nullable: bool,
    pub role: Role,
    /// What an insert gets that leaves the column out.
    pub default: Option<DefaultValue>,
    pub rules: &'static [Rule],
}

/// How a column's values look in JSON and in SQLite.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A UUID in its canonical form: 36 characters, lower case. SQL `TEXT`.
    Uuid,
    /// A string of Unicode scalar values. SQL `TEXT`.
    Text,
    /// `true` or `false`; SQL `INTEGER` 1 or 0.
    Bool,
    /// An integer within ±(2^53 − 1), so that JavaScript holds it exactly. SQL `INTEGER`.
    Int,
    /// A finite double. SQL `REAL`.
    Real,
    /// Milliseconds since 1970 UTC, within JavaScript's range of dates (±8.64e15). SQL `INTEGER`.
    Timestamp,
}

/// Who writes a column, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The client may choose it on insert, else the server does; it never changes.
    Id,
    /// The server writes the room's name.
    SyncId,
    /// The server writes the time of the insert.
    CreatedAt,
    /// The server writes the time of the insert and of every update.
    UpdatedAt,
    /// The client writes it.
    Data,
}

impl Role {
    /// Whether a client may name the column in an insert.
    pub fn in_insert(self) -> bool {
        matches!(self, Self::Id | Self::Data)
    }

    /// Whether a client may name the column in a patch.
    pub fn in_patch(self) -> bool {
        matches!(self, Self::Data)
    }
}

/// A literal of `#[default(..)]`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum DefaultValue {
    Bool(bool),
    Int(i64),
    Real(f64),
    Text(&'static str),
}
