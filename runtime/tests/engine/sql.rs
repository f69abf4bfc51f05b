//! The statements as SQLite plans them: none may walk a table where it could look up.

use std::{cell::RefCell, rc::Rc};

use ferrosync::{
    protocol::Action,
    room::{Database, DatabaseError, Room},
    sql::{Results, Statement},
    testing::{TestDatabase, TestRoom, World},
};
use serde_json::{Value, json};

use crate::common::{COLLECTIONS, id, request, send};

/// A database that keeps the statements it ran.
#[derive(Clone)]
struct Recorder(TestDatabase, Rc<RefCell<Vec<Statement>>>);

impl Database for Recorder {
    async fn batch(&self, statements: Vec<Statement>) -> Result<Vec<Results>, DatabaseError> {
        self.1.borrow_mut().extend(statements.iter().cloned());
        self.0.batch(statements).await
    }
}

/// Fills a room, does one of everything in it, and gives the statements that did it.
fn everything(
    world: &World,
    sync_id: &str,
    collection: &str,
    fields: impl Fn(usize) -> Value,
    patch: &Value,
) -> Vec<Statement> {
    let fill: &TestRoom = &world.room(sync_id);
    let rows: Vec<_> = (0..1_000).map(&fields).collect();
    send(world, fill, request(&format!("fill-{collection}"), collection, Action::BulkInsert, json!({ "items": rows })))
        .unwrap();
    let ids: Vec<_> = rows.iter().map(|row| row["id"].clone()).collect();
    let (database, tables) = world.database();
    let recorder = Recorder(database, Rc::default());
    let (sockets, host) = world.effects(sync_id);
    let room = Room::new(fill.sync_id().clone(), tables, recorder.clone(), sockets, host);
    let run = |n: usize, action, payload| {
        let (room, request) = (room.clone(), request(&format!("do-{collection}-{n}"), collection, action, payload));
        world.run(async move { room.mutate(request, None).await }).unwrap();
    };
    run(1, Action::Insert, fields(1_001));
    run(2, Action::Update, json!({ "id": ids[1], "data": patch }));
    run(3, Action::BulkUpdate, json!({ "items": [{ "id": ids[2], "data": patch }, { "id": ids[3], "data": patch }] }));
    run(1, Action::Insert, fields(1_001));
    run(4, Action::BulkDelete, json!({ "ids": [ids[4], ids[5]] }));
    let query = ferrosync::room::ListQuery {
        sync_id: fill.sync_id().clone(),
        collection: COLLECTIONS.find(collection).unwrap(),
        limit: 10,
        scope: None,
        after: None,
    };
    let reader = room.clone();
    world.run(async move {
        let page = reader.list(&query).await.unwrap();
        reader.list(&ferrosync::room::ListQuery { after: page.next, ..query }).await.unwrap();
    });
    recorder.1.take()
}

/// Where a statement walks a table of ours from end to end, or sorts a list itself.
fn walks(world: &World, statement: &Statement) -> Vec<String> {
    let connection = world.connection();
    let mut plan = connection.prepare(&format!("EXPLAIN QUERY PLAN {}", statement.sql)).unwrap();
    let params = rusqlite::params_from_iter(statement.params.iter().map(|param| &**param));
    let lines: Vec<String> = plan.query_map(params, |row| row.get(3)).unwrap().map(Result::unwrap).collect();
    let is_walk = |line: &&String| {
        // A list that its index does not sort reads all rows to find the first.
        (statement.sql.contains("group_concat") && line.contains("TEMP B-TREE FOR ORDER BY"))
            || line.starts_with("SCAN")
                && ["todos", "items", "cards", "_sync_log", " l"]
                    .iter()
                    .any(|table| line.split(' ').nth(1) == Some(table.trim()))
    };
    lines.iter().filter(is_walk).cloned().collect()
}

