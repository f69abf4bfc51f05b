//! The statements of every word as SQLite plans them, and how large they are.

use std::{cell::RefCell, rc::Rc};

use ferrosync::{
    protocol::{Action, MutationRequest, Scope, UserId},
    room::{Database, DatabaseError, ListQuery, Room, RowQuery},
    schema::Schema,
    sql::{Results, Statement},
    testing::{TestDatabase, World},
};
use serde_json::{Value, json};

use super::{ALL, schema};

/// A database that keeps the statements it ran.
#[derive(Clone)]
struct Recorder(TestDatabase, Rc<RefCell<Vec<Statement>>>);

impl Database for Recorder {
    async fn batch(&self, statements: Vec<Statement>) -> Result<Vec<Results>, DatabaseError> {
        self.1.borrow_mut().extend(statements.iter().cloned());
        self.0.batch(statements).await
    }
}

/// A room with a thousand rows of everything, and a neighbour with as many.
pub(crate) fn filled() -> World {
    let world = World::new(&ALL);
    let items = |item: &dyn Fn(usize) -> Value| json!({ "items": (0..1_000).map(item).collect::<Vec<_>>() });
    for room in ["house", "other"] {
        let room = world.room(room);
        for (collection, scope, payload) in [
            ("lists", None, items(&|n| json!({ "id": format!("l{n}"), "title": format!("{n}") }))),
            ("people", None, items(&|n| json!({ "id": format!("p{n}"), "name": format!("{n}") }))),
            (
                "todos",
                None,
                items(&|n| {
                    json!({
                        "id": format!("t{n}"), "listId": format!("l{}", n / 2), "title": format!("{n}"),
                        "personId": format!("p{}", n / 2), "parentId": (n > 0).then(|| format!("t{}", n / 2)),
                    })
                }),
            ),
            ("comments", None, items(&|n| json!({ "id": format!("c{n}"), "todoId": format!("t{}", n / 2) }))),
            ("pins", None, items(&|n| json!({ "id": format!("i{n}"), "commentId": format!("c{}", 500 + n / 2) }))),
            (
                "notes",
                None,
                items(&|n| {
                    // Were all of them NULL, ANALYZE would call the reference's index useless, and SQLite would walk the room.
                    let list = n.is_multiple_of(2).then(|| format!("l{n}"));
                    json!({ "id": format!("n{n}"), "personId": format!("p{}", n / 2), "text": "", "listId": list })
                }),
            ),
            ("badges", None, items(&|n| json!({ "id": format!("b{n}"), "personId": format!("p{}", 500 + n / 2) }))),
            ("files", Some("a"), items(&|n| json!({ "id": format!("f{n}"), "name": format!("{n}"), "size": n }))),
            ("files", Some("b"), items(&|n| json!({ "id": format!("g{n}"), "name": format!("{n}"), "size": n }))),
            ("events", None, items(&|n| json!({ "id": format!("e{n}"), "begins": n, "ends": n }))),
        ] {
            let mid = format!("fill-{collection}-{}", scope.unwrap_or("none"));
            let request = MutationRequest {
                scope: scope.map(str::to_owned),
                ..crate::common::request(&mid, collection, Action::BulkInsert, payload)
            };
            let room = room.clone();
            world.run(async move { room.mutate(request, Some(UserId::new("ada"))).await }).unwrap();
        }
    }
    world
}

