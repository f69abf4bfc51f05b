use proc_macro2::Ident;
use syn::{Attribute, ItemUse, Type, Visibility};

use super::Source;
use super::rule::{Function, Rules};
use crate::attrs::Direction;
use crate::expand::Library;

/// A sound schema: at least one collection, names that do not clash.
pub(crate) struct Schema {
    pub(crate) library: Library,
    pub(crate) uses: Vec<ItemUse>,
    pub(crate) types: Vec<TypeItem>,
    pub(crate) collections: Vec<Collection>,
    pub(crate) dropped: Vec<DroppedTable>,
}

/// A table that is no more, and the struct that says so.
pub(crate) struct DroppedTable {
    pub(crate) ident: Ident,
    pub(crate) table: String,
}

/// A type that stands in columns.
pub(crate) enum TypeItem {
    Enum(EnumType),
    Object(ObjectType),
    Union(UnionType),
    Newtype(Box<NewtypeType>),
}

impl TypeItem {
    pub(crate) fn ident(&self) -> &Ident {
        let source = match self {
            Self::Enum(item) => &item.source,
            Self::Object(item) => &item.source,
            Self::Union(item) => &item.source,
            Self::Newtype(item) => &item.source,
        };
        &source.ident
    }
}

/// At least one variant, all with different names on the wire; at most one is the default.
pub(crate) struct EnumType {
    pub(crate) source: Source,
    pub(crate) variants: Vec<Variant>,
}

pub(crate) struct Variant {
    pub(crate) source: Source,
    pub(crate) wire: String,
    pub(crate) is_default: bool,
}

pub(crate) struct ObjectType {
    pub(crate) source: Source,
    pub(crate) fields: Vec<ValueField>,
}

/// No field of a variant is called like the tag.
pub(crate) struct UnionType {
    pub(crate) source: Source,
    pub(crate) tag: String,
    pub(crate) variants: Vec<UnionVariant>,
}

pub(crate) struct UnionVariant {
    pub(crate) source: Source,
    pub(crate) wire: String,
    /// `None` for a variant without braces.
    pub(crate) fields: Option<Vec<ValueField>>,
}

pub(crate) struct ValueField {
    pub(crate) source: Source,
    pub(crate) ty: Type,
    pub(crate) wire: String,
    pub(crate) rules: Rules,
}

pub(crate) struct NewtypeType {
    pub(crate) source: Source,
    /// What stands before the type inside: comments and other people's attributes ..
    pub(crate) inner: Vec<Attribute>,
    pub(crate) inner_vis: Visibility,
    pub(crate) ty: Type,
    pub(crate) rules: Rules,
}

pub(crate) struct Collection {
    pub(crate) source: Source,
    pub(crate) names: Names,
    pub(crate) tenancy: Tenancy,
    pub(crate) columns: Vec<Column>,
    pub(crate) order: Order,
    pub(crate) indexes: Vec<Index>,
    pub(crate) history: History,
    /// `check(path)`: functions over whole rows.
    pub(crate) checks: Vec<Function>,
}

/// What a collection is called where.
#[derive(Clone)]
pub(crate) struct Names {
    /// SQL: `todo_lists`.
    pub(crate) table: String,
    /// The wire, URLs, TypeScript: `todoLists`.
    pub(crate) wire: String,
    /// `NewTodoList`.
    pub(crate) insert: Ident,
    /// `TodoListPatch`.
    pub(crate) patch: Ident,
}

/// Whose rows stand in the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Tenancy {
    Single {
        room: String,
    },
    /// Index of the column that names the room.
    Multi(usize),
}

/// How lists are sorted.
#[derive(Clone, Copy)]
pub(crate) struct Order {
    /// Index of the column.
    pub(crate) column: usize,
    pub(crate) direction: Direction,
}

/// Indices of the columns; those of a unique one begin with the sync id's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Index {
    pub(crate) columns: Vec<usize>,
    pub(crate) unique: bool,
}

/// Where the table comes from.
#[derive(Debug, Default)]
pub(crate) struct History {
    /// Then the others are empty.
    pub(crate) existing: bool,
    pub(crate) renamed_from: Option<String>,
    /// Columns, by their names in SQL.
    pub(crate) dropped: Vec<String>,
}

pub(crate) struct Column {
    pub(crate) source: Source,
    pub(crate) ty: Type,
    /// SQL: `created_at`.
    pub(crate) name: String,
    /// The wire and TypeScript: `createdAt`.
    pub(crate) wire: String,
    pub(crate) role: Role,
    pub(crate) reference: Option<Reference>,
    pub(crate) format: Format,
    pub(crate) renamed_from: Option<String>,
}

/// Who writes a column.
pub(crate) enum Role {
    Id,
    SyncId,
    Owner,
    Scope,
    CreatedAt,
    UpdatedAt,
    DeletedAt,
    /// The client writes it, under rules.
    Data {
        input: Input,
        access: Access,
        rules: Rules,
    },
}

/// Who sees and who changes a data column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    Open,
    Readonly,
    /// Then its [`Input`] is not `Required`: no insert of a client can name it.
    Private,
}

/// What an insert must say of a data column.
pub(crate) enum Input {
    Required,
    /// `Option<T>`: left out is `null`.
    Nullable,
    /// Left out is the default.
    Default(DefaultValue),
}

/// A default that fits its column.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum DefaultValue {
    Bool(bool),
    /// Within ±(2^53 − 1).
    Int(i64),
    /// Finite.
    Real(f64),
    /// A variant of an enum too.
    Text(String),
    EmptyList,
}

/// A row that a column names.
#[derive(Debug, Clone)]
pub(crate) struct Reference {
    /// The other collection's struct.
    pub(crate) entity: String,
    pub(crate) on_delete: OnDelete,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OnDelete {
    Cascade,
    Restrict,
    SetNull,
}

/// How the table has a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    Plain,
    /// A time as text, in a table that is somebody else's.
    Iso,
}
