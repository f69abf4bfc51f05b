//! A life of a schema, with rows in it at every age.

use std::collections::BTreeMap;

use ferrosync::sql::ddl::{self, Model};
use ferrosync_codegen::migration::{Folder, Plan, plan};
use rusqlite::types::Value;

use crate::{
    database::{Row, Rows, apply, dangling, empty, rows, shape},
    fill::{fill, statements},
    migrate, versions,
};

/// What a person who knows the words expects of the rows that are there.
fn grow(name: &str, tables: &mut BTreeMap<String, Rows>) {
    let each = |tables: &mut BTreeMap<String, Rows>, table: &str, change: &dyn Fn(&mut Row)| {
        tables.get_mut(table).unwrap().values_mut().for_each(change);
    };
    let text = |text: &str| Value::Text(text.to_owned());
    let set = |name: &'static str, value: Value| move |row: &mut Row| drop(row.insert(name.to_owned(), value.clone()));
    let remove = |name: &'static str| move |row: &mut Row| drop(row.remove(name).unwrap());
    let rename = |from: &'static str, to: &'static str| {
        move |row: &mut Row| {
            let value = row.remove(from).unwrap();
            row.insert(to.to_owned(), value);
        }
    };
    match name {
        "add_columns" => {
            each(tables, "todos", &set("priority", Value::Integer(3)));
            each(tables, "todos", &set("note", Value::Null));
        }
        "create_tags" => {
            each(tables, "todos", &set("tag", Value::Null));
            tables.insert("tags".to_owned(), Rows::new());
        }
        "rename_title" => each(tables, "todos", &rename("title", "name")),
        "rename_todos" => {
            let todos = tables.remove("todos").unwrap();
            tables.insert("tasks".to_owned(), todos);
        }
        "nest" => each(tables, "tasks", &set("parent", Value::Null)),
        "soft_delete" => {
            each(tables, "tasks", &set("deleted_at", Value::Null));
            each(tables, "lists", &set("deleted_at", Value::Null));
        }
        "priority_is_real" => each(tables, "tasks", &|row| {
            let Value::Integer(priority) = row["priority"] else { panic!("{row:?}") };
            #[allow(clippy::cast_precision_loss)] // Within 2^53.
            row.insert("priority".to_owned(), Value::Real(priority as f64));
            if row["note"] == Value::Null {
                row.insert("note".to_owned(), text("none; \"yet\""));
            }
        }),
        "drop_tags" => {
            each(tables, "tasks", &remove("tag"));
            tables.remove("tags");
        }
        "drop_done" => each(tables, "tasks", &remove("done")),
        "odd_columns" => each(tables, "tasks", &set("odd", text("two\nlines;\n"))),
        "pass_names_on" => {
            let (lists, tasks) = (tables.remove("lists").unwrap(), tables.remove("tasks").unwrap());
            tables.extend([("items".to_owned(), tasks), ("tasks".to_owned(), lists)]);
            each(tables, "items", &rename("list", "group"));
        }
        "one_room" => {
            each(tables, "items", &remove("room"));
            each(tables, "tasks", &remove("room"));
        }
        "short_names" | "adopt" => {}
        other => panic!("what becomes of the rows by `{other}`?"),
    }
}

/// Takes the times that a migration gave out of the rows, and gives them back.
fn take_times(tables: &mut BTreeMap<String, Rows>, column: &str, ids_of: &BTreeMap<String, Rows>) -> Vec<i64> {
    let mut times = Vec::new();
    for (table, rows) in tables {
        for (id, row) in rows {
            let is_new = ids_of.get(table).and_then(|rows| rows.get(id)).is_some_and(|row| !row.contains_key(column));
            if let (true, Some(Value::Integer(time))) = (is_new, row.get(column).cloned()) {
                row.remove(column);
                times.push(time);
            }
        }
    }
    times
}