/// Does one of everything in the room, and gives the statements that did it.
fn everything(world: &World) -> Vec<Statement> {
    let (database, tables) = world.database();
    let recorder = Recorder(database, Rc::default());
    let (sockets, host) = world.effects("house");
    let room = Room::new(world.room("house").sync_id().clone(), tables, recorder.clone(), sockets, host);
    let update = |id: &str, data: Value| json!({ "id": id, "data": data });
    let steps = vec![
        ("lists", Action::Insert, None, json!({ "id": "new", "title": "new" })),
        ("lists", Action::Insert, None, json!({ "id": "newer", "title": "new" })),
        ("lists", Action::Update, None, update("l1", json!({ "title": "newer" }))),
        ("lists", Action::Delete, None, json!({ "id": "l2" })),
        ("lists", Action::BulkDelete, None, json!({ "ids": ["l3", "l4"] })),
        ("lists", Action::Delete, None, json!({ "id": "l400" })),
        (
            "todos",
            Action::Insert,
            None,
            json!({ "id": "x", "listId": "l9", "personId": "p9", "parentId": "t99", "title": "x" }),
        ),
        ("todos", Action::Update, None, update("t50", json!({ "title": "51" }))),
        ("todos", Action::Update, None, update("t50", json!({ "listId": "l30", "title": "new" }))),
        ("todos", Action::Delete, None, json!({ "id": "t60" })),
        ("people", Action::Insert, None, json!({ "id": "new", "name": "new" })),
        ("people", Action::Update, None, update("p1", json!({ "name": "newer" }))),
        ("people", Action::Delete, None, json!({ "id": "p2" })),
        ("people", Action::Delete, None, json!({ "id": "p600" })),
        ("notes", Action::Delete, None, json!({ "id": "n100" })),
        ("files", Action::Insert, Some("a"), json!({ "id": "new", "name": "new" })),
        ("files", Action::Update, Some("a"), update("f1", json!({ "name": "newer" }))),
        ("files", Action::Update, None, update("f2", json!({ "size": 7 }))),
        ("files", Action::Update, Some("b"), update("f3", json!({ "name": "none" }))),
        ("files", Action::Delete, None, json!({ "id": "f4" })),
        ("files", Action::BulkDelete, Some("a"), json!({ "ids": ["f5", "f6"] })),
        ("events", Action::Update, None, update("e1", json!({ "ends": 7 }))),
    ];
    for (n, (collection, action, scope, payload)) in steps.into_iter().enumerate() {
        let request = MutationRequest {
            scope: scope.map(str::to_owned),
            ..crate::common::request(&format!("mutation-{n}"), collection, action, payload)
        };
        let room = room.clone();
        // Some are refused: that is a statement too.
        let _ = world.run(async move { room.mutate(request, Some(UserId::new("ada"))).await });
    }
    // Those who want what only one can have are in one group.
    let rivals = [
        ("lists", Action::Delete, json!({ "id": "l7" })),
        ("people", Action::Insert, json!({ "id": "wanted", "name": "wanted" })),
    ];
    for (n, (collection, action, payload)) in rivals.iter().chain(&rivals).enumerate() {
        let request = crate::common::request(&format!("rival-{n:03}"), collection, *action, payload.clone());
        let room = room.clone();
        world.spawn(async move { room.mutate(request, None).await });
    }
    world.settle();
    for collection in [&schema::FILES, &schema::PEOPLE, &schema::SHELVES] {
        for scope in [None, Some("0190a5b4-6c2e-7000-8000-000000000001"), Some("a")] {
            let Ok(scope) = scope.map(|scope| Scope::parse(collection, scope)).transpose() else { continue };
            let sync_id = room.sync_id().clone();
            let one = RowQuery { sync_id: sync_id.clone(), collection, id: "f9".to_owned(), scope: scope.clone() };
            let first = ListQuery { sync_id, collection, scope, limit: 10, after: None };
            let room = room.clone();
            world.run(async move {
                let _ = room.get(&one).await;
                for after in [None, Some("[5,\"f5\"]"), Some("[null,\"f5\"]")] {
                    let _ = room.list(&ListQuery { after: after.map(str::to_owned), ..first.clone() }).await;
                }
            });
        }
    }
    recorder.1.take()
}

