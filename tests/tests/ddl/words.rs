//! What each word of the language makes of a table.

use ferrosync::{
    schema::{Column, DefaultValue, Enum, Kind, Newtype, Role, Schema, Type, Variant},
    sql::ddl::{self, Index, Model, Table},
    validate::{Literal, email, length, lowercase, one_of, starts_with, trim, url, uuid},
};
use ferrosync_tests::tables::{ColumnWords, Words, collection, column, deleted_at, id, schema, sync_id};
use rusqlite::Connection;

use crate::column as values;

const STATUS: Type = Type::Enum(&Enum {
    name: "Status",
    docs: "",
    variants: &[Variant { wire: "open", docs: "" }, Variant { wire: "inProgress", docs: "" }],
});

fn table(schema: &Schema, name: &str) -> Table {
    Model::of(schema).table(name).unwrap().clone()
}

/// Name, columns, and a mark of those that are unique or without deleted rows.
fn indexes(table: &Table) -> Vec<String> {
    let of = |index: &Index| {
        let unique = if index.unique { " unique" } else { "" };
        let alive = index.where_null.as_ref().map_or(String::new(), |column| format!(" where {column} is null"));
        format!("{} ({}){unique}{alive}", index.name, index.columns.join(", "))
    };
    table.indexes.iter().map(of).collect()
}

fn everything() -> Schema {
    schema(vec![
        // Before its parents, which must come first all the same.
        collection(
            "todos",
            vec![
                id(),
                sync_id("project_id"),
                Column { role: Role::Owner, ..column("owner_id", Type::Text) },
                column("list_id", Type::Uuid).optional().scope().of("lists"),
                column("parent", Type::Uuid).optional().of("todos"),
                column("label", Type::Uuid).of("labels"),
                column("title", Type::Text),
                column("status", STATUS).or(DefaultValue::Text("open")),
                column("tags", Type::List(&Type::Text)).or(DefaultValue::EmptyList),
                column("weight", Type::Real).or(DefaultValue::Real(0.5)),
                column("secret", Type::Text).optional().private(),
                column("created_at", Type::Timestamp),
                deleted_at(),
            ],
        )
        .ordered_by("created_at")
        .with_indexes(&[
            (&["project_id", "list_id", "created_at"], false),
            (&["project_id", "title"], true),
            (&["status"], false),
        ]),
        collection("lists", vec![id(), sync_id("room"), column("name", Type::Text)]),
        collection("labels", vec![id(), sync_id("project_id"), column("name", Type::Text)]).ordered_by("name"),
    ])
}

#[test]
fn the_tables_of_every_word() {
    insta::assert_snapshot!(ddl::create(&everything()));
}

#[test]
fn those_that_are_named_come_first() {
    let names: Vec<_> = Model::of(&everything()).tables.into_iter().map(|table| table.name).collect();
    assert_eq!(names, ["lists", "labels", "todos"]);
    let ring = schema(vec![
        collection("hens", vec![id(), column("egg", Type::Uuid).optional().of("eggs")]),
        collection("eggs", vec![id(), column("hen", Type::Uuid).of("hens")]),
    ]);
    assert_eq!(Model::of(&ring).tables.len(), 2);
    let connection = crate::database(&ring);
    connection
        .execute_batch(
            "PRAGMA foreign_keys = ON; BEGIN; INSERT INTO eggs VALUES ('e', 'h'); INSERT INTO hens VALUES ('h', 'e'); COMMIT;",
        )
        .unwrap();
}

#[test]
fn lists_scopes_and_references_have_an_index_each_and_none_twice() {
    assert_eq!(
        indexes(&table(&everything(), "todos")),
        [
            "todos_list (project_id, created_at, id) where deleted_at is null",
            "todos_scope_list (project_id, list_id, created_at, id) where deleted_at is null",
            "todos_project_id_list_id_created_at (project_id, list_id, created_at)",
            "todos_project_id_title_unique (project_id, title) unique where deleted_at is null",
            "todos_status (status)",
            // None for `list_id`: the app's own begins with it, and has the deleted rows too.
            "todos_project_id_parent (project_id, parent)",
            "todos_project_id_label (project_id, label)",
        ]
    );
    // By id: the key.
    assert_eq!(indexes(&table(&everything(), "lists")), [""; 0]);
}

/// Also from its end, as lists that are sorted downwards are.
#[test]
fn lists_and_scopes_are_read_in_the_order_of_their_index_and_without_deleted_rows() {
    let connection = crate::database(&everything());
    let plan = |condition: &str| -> Vec<String> {
        let sql = format!(
            "EXPLAIN QUERY PLAN SELECT * FROM todos WHERE project_id = 'p' AND {condition} AND deleted_at IS NULL \
             ORDER BY created_at DESC, id DESC LIMIT 3"
        );
        connection.prepare(&sql).unwrap().query_map([], |row| row.get(3)).unwrap().map(Result::unwrap).collect()
    };
    let scope = "SEARCH todos USING INDEX todos_scope_list (project_id=? AND list_id=?)";
    assert_eq!(plan("list_id = 'l'"), [scope]);
    assert_eq!(plan("true"), ["SEARCH todos USING INDEX todos_list (project_id=?)"]);
}

