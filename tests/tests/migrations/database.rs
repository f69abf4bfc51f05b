//! A database that migrations run on, and what can be seen of it.

use std::collections::BTreeMap;

use rusqlite::{Connection, limits::Limit, types::Value};

/// A row by its columns.
pub(crate) type Row = BTreeMap<String, Value>;
/// Rows by their ids.
pub(crate) type Rows = BTreeMap<String, Row>;

/// An empty database with the limits that the platform documents, which looks at references as the platform does.
pub(crate) fn empty() -> Connection {
    let connection = Connection::open_in_memory().unwrap();
    for (limit, value) in [
        (Limit::SQLITE_LIMIT_FUNCTION_ARG, 32),
        (Limit::SQLITE_LIMIT_COLUMN, 100),
        (Limit::SQLITE_LIMIT_VARIABLE_NUMBER, 100),
        (Limit::SQLITE_LIMIT_LENGTH, 2_000_000),
        (Limit::SQLITE_LIMIT_SQL_LENGTH, 100_000),
        (Limit::SQLITE_LIMIT_EXPR_DEPTH, 100),
        (Limit::SQLITE_LIMIT_COMPOUND_SELECT, 5),
        (Limit::SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 50),
    ] {
        connection.set_limit(limit, value).unwrap();
    }
    connection.execute_batch("PRAGMA foreign_keys = ON").unwrap();
    connection
}

/// Runs a migration as the platform does: all of it in one transaction, with references looked at throughout.
pub(crate) fn apply(connection: &Connection, sql: &str) -> Result<(), String> {
    let run = connection.execute_batch("BEGIN").and_then(|()| connection.execute_batch(sql));
    let run = run.and_then(|()| connection.execute_batch("COMMIT"));
    run.map_err(|error| {
        connection.execute_batch("ROLLBACK").unwrap();
        error.to_string()
    })
}

/// Tables and indexes by their names, as SQL whose parts are in an order of their own: `ALTER TABLE` puts a new column
/// where `CREATE TABLE` would not.
pub(crate) fn shape(connection: &Connection) -> BTreeMap<String, Vec<String>> {
    let mut objects = connection.prepare("SELECT name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%'").unwrap();
    let objects = objects.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().map(Result::unwrap);
    objects.map(|(name, sql): (String, String)| (name, parts(&sql))).collect()
}

fn parts(sql: &str) -> Vec<String> {
    let sql = sql.split_whitespace().collect::<Vec<_>>().join(" ");
    if !sql.starts_with("CREATE TABLE") {
        return vec![sql];
    }
    let (head, rest) = sql.split_once('(').unwrap();
    let (body, tail) = rest.rsplit_once(')').unwrap();
    let mut parts = vec![String::new()];
    let (mut depth, mut quoted) = (0, false);
    for letter in body.chars() {
        match letter {
            '\'' => quoted = !quoted,
            '(' if !quoted => depth += 1,
            ')' if !quoted => depth -= 1,
            _ => {}
        }
        match (letter, depth, quoted) {
            (',', 0, false) => parts.push(String::new()),
            _ => parts.last_mut().unwrap().push(letter),
        }
    }
    parts.extend([head.to_owned(), tail.to_owned()]);
    let mut parts: Vec<_> = parts.iter().map(|part| part.trim().to_owned()).collect();
    parts.sort();
    parts
}

/// The rows of a table.
pub(crate) fn rows(connection: &Connection, table: &str) -> Rows {
    let mut statement = connection.prepare(&format!("SELECT * FROM \"{table}\"")).unwrap();
    let names: Vec<_> = statement.column_names().map(str::to_owned).collect();
    let rows = statement.query_map([], |row| {
        let cells = names.iter().enumerate().map(|(at, name)| Ok((name.clone(), row.get(at)?)));
        cells.collect::<rusqlite::Result<Row>>()
    });
    rows.unwrap()
        .map(|row| {
            let row = row.unwrap();
            let Value::Text(id) = &row["id"] else { panic!("{row:?}") };
            (id.clone(), row)
        })
        .collect()
}

/// Rows that name others that are not there.
pub(crate) fn dangling(connection: &Connection) -> Vec<String> {
    let mut statement = connection.prepare("PRAGMA foreign_key_check").unwrap();
    let tables = statement.query_map([], |row| row.get(0)).unwrap();
    tables.map(Result::unwrap).collect()
}
