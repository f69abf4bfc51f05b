//! The statements of deltas as SQLite plans them.

use std::{cell::RefCell, rc::Rc};

use ferrosync::{
    access::Reader,
    protocol::{Cursor, Scope, Seq, SyncId},
    room::{Database, DatabaseError, DeltaQuery, cursor, delta},
    sql::{Results, Statement},
    testing::{TestDatabase, World},
};
use rusqlite::StatementStatus::FullscanStep;

use crate::words::{
    ALL,
    plans::{filled, large, plan, walks},
    schema::VISITS_TABLE,
};

/// A database that keeps the statements it ran, and has no room for what was not measured before.
struct Narrow(TestDatabase, RefCell<Vec<Statement>>);

impl Database for Narrow {
    async fn batch(&self, statements: Vec<Statement>) -> Result<Vec<Results>, DatabaseError> {
        self.1.borrow_mut().extend(statements.iter().cloned());
        let is_sized = statements.iter().any(|statement| statement.sql.contains("_bytes"));
        let results = self.0.batch(statements).await?;
        if is_sized { Ok(results) } else { Err(DatabaseError::from_message("string or blob too big")) }
    }
}

/// Both statements of each list, unscoped and scoped, since a cursor.
fn statements(world: &World, seq: u64, mid: &str) -> Vec<Statement> {
    let (database, tables) = world.database();
    let database = Rc::new(Narrow(database, RefCell::default()));
    let held = cursor(&tables, Seq(seq), Some(mid), Reader::default());
    for &collection in tables.schema().collections {
        for scope in [None, Some("0190a5b4-6c2e-7000-8000-000000000001"), Some("a")] {
            let Ok(scope) = scope.map(|scope| Scope::parse(collection, scope)).transpose() else { continue };
            let query = DeltaQuery {
                sync_id: SyncId::parse("house").unwrap(),
                collection,
                scope,
                cursor: Cursor::parse(&held).unwrap(),
                reader: Reader::default(),
                limit: 1_000,
            };
            let (database, tables) = (Rc::clone(&database), Rc::clone(&tables));
            world.run(async move { delta(&*database, &tables, &query).await }).unwrap();
        }
    }
    database.1.take()
}

/// Touches ten rows of each list, after what is there.
fn touch(world: &World) {
    let changes: serde_json::Map<_, _> = ALL
        .collections
        .iter()
        .map(|collection| {
            let letter = &collection.name[..1];
            let rows = (0..10).map(|n| serde_json::json!([format!("{letter}{n}"), "a", "a"]));
            (collection.name.to_owned(), rows.collect())
        })
        .collect();
    let touch = "INSERT INTO _sync_log SELECT 'house', max(seq) + 1, 'touched-0001', NULL, '', ?1, 0 FROM _sync_log \
                 WHERE sync_id = 'house'";
    world.connection().execute(touch, [serde_json::Value::from(changes).to_string()]).unwrap();
}

#[test]
fn l6_no_delta_walks_a_table() {
    let world = filled();
    world.connection().execute_batch(VISITS_TABLE).unwrap();
    touch(&world);
    for is_analyzed in [false, true] {
        if is_analyzed {
            world.connection().execute_batch("ANALYZE").unwrap();
        }
        let statements = statements(&world, 10, "fill-events-none");
        assert!(statements.len() >= 2 * (ALL.collections.len() + 2), "{}", statements.len());
        for statement in statements {
            let plan = plan(&world, &statement);
            // Each row is looked up, and the log's entries come in their order: the limit ends them early.
            let looks_up = |line: &String| line.starts_with("SEARCH") && line.ends_with("id=?) LEFT-JOIN");
            assert_eq!(plan.iter().filter(|line| looks_up(line)).count(), 1, "{is_analyzed} {plan:#?}");
            let at = plan.iter().position(|line| line.starts_with("SCAN c VIRTUAL TABLE")).unwrap();
            assert_eq!(plan[at + 1], "SCAN _touches", "{is_analyzed} {plan:#?}");
            // The list is counted, where more was touched than here.
            let walks = walks(&world, &statement);
            assert!(walks.iter().filter(|line| !line.starts_with("USE TEMP")).count() <= 1, "{is_analyzed} {walks:?}");
            let connection = world.connection();
            let mut prepared = connection.prepare(&statement.sql).unwrap();
            let params = rusqlite::params_from_iter(statement.params.iter().map(|param| &**param));
            let mut rows = prepared.query(params).unwrap();
            let row = rows.next().unwrap().unwrap();
            let told: (String, String) = (row.get(0).unwrap(), row.get(3).unwrap());
            assert_eq!(told, ("11".to_owned(), "11".to_owned()));
            assert!(rows.next().unwrap().is_none());
            drop(rows);
            // What was touched, once a step, and the log's own list of it.
            let steps = prepared.get_status(FullscanStep);
            assert!(steps < 100, "{steps} steps: {}", statement.sql);
        }
    }
}

#[test]
fn h3_deltas_of_wide_collections_fit_into_statements() {
    let schema = large();
    let world = World::new(&schema);
    world
        .connection()
        .execute("INSERT INTO _sync_log VALUES ('house', 1, 'touched-0001', NULL, '', '{}', 0)", [])
        .unwrap();
    let statements = statements(&world, 1, "touched-0001");
    assert_eq!(statements.len(), 30 * 2 * 3);
    let largest = statements.iter().map(|statement| statement.sql.len()).max().unwrap();
    assert!(largest < 10_000, "{largest}");
}
