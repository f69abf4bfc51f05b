use serde::{Deserialize, Serialize};

use super::Type;
use crate::validate::Rule;

/// One column of a collection.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// The name in SQL: `created_at`.
    pub name: &'static str,
    /// The name on the wire and in TypeScript: `createdAt`.
    pub wire: &'static str,
    /// The doc comment of the field, lines joined by `\n`, or empty.
    pub docs: &'static str,
    pub ty: Type,
    /// Whether the value may be `null`: the Rust type is `Option<T>`.
    pub nullable: bool,
    pub role: Role,
    /// Who sees and who changes a column of [`Role::Data`].
    pub access: Access,
    /// What an insert gets that leaves the column out.
    pub default: Option<DefaultValue>,
    /// Transforms first, then the others, each in the order they were written.
    pub rules: &'static [Rule],
    /// Rules that are the app's own functions: empty where the app's code is not there (the build script).
    pub custom: &'static [Rule],
    /// The row that the column names.
    pub reference: Option<Reference>,
    /// How the table stores it, where that is not the kind's own way.
    pub format: Format,
    /// `#[renamed(from = "..")]`: the column's name in SQL before.
    pub renamed_from: Option<&'static str>,
}

impl Column {
    /// A column of this type that the client writes, with nothing else said of it.
    pub const fn new(name: &'static str, wire: &'static str, ty: Type) -> Self {
        Self {
            name,
            wire,
            docs: "",
            ty,
            nullable: false,
            role: Role::Data,
            access: Access::Open,
            default: None,
            rules: &[],
            custom: &[],
            reference: None,
            format: Format::Plain,
            renamed_from: None,
        }
    }

    /// How SQLite stores it.
    pub const fn kind(&self) -> Kind {
        self.ty.kind()
    }

    /// Whether clients see it at all.
    pub const fn is_public(&self) -> bool {
        !matches!(self.access, Access::Private)
    }

    /// Whether a client may name the column in an insert.
    pub const fn in_insert(&self) -> bool {
        self.role.in_insert() && self.is_public()
    }

    /// Whether a client may name the column in a patch.
    pub const fn in_patch(&self) -> bool {
        self.role.in_patch() && matches!(self.access, Access::Open)
    }
}

/// Who sees and who changes a column that is not the server's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Clients write it.
    Open,
    /// Clients write it on insert; then nobody does.
    Readonly,
    /// It never leaves the server, and only the app's own code writes it.
    Private,
}

/// A reference to a row of another collection, or of the same one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reference {
    /// The other collection's struct: `TodoList`.
    pub entity: &'static str,
    pub on_delete: OnDelete,
}

/// What becomes of a row whose referenced row is deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnDelete {
    /// It is deleted too, in the same mutation.
    Cascade,
    /// The delete is refused.
    Restrict,
    /// Its column becomes `null`, in the same mutation.
    SetNull,
}

/// How a table stores a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// As its kind says.
    Plain,
    /// A time as ISO 8601 text (`2026-01-31T12:00:00.000Z`): in adopted tables.
    Iso,
}

/// How a column's values look in JSON and in SQLite.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
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
    /// An object, an array or any other JSON. SQL `TEXT`.
    Json,
}

/// Who writes a column, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The client may choose it on insert, else the server does; it never changes.
    Id,
    /// The server writes the room's name.
    SyncId,
    /// The server writes who made the row: the identity's user id.
    Owner,
    /// The server writes the scope that the insert names; it never changes.
    Scope,
    /// The server writes the time of the insert.
    CreatedAt,
    /// The server writes the time of the insert and of every update.
    UpdatedAt,
    /// The server writes the time at which the row was deleted; rows that have it are hidden.
    DeletedAt,
    /// The client writes it.
    Data,
}

impl Role {
    /// Whether an insert may name a column of this role.
    pub const fn in_insert(self) -> bool {
        matches!(self, Self::Id | Self::Data)
    }

    /// Whether a patch may name a column of this role.
    pub const fn in_patch(self) -> bool {
        matches!(self, Self::Data)
    }
}

/// A literal of `#[default(..)]`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum DefaultValue {
    Bool(bool),
    Int(i64),
    Real(f64),
    /// The variant of an `enum` too.
    Text(&'static str),
    EmptyList,
}
