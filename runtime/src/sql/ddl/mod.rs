//! The SQL that creates a schema's tables. Nothing else makes tables: not the Worker, not the tests.

mod derive;
mod model;
mod print;
mod size;

pub use derive::parents_first;
pub use model::{Column, ForeignKey, Index, Model, Table};
pub use print::{identifier, identifiers, sql_type};

use crate::schema::Schema;

/// The sequence, the fence, the record of what was done once. Mids have no index: it would cost a row written a mutation.
const LOG: &str = "\
CREATE TABLE \"_sync_log\" (
  sync_id TEXT NOT NULL,
  seq INTEGER NOT NULL,
  mid TEXT NOT NULL,
  user_id TEXT,
  digest TEXT NOT NULL,
  changes TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (sync_id, seq)
) STRICT, WITHOUT ROWID";

/// Which schema the tables are of: one row a migration.
const MIGRATIONS: &str = "\
CREATE TABLE \"_sync_schema\" (
  version INTEGER PRIMARY KEY,
  hash TEXT NOT NULL
) STRICT";

/// A table or an index, and the statement that creates it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Object {
    /// What the database calls it: `todos`, `todos_list`, `_sync_log`.
    pub name: String,
    /// The statement, without its semicolon.
    pub sql: String,
}

/// All SQL that an empty database needs: the tables, and the record of whose they are.
///
/// Each statement ends in a semicolon at the end of a line, and none has a semicolon there inside.
pub fn create(schema: &Schema) -> String {
    create_as(schema, 1)
}

/// As [`create`], in the migration of this number.
pub fn create_as(schema: &Schema, version: u32) -> String {
    let mut text = String::new();
    for object in objects(schema) {
        text.push_str(&object.sql);
        text.push_str(";\n\n");
    }
    text.push_str(&record(version, &schema.database_hash()));
    text.push_str(";\n");
    text
}

/// Everything that a schema's tables are made of: each table and its indexes, those first that others refer to, then ours.
pub fn objects(schema: &Schema) -> Vec<Object> {
    let mut objects = Vec::new();
    for table in Model::of(schema).tables {
        objects.push(Object { name: table.name.clone(), sql: table.sql() });
        for index in &table.indexes {
            objects.push(Object { name: index.name.clone(), sql: index.sql(&table.name) });
        }
    }
    objects.extend(own_objects());
    objects
}

/// The tables that the engine keeps for itself. They are made by the first migration.
pub fn own_objects() -> [Object; 2] {
    [("_sync_log", LOG), ("_sync_schema", MIGRATIONS)]
        .map(|(name, sql)| Object { name: name.to_owned(), sql: sql.to_owned() })
}

/// The statement that a migration ends with, without its semicolon. `hash` is [`Schema::database_hash`].
pub fn record(version: u32, hash: &str) -> String {
    format!("INSERT INTO \"_sync_schema\" (version, hash) VALUES ({version}, {})", print::literal(hash))
}