#[test]
fn no_statement_walks_a_table() {
    let world = World::new(&COLLECTIONS);
    // Neighbours, so that walking the tenant and walking the table are both seen.
    let todo = |n: usize| json!({ "id": format!("0190a5b4-6c2e-7000-8000-{n:012x}"), "title": format!("todo {n}") });
    let item = |n: usize| json!({ "id": format!("item-{n}"), "rank": n, "weight": 0.5 });
    let card = todo;
    let mut statements = everything(&world, "default", "todos", todo, &json!({ "title": "new" }));
    statements.extend(everything(&world, "default", "items", item, &json!({ "rank": 7, "weight": 1 })));
    statements.extend(everything(&world, "board-1", "cards", card, &json!({ "title": "new" })));
    statements.extend(everything(&world, "board-2", "cards", card, &json!({ "title": "new" })));
    assert!(statements.len() >= 50, "{}", statements.len());
    world.connection().execute_batch("ANALYZE").unwrap();
    for statement in &statements {
        // A list without a tenant is its whole table, in the order of its index, up to its limit.
        let is_list = statement.sql.contains("group_concat");
        let walks: Vec<_> =
            walks(&world, statement).into_iter().filter(|walk| !(is_list && walk.contains("USING INDEX"))).collect();
        assert!(walks.is_empty(), "{walks:?}\n{}", statement.sql);
    }
}

#[test]
fn an_update_of_a_column_without_index_leaves_the_indexes_alone() {
    let world = World::new(&COLLECTIONS);
    let sql_of = |patch: Value| {
        let item = |n: usize| json!({ "id": format!("item-{n}"), "rank": n, "weight": 0.5 });
        let world = World::new(&COLLECTIONS);
        let statements = everything(&world, "default", "items", item, &patch);
        statements.iter().find(|statement| statement.sql.starts_with("UPDATE")).unwrap().sql.to_string()
    };
    assert!(!sql_of(json!({ "weight": 2 })).contains("\"rank\" ="));
    assert!(sql_of(json!({ "rank": 2 })).contains("\"rank\" ="));
    drop(world);
}

mod wide {
    use ferrosync::schema::*;

    sync_collections![
        /// More columns than one function call has arguments for.
        #[collection(single_tenant)]
        pub struct Wide {
            pub id: Uuid,
            pub c01: i64,
            pub c02: String,
            pub c03: f64,
            pub c04: bool,
            pub c05: Option<i64>,
            pub c06: Option<String>,
            pub c07: Option<f64>,
            pub c08: Option<bool>,
            pub c09: i64,
            pub c10: i64,
            pub c11: i64,
            pub c12: i64,
            pub c13: i64,
            pub c14: i64,
            pub c15: i64,
            pub c16: Option<bool>,
            pub c17: Option<f64>,
            pub c18: i64,
            pub c19: i64,
            pub c20: i64,
            pub c21: i64,
            pub c22: i64,
            pub c23: i64,
            pub c24: i64,
            pub c25: i64,
            pub c26: i64,
            pub c27: i64,
            pub c28: i64,
            pub c29: i64,
            pub c30: bool,
            pub r#type: String,
            pub key: String,
            pub value: String,
            pub path: String,
        }
    ];
}

#[test]
fn h3_wide_rows_and_columns_with_names_of_sqls_own() {
    let world = World::new(&wide::COLLECTIONS);
    let room = world.room("default");
    let mut fields = json!({ "id": id(1) });
    for column in wide::COLLECTIONS.find("wides").unwrap().columns.iter().skip(1) {
        use ferrosync::schema::Kind;
        fields[column.wire] = match column.kind() {
            _ if column.nullable => Value::Null,
            Kind::Int => json!(7),
            Kind::Real => json!(0.1),
            Kind::Bool => json!(true),
            _ => json!("text"),
        };
    }
    send(&world, &room, request("insert-0001", "wides", Action::Insert, fields.clone())).unwrap();
    let patch = json!({ "c01": 8, "c16": false, "c30": false, "type": "t", "key": "k", "value": "v", "path": "p" });
    send(&world, &room, request("update-0001", "wides", Action::Update, json!({ "id": id(1), "data": patch })))
        .unwrap();
    for (key, value) in patch.as_object().unwrap() {
        fields[key] = value.clone();
    }
    assert_eq!(crate::common::read_of(&world, &room, wide::COLLECTIONS.find("wides").unwrap()).0, [fields]);
}
