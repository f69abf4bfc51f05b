//! What stands between the stages: [`RawSchema`] is what somebody wrote, [`Schema`] is what is known to be right.

mod rule;

pub(crate) use rule::{Bound, Function, Limits, Literal, Number, Rule, Rules, Spec};

use proc_macro2::Ident;
use syn::{Attribute, Item, ItemUse, Type, Visibility};

use crate::attrs::{CollectionAttr, FieldAttr};

/// A file as it was parsed, in its order.
#[derive(Default)]
pub(crate) struct RawSchema {
    pub(crate) items: Vec<RawItem>,
}

pub(crate) enum RawItem {
    Collection(RawCollection),
    Use(ItemUse),
    /// What cannot stand in a schema: its error is already told. It is kept so that its name still resolves.
    Refused(Item),
}

/// A struct with named fields and no generics.
pub(crate) struct RawCollection {
    pub(crate) attr: CollectionAttr,
    /// Whether it says `#[collection]`.
    pub(crate) declared: bool,
    /// Whether words of it could not be read, one of which may have said whose the rows are.
    pub(crate) doubtful: bool,
    pub(crate) source: Source,
    pub(crate) columns: Vec<RawColumn>,
}

pub(crate) struct RawColumn {
    pub(crate) attr: FieldAttr,
    pub(crate) source: Source,
    pub(crate) ty: Type,
}

/// What the user's own struct or field keeps: comments, other people's attributes, visibility, name.
#[derive(Clone)]
pub(crate) struct Source {
    pub(crate) docs: Vec<Attribute>,
    pub(crate) passed: Vec<Attribute>,
    pub(crate) vis: Visibility,
    pub(crate) ident: Ident,
}

/// A sound schema: at least one collection, names that do not clash.
pub(crate) struct Schema {
    pub(crate) uses: Vec<ItemUse>,
    pub(crate) collections: Vec<Collection>,
}

pub(crate) struct Collection {
    pub(crate) source: Source,
    pub(crate) names: Names,
    pub(crate) tenancy: Tenancy,
    pub(crate) columns: Vec<Column>,
    pub(crate) order: Order,
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
#[derive(Clone, Copy)]
pub(crate) enum Tenancy {
    Single,
    /// Index of the column that names the room.
    Multi(usize),
}

/// How lists are sorted.
#[derive(Clone, Copy)]
pub(crate) struct Order {
    /// Index of the column.
    pub(crate) column: usize,
    pub(crate) direction: crate::attrs::Direction,
}

pub(crate) struct Column {
    pub(crate) source: Source,
    pub(crate) ty: Type,
    /// SQL and Rust: `created_at`.
    pub(crate) name: String,
    /// The wire and TypeScript: `createdAt`.
    pub(crate) wire: String,
    pub(crate) role: Role,
}

/// Who writes a column.
pub(crate) enum Role {
    Id,
    SyncId,
    CreatedAt,
    UpdatedAt,
    /// The client writes it, under rules.
    Data {
        input: Input,
        rules: Rules,
    },
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
    Text(String),
}
