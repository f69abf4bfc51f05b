use super::{Column, Role, TsTypes};
use crate::validate::Check;

/// All collections of an app: what `sync_collections!` names `COLLECTIONS`.
#[derive(Debug, Clone, Copy)]
pub struct Schema {
    pub collections: &'static [&'static Collection],
    /// Tables that were collections: `#[collection(dropped)] pub struct Todo;`.
    pub dropped: &'static [&'static str],
}

impl Schema {
    /// The collection that the wire calls `name`.
    pub fn find(&self, name: &str) -> Option<&'static Collection> {
        self.collections.iter().copied().find(|collection| collection.name == name)
    }

    /// The collection that the wire calls `name`, if it has rows in this room: single-tenant collections live in their own
    /// room and nowhere else, the others everywhere but there.
    pub fn find_in(&self, room: &str, name: &str) -> Option<&'static Collection> {
        self.find(name).filter(|collection| self.lives_in(collection, room))
    }

    /// Whether any collection can have rows in this room.
    pub fn has_room(&self, room: &str) -> bool {
        self.collections.iter().any(|collection| self.lives_in(collection, room))
    }

    fn lives_in(&self, collection: &Collection, room: &str) -> bool {
        match collection.tenancy {
            Tenancy::Single { room: own } => own == room,
            Tenancy::Multi { .. } => !self.is_single_tenant(room),
        }
    }

    /// Whether the room is kept for single-tenant collections, and so never a tenant's.
    pub(crate) fn is_single_tenant(&self, room: &str) -> bool {
        let is_own =
            |collection: &&Collection| matches!(collection.tenancy, Tenancy::Single { room: own } if own == room);
        room == "default" || self.collections.iter().any(is_own)
    }
}

/// One collection: a table in SQL, a list in TypeScript, a part of the path in URLs.
#[derive(Debug)]
pub struct Collection {
    /// The name on the wire, in URLs and in TypeScript: camelCase, plural (`todoLists`).
    pub name: &'static str,
    /// The table: `snake_case`, plural (`todo_lists`).
    pub table: &'static str,
    /// The Rust struct, and the TypeScript interface (`TodoList`).
    pub entity: &'static str,
    /// The doc comment of the struct, lines joined by `\n`, or empty.
    pub docs: &'static str,
    pub tenancy: Tenancy,
    /// In the order of the struct's fields.
    pub columns: &'static [Column],
    pub order: Order,
    /// `index(..)`, `unique(..)`, `#[index]` and `#[unique]`. What lists and references need is not among them.
    pub indexes: &'static [Index],
    /// Rules over whole rows: empty where the app's code is not there (the build script).
    pub checks: &'static [Check],
    pub history: History,
    /// What TypeScript calls the columns' types; empty unless the feature `ts` is on.
    pub types: TsTypes,
}

/// Whose rows stand in a collection's table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tenancy {
    /// Everyone's. All rows live in one room; there is no column that names it.
    Single { room: &'static str },
    /// Each row belongs to the room that the column (by index) names.
    Multi { column: usize },
}

/// An index that the schema asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Index {
    /// Indices of the columns. Those of a unique one begin with the sync id's: unique is unique within the room.
    pub columns: &'static [usize],
    pub unique: bool,
}

/// Where a collection's table comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct History {
    /// The table is somebody else's: no SQL makes or changes it.
    pub existing: bool,
    /// `#[renamed(from = "..")]`: the table's name before.
    pub renamed_from: Option<&'static str>,
    /// `dropped(..)`: columns, by their names in SQL, that migrations may remove.
    pub dropped: &'static [&'static str],
}

impl History {
    /// A table of ours that has always had its name and its columns.
    pub const NONE: Self = Self { existing: false, renamed_from: None, dropped: &[] };
}

/// How a list is sorted. The id breaks ties, in the same direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Order {
    /// Index of the column.
    pub column: usize,
    pub direction: Direction,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    Asc,
    Desc,
}

impl Collection {
    /// The column that the wire calls `name`.
    pub fn column(&self, name: &str) -> Option<&'static Column> {
        self.columns.iter().find(|column| column.wire == name)
    }

    /// The column that plays `role`, of those that only one column can play.
    pub fn role(&self, role: Role) -> Option<&'static Column> {
        self.columns.iter().find(|column| column.role == role)
    }

    /// The primary key's column. Every collection has one: the macro sees to it.
    pub fn id(&self) -> &'static Column {
        self.role(Role::Id).unwrap_or(&self.columns[0])
    }

    /// The column that names the room, where rows of several rooms share the table.
    pub fn sync_id(&self) -> Option<&'static Column> {
        match self.tenancy {
            Tenancy::Single { .. } => None,
            Tenancy::Multi { column } => self.columns.get(column),
        }
    }

    /// The column that says in which of a room's scopes a row stands.
    pub fn scope(&self) -> Option<&'static Column> {
        self.role(Role::Scope)
    }

    /// The column that hides deleted rows.
    pub fn deleted_at(&self) -> Option<&'static Column> {
        self.role(Role::DeletedAt)
    }

    /// The column that lists are sorted by.
    pub fn order_column(&self) -> &'static Column {
        &self.columns[self.order.column]
    }
}
