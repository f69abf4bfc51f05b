//! The database under the simulated rooms: as it was, and back to it.

use std::cell::RefCell;

use ferrosync::testing::World;

use super::schema::COLLECTIONS;

/// Parents first.
const TABLES: [&str; 5] = ["boards", "tasks", "notes", "tags", "_sync_log"];

thread_local! {
    /// The database of the last history, for the next: its statements are prepared.
    static SPARE: RefCell<Option<rusqlite::Connection>> = RefCell::default();
}

/// An empty world.
pub(crate) fn world() -> World {
    let Some(connection) = SPARE.take() else {
        let world = World::new(&COLLECTIONS);
        let copies = TABLES.iter().map(|table| format!("CREATE TABLE saved_{table} AS SELECT * FROM {table};"));
        world.connection().execute_batch(&copies.collect::<String>()).unwrap();
        // Plans do not hang on values, so that no statement is read again for another value.
        world.connection().set_db_config(rusqlite::config::DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).unwrap();
        return world;
    };
    let clear = TABLES.iter().rev().map(|table| format!("DELETE FROM {table};"));
    connection.execute_batch(&clear.collect::<String>()).unwrap();
    World::on(connection, &COLLECTIONS)
}

/// The world has ended as it should.
pub(crate) fn spare(world: &World) {
    SPARE.set(Some(world.take_connection()));
}

/// What was put aside: the last seq of each room then. The rows are beside the database's own.
#[derive(Debug)]
pub(crate) struct Backup {
    seqs: Vec<usize>,
}

impl Backup {
    pub(crate) fn save(world: &World, seqs: Vec<usize>) -> Self {
        let copy =
            |table: &&str| format!("DELETE FROM saved_{table}; INSERT INTO saved_{table} SELECT * FROM {table};");
        world.connection().execute_batch(&TABLES.iter().map(copy).collect::<String>()).unwrap();
        Self { seqs }
    }

    pub(crate) fn restore(self, world: &World) -> Vec<usize> {
        let clear = TABLES.iter().rev().map(|table| format!("DELETE FROM {table};"));
        let fill = TABLES.iter().map(|table| format!("INSERT INTO {table} SELECT * FROM saved_{table};"));
        let sql: String = clear.chain(fill).collect();
        world.connection().execute_batch(&format!("BEGIN;{sql}COMMIT;")).unwrap();
        self.seqs
    }
}
