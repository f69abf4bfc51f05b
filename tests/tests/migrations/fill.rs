//! Rows of every table of a model.

use std::fmt::Write;

use ferrosync::{
    schema::Kind,
    sql::ddl::{Column, Model, Table, identifiers, parents_first},
};
use rusqlite::Connection;

/// A statement a table that inserts `count` rows: their ids have `mark` in them, their references name rows of this mark.
///
/// Every third value that may be missing is.
pub(crate) fn statements(model: &Model, mark: &str, count: usize) -> Vec<String> {
    let tables = parents_first(model.tables.clone());
    tables.iter().map(|table| statement(table, mark, count)).collect()
}

pub(crate) fn fill(connection: &Connection, model: &Model, mark: &str, count: usize) {
    connection.execute_batch(&format!("BEGIN; {}; COMMIT", statements(model, mark, count).join("; "))).unwrap();
}

fn statement(table: &Table, mark: &str, count: usize) -> String {
    let names: Vec<_> = table.columns.iter().map(|column| &column.name).collect();
    let mut sql = format!("INSERT INTO \"{}\" ({}) VALUES ", table.name, identifiers(&names));
    for row in 0..count {
        let values: Vec<_> = table.columns.iter().map(|column| value(table, column, mark, row)).collect();
        let comma = if row == 0 { "" } else { ", " };
        let _ = write!(sql, "{comma}({})", values.join(", "));
    }
    sql
}

fn value(table: &Table, column: &Column, mark: &str, row: usize) -> String {
    let parent = table.foreign_keys.iter().find(|key| key.columns.last() == Some(&column.name));
    let is_tenant = table.primary_key.len() == 2 && table.primary_key[0] == column.name;
    if column.name == "id" {
        // Ids are as good as they are alone, for keys may lose their tenants.
        return format!("'{}-{mark}-{row}'", table.name);
    }
    if is_tenant {
        return format!("'room-{}'", row % 2);
    }
    if !column.not_null && row % 3 == 2 {
        return "NULL".to_owned();
    }
    if let Some(parent) = parent {
        return format!("'{}-{mark}-{row}'", parent.table);
    }
    match column.kind {
        Kind::Uuid | Kind::Text => format!("'{} {mark} {row} it''s; \"so\"'", column.name),
        Kind::Bool => (row % 2).to_string(),
        Kind::Int | Kind::Timestamp => format!("{}", 9_007_199_254_740_000 + row),
        Kind::Real => format!("{row}.25"),
        Kind::Json => format!("'[\"{mark}\",{row}]'"),
    }
}
