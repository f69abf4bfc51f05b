//! The tables that a schema becomes, on real SQLite.

#![allow(clippy::unwrap_used)]

mod words;

use ferrosync::{schema::Schema, sql::ddl};
use ferrosync_tests::schemas::{self, everything, fixture, todo_app};
use rusqlite::Connection;

fn database(schema: &Schema) -> Connection {
    let connection = Connection::open_in_memory().unwrap();
    connection.execute_batch(&ddl::create(schema)).unwrap();
    connection
}

fn column<T: rusqlite::types::FromSql>(connection: &Connection, sql: &str) -> Vec<T> {
    connection.prepare(sql).unwrap().query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

#[test]
fn the_tables_of_everything() {
    insta::assert_snapshot!(ddl::create(&everything::COLLECTIONS));
}

/// The schema that the emitted files are shown by.
#[test]
fn the_tables_of_the_words() {
    insta::assert_snapshot!(ddl::create(&schemas::words::COLLECTIONS));
}

#[test]
fn the_tables_of_the_todo_app() {
    insta::assert_snapshot!(ddl::create(&todo_app::COLLECTIONS));
}

#[test]
fn sqlite_takes_every_schema_and_has_what_was_asked_for() {
    for schema in
        [&everything::COLLECTIONS, &schemas::words::COLLECTIONS, &fixture::COLLECTIONS, &todo_app::COLLECTIONS]
    {
        let connection = database(schema);
        let made: Vec<String> =
            column(&connection, "SELECT name FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY rowid");
        let asked: Vec<_> = ddl::objects(schema).into_iter().map(|object| object.name).collect();
        assert_eq!(made, asked);
        let hashes: Vec<String> = column(&connection, "SELECT hash FROM _sync_schema WHERE version = 1");
        assert_eq!(hashes, [schema.database_hash()]);
    }
}

/// Cut at each semicolon at a line's end, the pieces are the statements: what runs the migrations may split them.
#[test]
fn statements_end_where_lines_end() {
    for (schema, expected) in [
        (&everything::COLLECTIONS, vec!["_sync_log", "_sync_schema", "issues", "markers", "members", "things"]),
        (&schemas::words::COLLECTIONS, vec!["_sync_log", "_sync_schema", "people", "products", "teams"]),
    ] {
        let connection = Connection::open_in_memory().unwrap();
        for statement in ddl::create(schema).split_terminator(";\n") {
            connection.execute(statement, []).unwrap();
        }
        let tables: Vec<String> = column(
            &connection,
            "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
        );
        assert_eq!(tables, expected);
    }
}

#[test]
fn every_table_is_strict_and_only_those_of_small_rows_are_without_rowid() {
    for (schema, small) in [
        // A thing's note may be long, an issue's order is bounded by nothing.
        (&everything::COLLECTIONS, vec!["_sync_log", "markers", "members"]),
        (&schemas::words::COLLECTIONS, vec!["_sync_log", "products"]),
        (&todo_app::COLLECTIONS, vec!["_sync_log", "todos"]),
        (&fixture::COLLECTIONS, vec!["_sync_log", "notes"]),
    ] {
        let connection = database(schema);
        let tables = "FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%'";
        let without_rowid: Vec<String> = column(&connection, &format!("SELECT name {tables} AND wr ORDER BY name"));
        assert_eq!(without_rowid, small);
        let lax: Vec<String> = column(&connection, &format!("SELECT name {tables} AND NOT strict"));
        assert!(lax.is_empty(), "{lax:?}");
    }
}

#[test]
fn defaults_are_what_the_schema_says() {
    let connection = database(&everything::COLLECTIONS);
    connection
        .execute("INSERT INTO things (id, project_id, type, created_at, updated_at) VALUES ('a', 'p', 't', 1, 2)", [])
        .unwrap();
    let text = |column: &str| {
        let sql = format!("SELECT {column} FROM things");
        connection.query_row(&sql, [], |row| row.get::<_, Option<String>>(0)).unwrap()
    };
    for (stored, expected) in [
        ("state", Some("it's \"new\"; \\ and\nmore")),
        ("label", Some("that's; -- all")),
        ("is_open || typeof(is_open)", Some("1integer")),
        ("rank || typeof(rank)", Some("-3integer")),
        ("weight || typeof(weight)", Some("0.5real")),
        ("note", None),
    ] {
        assert_eq!(text(stored).as_deref(), expected, "{stored}");
    }
}

/// The same id in two rooms is two rows; twice in one room it is refused.
#[test]
fn ids_are_a_rooms_own() {
    let connection = database(&everything::COLLECTIONS);
    let insert = |room: &str| {
        connection.execute("INSERT INTO members (id, room, name, created_at) VALUES ('a', ?1, 'n', 1)", [room])
    };
    insert("one").unwrap();
    insert("two").unwrap();
    assert!(insert("one").unwrap_err().to_string().contains("UNIQUE"));
}

#[test]
fn lists_are_read_in_the_order_of_an_index() {
    let everything = database(&everything::COLLECTIONS);
    let todo_app = database(&todo_app::COLLECTIONS);
    for (connection, sql) in [
        (&everything, "SELECT * FROM things WHERE project_id = 'p' AND (rank, id) > (1, 'a') ORDER BY rank, id"),
        (&everything, "SELECT * FROM members WHERE room = 'p' ORDER BY created_at DESC, id DESC"),
        (&everything, "SELECT * FROM issues ORDER BY id"),
        (&todo_app, "SELECT * FROM todos ORDER BY created_at DESC, id DESC"),
        (&todo_app, "SELECT * FROM notes WHERE (created_at, id) < (1, 'a') ORDER BY created_at DESC, id DESC"),
    ] {
        let mut plan = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
        let steps: Vec<String> = plan.query_map([], |row| row.get(3)).unwrap().map(Result::unwrap).collect();
        assert!(steps.iter().all(|step| step.contains("INDEX") || step.contains("PRIMARY KEY")), "{sql}: {steps:?}");
        assert!(!steps.iter().any(|step| step.contains("TEMP B-TREE")), "{sql}: {steps:?}");
    }
}
