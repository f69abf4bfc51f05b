//! A database as it was, and back to it.

use ferrosync::testing::World;

/// Parents first.
const TABLES: [&str; 5] = ["boards", "tasks", "notes", "tags", "_sync_log"];

/// What was put aside, beside the database's own tables, and the last seq of each room then.
#[derive(Debug)]
pub(crate) struct Backup {
    pub(crate) seqs: Vec<usize>,
}

impl Backup {
    pub(crate) fn save(world: &World, seqs: Vec<usize>) -> Self {
        let copy = |table: &&str| {
            format!("DROP TABLE IF EXISTS saved_{table}; CREATE TEMP TABLE saved_{table} AS SELECT * FROM {table};")
        };
        let sql: String = TABLES.iter().map(copy).collect();
        world.connection().execute_batch(&sql).unwrap();
        Self { seqs }
    }

    pub(crate) fn restore(&self, world: &World) {
        let clear = TABLES.iter().rev().map(|table| format!("DELETE FROM {table};"));
        let fill = TABLES.iter().map(|table| format!("INSERT INTO {table} SELECT * FROM saved_{table};"));
        let sql: String = clear.chain(fill).collect();
        world.connection().execute_batch(&format!("BEGIN;{sql}COMMIT;")).unwrap();
    }
}
