//! From a schema to its tables.

use std::collections::HashSet;

use super::{
    model::{Column, ForeignKey, Index, Model, Table},
    print::default_literal,
    size,
};
use crate::schema::{self, Collection, Role, Schema};

impl Model {
    /// The tables of a schema's collections. The order of fields is that of the struct.
    pub fn of(schema: &Schema) -> Self {
        let (existing, ours): (Vec<_>, Vec<_>) =
            schema.collections.iter().copied().partition(|collection| collection.history.existing);
        let mut tables: Vec<_> = ours.iter().map(|collection| table(schema, collection)).collect();
        name_apart(&mut tables);
        Self {
            tables: parents_first(tables),
            existing: existing.into_iter().map(|collection| collection.table.to_owned()).collect(),
        }
    }
}

fn table(schema: &Schema, collection: &Collection) -> Table {
    Table {
        name: collection.table.to_owned(),
        columns: collection.columns.iter().map(column).collect(),
        primary_key: key(collection),
        without_rowid: size::is_small(collection) && !is_walked(collection),
        foreign_keys: collection.columns.iter().filter_map(|column| foreign_key(schema, collection, column)).collect(),
        indexes: indexes(collection),
    }
}

/// Whether SQLite would look for the rows that name a row in the whole room. In a primary key's own tree that begins with
/// the room it does, because it thinks of ten rows a room, and looks up none of them a second time; that the
/// reference has an index of its own does not change its mind.
fn is_walked(collection: &Collection) -> bool {
    collection.sync_id().is_some() && collection.columns.iter().any(|column| column.reference.is_some())
}

fn column(column: &schema::Column) -> Column {
    Column {
        name: column.name.to_owned(),
        kind: column.kind(),
        not_null: !column.nullable,
        default: column.default.map(default_literal),
    }
}

fn key(collection: &Collection) -> Vec<String> {
    within_room(collection, [collection.id()])
}

/// Names of columns, the room's first.
fn within_room<'a>(collection: &Collection, columns: impl IntoIterator<Item = &'a schema::Column>) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for column in collection.sync_id().into_iter().chain(columns) {
        // A list by scope, sorted by scope, has it once.
        if names.iter().all(|name| *name != column.name) {
            names.push(column.name.to_owned());
        }
    }
    names
}

/// The constraint of a column that names a row of another table of ours. Somebody else's table may have no key that
/// SQLite could look for.
fn foreign_key(schema: &Schema, collection: &Collection, column: &schema::Column) -> Option<ForeignKey> {
    let entity = column.reference?.entity;
    let parent = schema.collections.iter().find(|other| other.entity == entity && !other.history.existing)?;
    Some(ForeignKey { columns: within_room(collection, [column]), table: parent.table.to_owned(), key: key(parent) })
}

fn indexes(collection: &Collection) -> Vec<Index> {
    let alive = collection.deleted_at().map(|column| column.name.to_owned());
    let mut indexes = Indexes { table: collection.table, key: key(collection), made: Vec::new() };

    let order = collection.order_column();
    let is_keys_order = matches!(order.role, Role::Id | Role::SyncId);
    if !is_keys_order {
        indexes.add("list", within_room(collection, [order, collection.id()]), false, alive.clone());
    }
    if let Some(scope) = collection.scope() {
        // By id it is the room's list that its rows are picked from; here each scope has its own.
        let order = Some(order).filter(|_| !is_keys_order);
        let columns = within_room(collection, [scope].into_iter().chain(order).chain([collection.id()]));
        indexes.add("scope_list", columns, false, alive.clone());
    }
    for index in collection.indexes {
        let columns: Vec<_> = index.columns.iter().map(|&at| collection.columns[at].name.to_owned()).collect();
        if index.unique {
            // A deleted row's value is free.
            indexes.add(&format!("{}_unique", columns.join("_")), columns, true, alive.clone());
        } else {
            indexes.add(&columns.join("_"), columns, false, None);
        }
    }
    for column in collection.columns.iter().filter(|column| column.reference.is_some()) {
        let columns = within_room(collection, [column]);
        if !indexes.serve(&columns) {
            indexes.add(&columns.join("_"), columns, false, None);
        }
    }
    indexes.made
}

struct Indexes<'a> {
    table: &'a str,
    key: Vec<String>,
    made: Vec<Index>,
}

impl Indexes<'_> {
    /// Adds an index, unless there is one that does all that it would do.
    fn add(&mut self, name: &str, columns: Vec<String>, unique: bool, where_null: Option<String>) {
        let is_there =
            |index: &Index| index.columns == columns && index.where_null == where_null && (index.unique || !unique);
        if columns != self.key && !self.made.iter().any(is_there) {
            self.made.push(Index { name: format!("{}_{name}", self.table), columns, unique, where_null });
        }
    }

    /// Whether rows are found by these columns: an index or the key begins with them, and has all rows. SQLite itself
    /// looks for the rows that name a row that goes, deleted ones too.
    fn serve(&self, columns: &[String]) -> bool {
        let all = self.made.iter().filter(|index| index.where_null.is_none()).map(|index| &index.columns);
        all.chain([&self.key]).any(|index| index.starts_with(columns))
    }
}

/// Gives each index a name that no table and no other index has: to SQLite all of them are names of one kind, in which
/// capitals do not count.
fn name_apart(tables: &mut [Table]) {
    let mut taken: HashSet<_> = tables.iter().map(|table| table.name.to_ascii_lowercase()).collect();
    let mut sorted: Vec<_> = tables.iter_mut().collect();
    // So that a struct's place in its file names no index.
    sorted.sort_by(|a, b| a.name.cmp(&b.name));
    for index in sorted.into_iter().flat_map(|table| &mut table.indexes) {
        let wanted = index.name.clone();
        let mut next = 2;
        while !taken.insert(index.name.to_ascii_lowercase()) {
            index.name = format!("{wanted}_{next}");
            next += 1;
        }
    }
}

/// Tables in their order, but each behind those that its references name. In a ring somebody has to be first.
pub fn parents_first(tables: Vec<Table>) -> Vec<Table> {
    let mut left = tables;
    let mut placed: Vec<Table> = Vec::with_capacity(left.len());
    while !left.is_empty() {
        let is_free = |table: &Table| {
            let named = |name: &str| name == table.name || !left.iter().any(|other| other.name == name);
            table.foreign_keys.iter().all(|key| named(&key.table))
        };
        let next = left.iter().position(is_free).unwrap_or(0);
        placed.push(left.remove(next));
    }
    placed
}
