//! The SQL that creates a schema's tables. Nothing else makes tables: not the Worker, not the tests.

use core::fmt::Write;

use crate::{
    protocol::limits,
    schema::{Collection, Column, DefaultValue, Kind, Role, Schema},
    validate::Spec,
};

/// Bytes that a row may take to live in the primary key's own tree. A row of a `WITHOUT ROWID` table is written once
/// instead of twice, but wide rows there leave few keys a page.
const SMALL_ROW: u64 = 1_024;

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
    let mut text = String::new();
    for object in objects(schema) {
        text.push_str(&object.sql);
        text.push_str(";\n\n");
    }
    text.push_str(&record(1, &schema.database_hash()));
    text.push_str(";\n");
    text
}

/// Everything that a schema's tables are made of: a table and its index a collection, in the order of the file, then ours.
pub fn objects(schema: &Schema) -> Vec<Object> {
    let mut objects = Vec::new();
    for collection in schema.collections {
        objects.push(Object { name: collection.table.to_owned(), sql: table(collection) });
        if let Some(sql) = list_index(collection) {
            objects.push(Object { name: list_index_name(collection), sql });
        }
    }
    objects.push(Object { name: "_sync_log".to_owned(), sql: LOG.to_owned() });
    objects.push(Object { name: "_sync_schema".to_owned(), sql: MIGRATIONS.to_owned() });
    objects
}

/// The statement that a migration ends with, without its semicolon. `hash` is [`Schema::database_hash`].
pub fn record(version: u32, hash: &str) -> String {
    format!("INSERT INTO \"_sync_schema\" (version, hash) VALUES ({version}, {})", literal(hash))
}

fn table(collection: &Collection) -> String {
    let mut sql = format!("CREATE TABLE {} (\n", identifier(collection.table));
    for column in collection.columns {
        let _ = writeln!(sql, "  {},", definition(column));
    }
    let key: Vec<_> = collection.sync_id().into_iter().chain([collection.id()]).collect();
    let _ = write!(sql, "  PRIMARY KEY ({})\n) STRICT", names(&key));
    if is_small(collection) {
        sql.push_str(", WITHOUT ROWID");
    }
    sql
}

/// The index that lists are read by. A list by id, or by the room's own name, is the primary key's order.
fn list_index(collection: &Collection) -> Option<String> {
    let order = collection.order_column();
    if matches!(order.role, Role::Id | Role::SyncId) {
        return None;
    }
    let columns: Vec<_> = collection.sync_id().into_iter().chain([order, collection.id()]).collect();
    Some(format!(
        "CREATE INDEX {} ON {} ({})",
        identifier(&list_index_name(collection)),
        identifier(collection.table),
        names(&columns)
    ))
}

fn list_index_name(collection: &Collection) -> String {
    format!("{}_list", collection.table)
}

fn definition(column: &Column) -> String {
    let mut sql = format!("{} {}", identifier(column.name), sql_type(column.kind()));
    if !column.nullable {
        sql.push_str(" NOT NULL");
    }
    if let Some(default) = column.default {
        sql.push_str(" DEFAULT ");
        sql.push_str(&default_literal(default));
    }
    sql
}

fn sql_type(kind: Kind) -> &'static str {
    match kind {
        Kind::Uuid | Kind::Text | Kind::Json => "TEXT",
        Kind::Bool | Kind::Int | Kind::Timestamp => "INTEGER",
        Kind::Real => "REAL",
    }
}

fn default_literal(default: DefaultValue) -> String {
    match default {
        DefaultValue::Bool(value) => u8::from(value).to_string(),
        DefaultValue::Int(value) => value.to_string(),
        // Its shortest digits that are read back as the same double, with a point or an exponent.
        DefaultValue::Real(value) => format!("{value:?}"),
        DefaultValue::Text(value) => literal(value),
        DefaultValue::EmptyList => literal("[]"),
    }
}

/// A text as SQL. One with control characters is written as its bytes: SQL ends at a NUL, and a line's end inside
/// would make a statement's end hard to find.
fn literal(text: &str) -> String {
    if text.chars().any(char::is_control) {
        let bytes = text.bytes().fold(String::new(), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        });
        return format!("(CAST(x'{bytes}' AS TEXT))");
    }
    format!("'{}'", text.replace('\'', "''"))
}

/// A name as SQL. Always quoted: which words are SQL's own changes with its version.
fn identifier(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn names(columns: &[&Column]) -> String {
    columns.iter().map(|column| identifier(column.name)).collect::<Vec<_>>().join(", ")
}

/// Whether every row that passes validation fits in [`SMALL_ROW`].
fn is_small(collection: &Collection) -> bool {
    let bytes: Option<u64> = collection.columns.iter().map(largest).sum();
    bytes.is_some_and(|bytes| bytes <= SMALL_ROW)
}

/// The bytes that a column's largest value takes, its header's share included; `None` where nothing bounds it.
fn largest(column: &Column) -> Option<u64> {
    const FIXED: u64 = 16;
    const UTF8: u64 = 4;
    match (column.kind(), column.role) {
        (Kind::Bool | Kind::Int | Kind::Real | Kind::Timestamp, _) => Some(FIXED),
        (Kind::Uuid, _) => Some(FIXED + 36),
        // Sync ids are ASCII.
        (Kind::Text, Role::SyncId) => Some(FIXED + limits::ID_CHARS as u64),
        (Kind::Text, Role::Id) => Some(FIXED + UTF8 * limits::ID_CHARS as u64),
        (Kind::Json, _) => None,
        (Kind::Text, _) => column
            .rules
            .iter()
            .filter_map(|rule| match rule.spec {
                Spec::Length { max, .. } => max,
                _ => None,
            })
            .min()
            .map(|max| FIXED + UTF8 * u64::from(max)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_are_quoted_whatever_they_are() {
        assert_eq!(identifier("order"), r#""order""#);
        assert_eq!(identifier(r#"a"b"#), r#""a""b""#);
    }

    #[test]
    fn texts_are_quoted_and_control_characters_are_bytes() {
        assert_eq!(literal("it's; -- so"), "'it''s; -- so'");
        assert_eq!(literal("\\"), r"'\'");
        assert_eq!(literal(""), "''");
        assert_eq!(literal("a\0\n"), "(CAST(x'61000a' AS TEXT))");
    }

    #[test]
    fn defaults_are_of_their_columns_type() {
        assert_eq!(default_literal(DefaultValue::Bool(true)), "1");
        assert_eq!(default_literal(DefaultValue::Int(-9_007_199_254_740_991)), "-9007199254740991");
        assert_eq!(default_literal(DefaultValue::Real(2.0)), "2.0");
        assert_eq!(default_literal(DefaultValue::Real(-1e-7)), "-1e-7");
    }
}
