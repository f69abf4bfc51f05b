//! Schemas as data, made while a test runs: of versions of which there are too many to write each as a struct.
//!
//! They live as long as the process, as those that the macro writes do.

use ferrosync::schema::{
    Access, Collection, Column, DefaultValue, Direction, History, Index, OnDelete, Order, Reference, Role, Schema,
    Tenancy, Type,
};

/// A schema of these collections.
pub fn schema(collections: Vec<Collection>) -> Schema {
    schema_without(collections, &[])
}

/// A schema of these collections that lets go of the tables named.
pub fn schema_without(collections: Vec<Collection>, dropped: &[&'static str]) -> Schema {
    let collections: Vec<&'static Collection> =
        collections.into_iter().map(|collection| &*Box::leak(Box::new(collection))).collect();
    Schema { collections: collections.leak(), dropped: dropped.to_vec().leak() }
}

/// A collection with a table of this name, sorted by id, with a tenant where a column is a sync id. Its entity has the
/// table's name.
pub fn collection(table: &'static str, columns: Vec<Column>) -> Collection {
    let at = |role| columns.iter().position(|column| column.role == role);
    Collection {
        name: table,
        table,
        entity: table,
        docs: "",
        tenancy: at(Role::SyncId).map_or(Tenancy::Single { room: "default" }, |column| Tenancy::Multi { column }),
        order: Order { column: at(Role::Id).unwrap_or(0), direction: Direction::Asc },
        columns: columns.leak(),
        indexes: &[],
        checks: &[],
        history: History::NONE,
        types: ferrosync::__ts_types![],
    }
}

/// What can be said of a collection, in the order of the sentence.
pub trait Words: Sized {
    #[must_use]
    fn ordered_by(self, column: &str) -> Self;
    /// Indexes of these columns, unique ones where the flag is set.
    #[must_use]
    fn with_indexes(self, indexes: &[(&[&str], bool)]) -> Self;
    #[must_use]
    fn renamed_from(self, table: &'static str) -> Self;
    #[must_use]
    fn letting_go(self, columns: &[&'static str]) -> Self;
    #[must_use]
    fn existing(self) -> Self;
}

impl Words for Collection {
    fn ordered_by(self, column: &str) -> Self {
        let column = place(&self, column);
        Self { order: Order { column, ..self.order }, ..self }
    }

    fn with_indexes(self, indexes: &[(&[&str], bool)]) -> Self {
        let indexes: Vec<_> = indexes
            .iter()
            .map(|&(columns, unique)| {
                let columns: Vec<_> = columns.iter().map(|column| place(&self, column)).collect();
                Index { columns: columns.leak(), unique }
            })
            .collect();
        Self { indexes: indexes.leak(), ..self }
    }

    fn renamed_from(self, table: &'static str) -> Self {
        Self { history: History { renamed_from: Some(table), ..self.history }, ..self }
    }

    fn letting_go(self, columns: &[&'static str]) -> Self {
        Self { history: History { dropped: columns.to_vec().leak(), ..self.history }, ..self }
    }

    fn existing(self) -> Self {
        Self { history: History { existing: true, ..self.history }, ..self }
    }
}

fn place(collection: &Collection, name: &str) -> usize {
    let place = collection.columns.iter().position(|column| column.name == name);
    place.unwrap_or_else(|| panic!("`{}` has no column `{name}`", collection.table))
}

/// A column of data.
pub fn column(name: &'static str, ty: Type) -> Column {
    Column::new(name, name, ty)
}

pub fn id() -> Column {
    Column { role: Role::Id, ..column("id", Type::Uuid) }
}

pub fn sync_id(name: &'static str) -> Column {
    Column { role: Role::SyncId, ..column(name, Type::Text) }
}

pub fn deleted_at() -> Column {
    Column { role: Role::DeletedAt, nullable: true, ..column("deleted_at", Type::Timestamp) }
}

/// What can be said of a column.
pub trait ColumnWords: Sized {
    #[must_use]
    fn optional(self) -> Self;
    #[must_use]
    fn or(self, default: DefaultValue) -> Self;
    #[must_use]
    fn of(self, entity: &'static str) -> Self;
    #[must_use]
    fn scope(self) -> Self;
    #[must_use]
    fn private(self) -> Self;
    #[must_use]
    fn before(self, name: &'static str) -> Self;
}

impl ColumnWords for Column {
    fn optional(self) -> Self {
        Self { nullable: true, ..self }
    }

    fn or(self, default: DefaultValue) -> Self {
        Self { default: Some(default), ..self }
    }

    fn of(self, entity: &'static str) -> Self {
        Self { reference: Some(Reference { entity, on_delete: OnDelete::Restrict }), ..self }
    }

    fn scope(self) -> Self {
        Self { role: Role::Scope, ..self }
    }

    fn private(self) -> Self {
        Self { access: Access::Private, ..self }
    }

    fn before(self, name: &'static str) -> Self {
        Self { renamed_from: Some(name), ..self }
    }
}