/// The lines of a plan.
pub(crate) fn plan(world: &World, statement: &Statement) -> Vec<String> {
    let connection = world.connection();
    let mut plan = connection.prepare(&format!("EXPLAIN QUERY PLAN {}", statement.sql)).unwrap();
    let params = rusqlite::params_from_iter(statement.params.iter().map(|param| &**param));
    plan.query_map(params, |row| row.get(3)).unwrap().map(Result::unwrap).collect()
}

/// The lines of a plan that read more than what is asked for: a table, or a tenant, from end to end.
pub(crate) fn walks(world: &World, statement: &Statement) -> Vec<String> {
    let lines = plan(world, statement);
    let names: Vec<&str> =
        ALL.collections.iter().map(|collection| collection.table).chain(["_sync_log", "l", "_x"]).collect();
    let is_list = statement.sql.contains("group_concat(_row") && !statement.sql.contains("_touches");
    let is_walk = |line: &&String| {
        let table = line.split(' ').nth(1).unwrap_or_default();
        let of_tenant = line.ends_with("(room_id=?)") && !is_list;
        let sorts = is_list && line.contains("TEMP B-TREE FOR ORDER BY");
        line.contains("AUTOMATIC") || sorts || names.contains(&table) && (line.starts_with("SCAN") || of_tenant)
    };
    lines.iter().filter(is_walk).cloned().collect()
}

#[test]
fn no_statement_of_any_word_walks_a_table() {
    let world = filled();
    let statements = everything(&world);
    assert!(statements.len() >= 100, "{}", statements.len());
    for word in [
        "WITH _o0",
        "_o2 AS",
        "+\"todos\".\"parent_id\" IN",
        "SET \"deleted_at\"",
        "_x CROSS JOIN",
        "group_concat(column1",
        "PARTITION BY",
    ] {
        assert!(statements.iter().any(|statement| statement.sql.contains(word)), "no statement has `{word}`");
    }
    for is_analyzed in [false, true] {
        if is_analyzed {
            world.connection().execute_batch("ANALYZE").unwrap();
        }
        for statement in &statements {
            let walks = walks(&world, statement);
            assert!(walks.is_empty(), "{is_analyzed} {walks:?}\n{}\n{:?}", statement.sql, statement.params);
        }
    }
}

#[test]
fn no_statement_steps_through_a_table() {
    use rusqlite::StatementStatus::FullscanStep;
    let world = filled();
    let statements = everything(&world);
    // Again, on a copy of the rows as they are now: what counts is how far SQLite walks, not what it changes.
    let connection = world.connection();
    for statement in statements {
        let mut prepared = connection.prepare(&statement.sql).unwrap();
        let params = rusqlite::params_from_iter(statement.params.iter().map(|param| &**param));
        let mut rows = match prepared.query(params) {
            Ok(rows) => rows,
            Err(error) => panic!("{error}: {}", statement.sql),
        };
        while let Ok(Some(_)) = rows.next() {}
        drop(rows);
        let steps = prepared.get_status(FullscanStep);
        // Virtual tables are walked by their nature: a member, its rows, what the log names. None has a hundred here.
        assert!(steps < 100, "{steps} steps: {}", statement.sql);
    }
}

/// How many collections are children of each other.
const DEPTH: usize = 30;