#[test]
fn an_index_that_would_do_what_another_does_is_not_made() {
    let by_scope =
        || vec![id(), sync_id("room"), column("list", Type::Uuid).scope().of("lists"), column("at", Type::Timestamp)];
    let lists = || collection("lists", vec![id(), sync_id("room")]);
    let of = |todos| indexes(&table(&schema(vec![lists(), todos]), "todos"));
    // The scope's list begins with the reference; no row is ever hidden.
    assert_eq!(of(collection("todos", by_scope())), ["todos_scope_list (room, list, id)"]);
    // Sorted by the scope: both lists are one.
    assert_eq!(of(collection("todos", by_scope()).ordered_by("list")), ["todos_list (room, list, id)"]);
    // Asked for twice, and as the key has it.
    assert_eq!(
        of(collection("todos", by_scope()).with_indexes(&[
            (&["room", "id"], true),
            (&["at"], false),
            (&["at"], false),
            (&["room", "list", "id"], false),
        ])),
        ["todos_scope_list (room, list, id)", "todos_at (at)"]
    );
}

#[test]
fn no_two_indexes_and_no_index_and_table_share_a_name() {
    let schema = schema(vec![
        collection(
            "a",
            vec![
                id(),
                column("list", Type::Text),
                column("b_c", Type::Text),
                column("b", Type::Text),
                column("c", Type::Text),
            ],
        )
        .ordered_by("c")
        .with_indexes(&[(&["list"], false), (&["b_c"], false), (&["b", "c"], false)]),
        collection("a_b", vec![id(), column("c", Type::Text)]).with_indexes(&[(&["c"], false)]),
        collection("a_List", vec![id()]),
    ]);
    let mut names: Vec<_> = ddl::objects(&schema).into_iter().map(|object| object.name).collect();
    crate::database(&schema);
    names.sort();
    assert_eq!(
        names,
        ["_sync_log", "_sync_schema", "a", "a_List", "a_b", "a_b_c", "a_b_c_2", "a_b_c_3", "a_list_2", "a_list_3"]
    );
}

/// Another room's row is no row; a row that is hidden still is one.
#[test]
fn s2_a_reference_stays_within_its_room() {
    let connection = Connection::open_in_memory().unwrap();
    connection.execute_batch("PRAGMA foreign_keys = ON").unwrap();
    let schema = schema(vec![
        collection("lists", vec![id(), sync_id("room"), deleted_at()]),
        collection("todos", vec![id(), sync_id("project"), column("list", Type::Uuid).optional().of("lists")]),
    ]);
    connection.execute_batch(&ddl::create(&schema)).unwrap();
    connection.execute_batch("INSERT INTO lists VALUES ('l', 'ours', NULL), ('gone', 'ours', 1)").unwrap();
    connection
        .execute_batch("INSERT INTO todos VALUES ('a', 'ours', 'l'), ('b', 'ours', NULL), ('c', 'ours', 'gone')")
        .unwrap();
    for foreign in ["INSERT INTO todos VALUES ('d', 'theirs', 'l')", "INSERT INTO todos VALUES ('d', 'ours', 'x')"] {
        let error = connection.execute(foreign, []).unwrap_err().to_string();
        assert!(error.contains("FOREIGN KEY"), "{error}");
    }
    // Nothing is swept by SQLite itself: whoever goes on alone is stopped.
    let error = connection.execute("DELETE FROM lists WHERE id = 'l'", []).unwrap_err().to_string();
    assert!(error.contains("FOREIGN KEY"), "{error}");
    connection
        .execute_batch("BEGIN; DELETE FROM lists WHERE id = 'l'; DELETE FROM todos WHERE list = 'l'; COMMIT")
        .unwrap();
}

/// SQLite itself looks for the rows that name a row that goes. In a tree that begins with the room it would read the whole
/// room for each of them.
#[test]
fn rows_that_name_others_of_their_room_are_not_in_the_keys_own_tree() {
    let of_rooms = schema(vec![
        collection("lists", vec![id(), sync_id("room")]),
        collection("todos", vec![id(), sync_id("room"), column("list", Type::Uuid).of("lists")]),
    ]);
    assert!(table(&of_rooms, "lists").without_rowid);
    assert!(!table(&of_rooms, "todos").without_rowid);
    let connection = Connection::open_in_memory().unwrap();
    connection.execute_batch("PRAGMA foreign_keys = ON").unwrap();
    connection.execute_batch(&ddl::create(&of_rooms)).unwrap();
    let plan = "EXPLAIN QUERY PLAN DELETE FROM lists WHERE room = 'a' AND id = 'b'";
    let mut plan = connection.prepare(plan).unwrap();
    let lines = plan.query_map([], |row| row.get::<_, String>(3)).unwrap();
    let lines = lines.collect::<Result<Vec<_>, _>>().unwrap().join("\n");
    assert!(lines.contains("(room=? AND list=?)"), "{lines}");
}

