//! Random histories, and what they came to.

use std::{cell::RefCell, collections::BTreeMap, fmt::Debug, ops::Deref, thread};

use ferrosync::{schema::Schema, testing::World};
use proptest::{
    prelude::*,
    test_runner::{TestError, TestRunner},
};

thread_local! {
    /// The databases of worlds that have ended, emptied: their statements are prepared, which is most of what a history costs.
    static SPARE: RefCell<Vec<Spare>> = RefCell::default();
}

struct Spare {
    /// The schema that its tables are of, in words.
    schema: String,
    /// Makes it as it was.
    clear: String,
    connection: rusqlite::Connection,
}

/// An empty world that is as good as new. A history may not change the tables of its database.
pub(crate) struct Lent {
    world: World,
    schema: String,
    clear: String,
}

impl Lent {
    pub(crate) fn new(schema: &Schema) -> Self {
        let words = format!("{schema:?}");
        let spare = SPARE.with_borrow_mut(|spares| {
            let place = spares.iter().position(|spare| spare.schema == words)?;
            Some(spares.swap_remove(place))
        });
        if let Some(Spare { schema: words, clear, connection }) = spare {
            return Self { world: World::on(connection, schema), schema: words, clear };
        }
        let world = World::new(schema);
        // Plans do not hang on values, so that no statement is read again for another value.
        world.connection().set_db_config(rusqlite::config::DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).unwrap();
        let clear = clear(&world.connection());
        Self { world, schema: words, clear }
    }
}

/// Empties the tables that are empty now, whoever refers to others before those.
fn clear(connection: &rusqlite::Connection) -> String {
    let sql = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY rowid DESC";
    let mut tables = connection.prepare(sql).unwrap();
    let tables = tables.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap);
    let is_empty = |table: &String| !connection.prepare(&format!("SELECT 1 FROM {table}")).unwrap().exists([]).unwrap();
    let clear: Vec<_> = tables.filter(is_empty).map(|table| format!("DELETE FROM {table};")).collect();
    format!("BEGIN;{}COMMIT;", clear.concat())
}

impl Deref for Lent {
    type Target = World;

    fn deref(&self) -> &World {
        &self.world
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        // What went wrong goes wrong again in a database that nothing else has happened in.
        if thread::panicking() {
            return;
        }
        let connection = self.world.take_connection();
        connection.execute_batch(&self.clear).unwrap();
        let (schema, clear) = (std::mem::take(&mut self.schema), std::mem::take(&mut self.clear));
        SPARE.with_borrow_mut(|spares| spares.push(Spare { schema, clear, connection }));
    }
}

/// Lives through so many histories, each with every check that `live` makes.
pub(crate) fn run<S: Strategy>(histories: u32, max_shrink_iters: u32, history: &S, live: impl Fn(S::Value))
where
    S::Value: Debug,
{
    let config =
        ProptestConfig { cases: histories, max_shrink_iters, failure_persistence: None, ..ProptestConfig::default() };
    let result = TestRunner::new(config).run(history, |history| {
        live(history);
        Ok(())
    });
    match result {
        Ok(()) => {}
        // One line a history: proptest's own form takes hundreds.
        Err(TestError::Fail(reason, history)) => panic!("{reason}\n{history:?}"),
        Err(error) => panic!("{error}"),
    }
}

/// A suite that never gets where things go wrong proves nothing.
pub(crate) fn require(histories: u32, seen: &BTreeMap<&'static str, u64>, least: &[(&str, u64)]) {
    println!("{histories} histories: {seen:?}");
    for (what, least) in least {
        assert!(seen.get(what).copied().unwrap_or_default() >= *least, "too few: {what}");
    }
}