/// Thirty collections of twenty columns, most of them a child of the one before, with two unique keys.
pub(crate) fn large() -> Schema {
    use ferrosync::schema::*;
    fn leak<T>(value: T) -> &'static T {
        Box::leak(Box::new(value))
    }
    let text = |text: String| -> &'static str { Box::leak(text.into_boxed_str()) };
    let collection = |n: usize| {
        let mut columns = vec![
            Column { role: Role::Id, ..Column::new("id", "id", Type::Text) },
            Column { role: Role::SyncId, ..Column::new("workspace_id", "workspaceId", Type::Text) },
            Column { role: Role::Scope, nullable: true, ..Column::new("folder_id", "folderId", Type::Text) },
            Column { role: Role::UpdatedAt, ..Column::new("updated_at", "updatedAt", Type::Timestamp) },
            Column { role: Role::DeletedAt, nullable: true, ..Column::new("deleted_at", "deletedAt", Type::Timestamp) },
        ];
        for (name, on_delete) in
            [("parent", OnDelete::Cascade), ("maker", OnDelete::SetNull), ("guard", OnDelete::Restrict)]
        {
            let entity = text(format!("Collection{}", n.saturating_sub(1)));
            columns.push(Column {
                nullable: true,
                reference: (!n.is_multiple_of(DEPTH)).then_some(Reference { entity, on_delete }),
                ..Column::new(text(format!("{name}_id")), text(format!("{name}Id")), Type::Text)
            });
        }
        for column in 0..12 {
            columns.push(Column::new(
                text(format!("some_column_{column}")),
                text(format!("someColumn{column}")),
                Type::Text,
            ));
        }
        Collection {
            name: text(format!("collection{n}s")),
            table: text(format!("collection{n}s")),
            entity: text(format!("Collection{n}")),
            columns: leak(columns),
            indexes: leak([Index { columns: &[1, 8], unique: true }, Index { columns: &[1, 9, 10], unique: true }]),
            order: Order { column: 8, direction: Direction::Asc },
            docs: "",
            tenancy: Tenancy::Multi { column: 1 },
            checks: &[],
            history: History::NONE,
            types: schema::FILES.types,
        }
    };
    let collections: Vec<&'static Collection> = (0..30).map(|n| leak(collection(n))).collect();
    Schema { collections: leak(collections), dropped: &[] }
}

#[test]
fn h3_thirty_collections_of_twenty_columns_fit_into_statements() {
    let schema = large();
    let world = World::new(&schema);
    let (database, tables) = world.database();
    let recorder = Recorder(database, Rc::default());
    let (sockets, host) = world.effects("house");
    let room = Room::new(world.room("house").sync_id().clone(), tables, recorder.clone(), sockets, host);
    let mut slots = Vec::new();
    let mut queue = |collection: usize, action, payload: Value| {
        let mid = format!("mutation-{}", slots.len());
        let request = crate::common::request(&mid, schema.collections[collection].name, action, payload);
        let room = room.clone();
        slots.push(world.spawn(async move { room.mutate(request, None).await }));
    };
    for collection in 0..30_usize {
        let mut fields = json!({ "id": "a" });
        for column in 0..12 {
            fields[format!("someColumn{column}")] = json!("x");
        }
        for reference in ["parentId", "makerId"] {
            fields[reference] = if collection.is_multiple_of(DEPTH) { Value::Null } else { json!("a") };
        }
        queue(collection, Action::Insert, fields);
    }
    for collection in 0..30_usize {
        queue(
            collection,
            Action::Update,
            json!({ "id": "a", "data": { "someColumn0": "y", "someColumn1": "y", "parentId": null } }),
        );
    }
    for collection in (0..30_usize).rev() {
        queue(
            collection,
            Action::Update,
            json!({ "id": "a", "data": { "parentId": if collection.is_multiple_of(DEPTH) { Value::Null } else { json!("a") } } }),
        );
    }
    queue(0, Action::Delete, json!({ "id": "a" }));
    world.settle();
    for slot in slots {
        let answer = slot.take().unwrap();
        assert!(answer.is_ok(), "{answer:?}");
    }
    let statements = recorder.1.take();
    let largest = statements.iter().map(|statement| statement.sql.len()).max().unwrap();
    println!("{} statements, the largest has {largest} bytes", statements.len());
    assert!(largest < 100_000, "{largest}");
    let connection = world.connection();
    let left: i64 = connection
        .query_row("SELECT count(*) FROM collection29s WHERE deleted_at IS NULL", [], |row| row.get(0))
        .unwrap();
    assert_eq!(left, 0, "a delete goes down thirty collections");
}