#[test]
fn h1_a_deleted_rows_value_is_free_and_a_missing_one_is_no_value() {
    let schema = schema(vec![
        collection("tags", vec![id(), sync_id("room"), column("name", Type::Text).optional(), deleted_at()])
            .with_indexes(&[(&["room", "name"], true)]),
    ]);
    let connection = crate::database(&schema);
    let insert = |values: &str| connection.execute(&format!("INSERT INTO tags VALUES {values}"), []);
    insert("('a', 'r', 'x', 1), ('b', 'r', 'x', 2), ('c', 'r', 'x', NULL), ('d', 'other', 'x', NULL)").unwrap();
    insert("('e', 'r', NULL, NULL), ('f', 'r', NULL, NULL)").unwrap();
    let error = insert("('g', 'r', 'x', NULL)").unwrap_err().to_string();
    assert!(error.contains("UNIQUE constraint failed: tags.room, tags.name"), "{error}");
}

#[test]
fn what_belongs_to_somebody_else_is_not_made_nor_leant_on() {
    let schema = schema(vec![
        collection("legacy", vec![id(), column("parent", Type::Uuid).of("notes")]).existing(),
        collection("notes", vec![id(), column("old", Type::Uuid).of("legacy")]),
    ]);
    let model = Model::of(&schema);
    assert_eq!(model.existing, ["legacy"]);
    assert_eq!(model.tables.len(), 1);
    assert_eq!(model.tables[0].foreign_keys, []);
    assert_eq!(indexes(&model.tables[0]), ["notes_old (old)"]);
}

/// The longest value that a column takes says whether a row may live in the key's own tree.
#[test]
fn rows_of_bounded_columns_are_small() {
    const SHORT: Type = Type::Newtype(&Newtype {
        name: "Short",
        docs: "",
        ty: Type::Text,
        rules: &[length(None, Some(40))],
        custom: &[],
        types: ferrosync::__ts_types![],
    });
    let is_small = |column: Column| {
        table(&schema(vec![collection("lists", vec![id()]), collection("rows", vec![id(), column])]), "rows")
            .without_rowid
    };
    assert!(is_small(column("x", STATUS)));
    assert!(is_small(column("x", SHORT)));
    assert!(is_small(column("x", Type::Uuid)));
    assert!(is_small(column("x", Type::INT)));
    assert!(is_small(Column { role: Role::Owner, ..column("x", Type::Text) }));
    assert!(is_small(column("x", Type::Text).scope()));
    assert!(is_small(column("x", Type::Text).of("lists")));
    assert!(is_small(Column { rules: const { &[length(None, Some(200))] }, ..column("x", Type::Text) }));
    assert!(!is_small(Column { rules: const { &[length(Some(1), None)] }, ..column("x", Type::Text) }));
    for rule in [email(), uuid(), one_of(&[Literal::Text("a"), Literal::Text("bb")])] {
        assert!(is_small(Column { rules: vec![trim(), rule].leak(), ..column("x", Type::Text) }), "{rule:?}");
    }
    for rule in [url(), lowercase(), starts_with("x")] {
        assert!(!is_small(Column { rules: vec![rule].leak(), ..column("x", Type::Text) }), "{rule:?}");
    }
    assert!(!is_small(column("x", Type::Text)));
    assert!(!is_small(column("x", Type::List(&Type::Bool))));
}

#[test]
fn a_columns_place_changes_no_hash_and_its_meaning_does() {
    let of = |columns| schema(vec![collection("rows", columns)]).database_hash();
    let base = of(vec![id(), column("a", Type::INT), column("b", Type::Bool)]);
    assert_eq!(of(vec![column("b", Type::Bool), id(), column("a", Type::INT)]), base);
    // SQLite has integers in both.
    assert_ne!(of(vec![id(), column("a", Type::INT), column("b", Type::INT)]), base);
    assert_eq!(table(&everything(), "todos").column("status").unwrap().kind, Kind::Text);
}

#[test]
fn defaults_of_lists_and_enums_are_texts() {
    let connection = crate::database(&everything());
    connection
        .execute_batch(
            "INSERT INTO labels VALUES ('l', 'p', 'n');
             INSERT INTO todos (id, project_id, owner_id, label, title, created_at) VALUES ('a', 'p', 'o', 'l', 't', 1)",
        )
        .unwrap();
    assert_eq!(values::<String>(&connection, "SELECT tags || status || weight FROM todos"), ["[]open0.5"]);
}