#[test]
fn step_by_step_is_created_at_once_and_no_row_is_lost() {
    let connection = empty();
    let mut folder = Folder::default();
    let mut expected: BTreeMap<String, Rows> = BTreeMap::new();
    for (age, (name, schema)) in versions::all().into_iter().enumerate() {
        let model = Model::of(&schema);
        let file = migrate(&mut folder, &schema, name);
        assert_eq!(file.path, format!("{:04}_{name}.sql", age + 1));
        apply(&connection, &file.text).unwrap_or_else(|error| panic!("{name}: {error}\n{}", file.text));
        assert_eq!(plan(&schema, &folder, None), Ok(Plan::Current), "{name}");

        let fresh = empty();
        apply(&fresh, &ddl::create(&schema)).unwrap();
        assert_eq!(shape(&connection), shape(&fresh), "{name}\n{}", file.text);
        assert_eq!(dangling(&connection), [""; 0], "{name}");
        let recorded: String = connection
            .query_row("SELECT hash FROM _sync_schema ORDER BY version DESC LIMIT 1", [], |row| row.get(0))
            .unwrap();
        assert_eq!(recorded, schema.database_hash(), "{name}");

        let all = || -> BTreeMap<String, Rows> {
            model.tables.iter().map(|table| (table.name.clone(), rows(&connection, &table.name))).collect()
        };
        if age > 0 {
            grow(name, &mut expected);
            let mut found = all();
            let times: Vec<_> =
                ["created_at", "updated_at"].map(|column| take_times(&mut found, column, &expected)).concat();
            let rows = expected.values().flat_map(BTreeMap::values).count();
            assert_eq!(found, expected, "{name}");
            // Both tables get a time in each row, and no other migration gives any.
            assert_eq!(times.len(), if name == "odd_columns" { rows } else { 0 }, "{name}");
            assert!(times.iter().all(|time| *time > 1_600_000_000_000 && *time < 4_000_000_000_000), "{times:?}");
        }
        fill(&connection, &model, &age.to_string(), 6);
        expected = all();
        assert!(expected.values().all(|rows| rows.len() >= 6), "{name}");
    }
}

#[test]
fn the_sql_of_every_step() {
    let mut folder = Folder::default();
    for (name, schema) in versions::all() {
        let file = migrate(&mut folder, &schema, name);
        insta::assert_snapshot!(format!("sql_{}", file.path.trim_end_matches(".sql")), file.text);
    }
    insta::assert_snapshot!("lock", folder.lock.unwrap());
}

/// What `tests/workerd/migrations.test.ts` does the same with, on the platform's own database: rows for every age, and
/// what is there in the end.
#[test]
fn the_same_life_elsewhere() {
    let connection = empty();
    let mut folder = Folder::default();
    let mut last = Model::default();
    for (age, (name, schema)) in versions::all().into_iter().enumerate() {
        apply(&connection, &migrate(&mut folder, &schema, name).text).unwrap();
        last = Model::of(&schema);
        let rows = statements(&last, &age.to_string(), 6);
        connection.execute_batch(&format!("BEGIN; {}; COMMIT", rows.join("; "))).unwrap();
        let text = serde_json::to_string_pretty(&rows).unwrap();
        insta::assert_snapshot!(format!("rows_{:04}_{name}", age + 1), text);
    }
    let fresh = versions::all().pop().map(|(_, schema)| ddl::create(&schema)).unwrap();
    insta::assert_snapshot!("fresh", fresh);
    let json = |value: &Value| match value {
        Value::Null => serde_json::Value::Null,
        Value::Integer(value) => (*value).into(),
        Value::Real(value) => (*value).into(),
        Value::Text(text) => text.as_str().into(),
        Value::Blob(_) => panic!("a blob"),
    };
    // But for times: some rows have that of their migration.
    let row = |row: &Row| -> BTreeMap<String, serde_json::Value> {
        let cells = row.iter().filter(|(name, _)| !["created_at", "updated_at"].contains(&&***name));
        cells.map(|(name, value)| (name.clone(), json(value))).collect()
    };
    let end: BTreeMap<_, Vec<_>> = last
        .tables
        .iter()
        .map(|table| (&table.name, rows(&connection, &table.name).values().map(row).collect()))
        .collect();
    insta::assert_snapshot!("end", serde_json::to_string_pretty(&end).unwrap());
}

/// What the words say stays true when they are in the schema for ever.
#[test]
fn a_step_is_taken_once() {
    let mut folder = Folder::default();
    for (name, schema) in versions::all() {
        migrate(&mut folder, &schema, name);
        assert_eq!(plan(&schema, &folder, Some("again")), Ok(Plan::Current), "{name}");
    }
}
