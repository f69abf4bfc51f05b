use std::rc::Rc;

use futures_util::task::LocalSpawnExt;
use rusqlite::{Connection, ErrorCode, limits::Limit, types::ValueRef};

use super::{host::TestHost, world::Shared};
use crate::{
    room::{Database, DatabaseError},
    sql::{Results, Statement},
};

/// What goes wrong with a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    None,
    /// The connection is lost before the batch arrives.
    Before,
    /// The batch commits, and the connection is lost before the answer comes.
    After,
    /// The connection is lost, and the batch arrives later all the same.
    Late,
}

/// A room's way to the world's database. A batch takes two events: one till it arrives, one till its answer is back.
#[derive(Debug, Clone)]
pub struct TestDatabase {
    shared: Rc<Shared>,
    host: TestHost,
}

impl TestDatabase {
    pub(super) fn new(shared: Rc<Shared>, host: TestHost) -> Self {
        Self { shared, host }
    }
}

impl Database for TestDatabase {
    async fn batch(&self, statements: Vec<Statement>) -> Result<Vec<Results>, DatabaseError> {
        if self.is_local() {
            return execute(&self.shared, &statements);
        }
        let is_write = statements.iter().any(|statement| statement.sql.starts_with("INSERT"));
        let fault = if is_write { self.shared.faults.borrow_mut().next() } else { Fault::None };
        self.host.event().await;
        self.shared.now.set(self.shared.now.get() + self.shared.distance.get());
        self.shared.wake_sleepers();
        let results = match fault {
            Fault::Before => Err(lost()),
            Fault::Late => {
                let shared = Rc::clone(&self.shared);
                let spawned = self.shared.spawner.spawn_local(async move {
                    shared.event().await;
                    // Whatever comes of it, nobody listens any more.
                    let _ = execute(&shared, &statements);
                });
                assert!(spawned.is_ok(), "the pool is gone");
                Err(lost())
            }
            Fault::After => execute(&self.shared, &statements).and(Err(lost())),
            Fault::None => execute(&self.shared, &statements),
        };
        self.host.event().await;
        results
    }

    fn is_local(&self) -> bool {
        self.shared.is_local.get()
    }
}

fn lost() -> DatabaseError {
    DatabaseError::from_message("Network connection lost.")
}

fn execute(shared: &Shared, statements: &[Statement]) -> Result<Vec<Results>, DatabaseError> {
    shared.batches.set(shared.batches.get() + 1);
    let mut connection = shared.connection.borrow_mut();
    let run = |connection: &mut Connection| {
        let transaction = connection.transaction()?;
        let results = statements.iter().map(|statement| query(&transaction, statement)).collect::<Result<_, _>>()?;
        transaction.commit()?;
        Ok(results)
    };
    run(&mut connection).map_err(|error: rusqlite::Error| {
        // The platform's messages name the kind of error; what a trigger says tells nothing else.
        let message = match error.sqlite_error_code() {
            Some(ErrorCode::ConstraintViolation) => format!("{error}: SQLITE_CONSTRAINT"),
            _ => error.to_string(),
        };
        if message.contains("constraint failed: _sync_log.") {
            shared.fences_lost.set(shared.fences_lost.get() + 1);
        }
        DatabaseError::from_message(message)
    })
}

fn query(connection: &Connection, statement: &Statement) -> rusqlite::Result<Results> {
    let mut prepared = connection.prepare_cached(&statement.sql)?;
    let columns = prepared.column_count();
    let mut rows = prepared.query(rusqlite::params_from_iter(statement.params.iter().map(|param| &**param)))?;
    let mut results = Results::default();
    while let Some(row) = rows.next()? {
        let cell = |index| match row.get_ref(index)? {
            ValueRef::Null => Ok(None),
            ValueRef::Text(text) => Ok(Some(String::from_utf8_lossy(text).into_owned())),
            other => Err(rusqlite::Error::InvalidColumnType(index, "a text".to_owned(), other.data_type())),
        };
        results.rows.push((0..columns).map(cell).collect::<rusqlite::Result<_>>()?);
    }
    Ok(results)
}

/// A database with the limits that the platform documents, so that what is prepared here is prepared there.
pub(super) fn open() -> Connection {
    let open = || {
        let connection = Connection::open_in_memory()?;
        // A room has more statements than the usual 16, and making one takes longer than running it.
        connection.set_prepared_statement_cache_capacity(256);
        connection.set_limit(Limit::SQLITE_LIMIT_FUNCTION_ARG, 32)?;
        connection.set_limit(Limit::SQLITE_LIMIT_COLUMN, 100)?;
        connection.set_limit(Limit::SQLITE_LIMIT_VARIABLE_NUMBER, 100)?;
        connection.set_limit(Limit::SQLITE_LIMIT_LENGTH, 2_000_000)?;
        connection.set_limit(Limit::SQLITE_LIMIT_SQL_LENGTH, 100_000)?;
        connection.set_limit(Limit::SQLITE_LIMIT_EXPR_DEPTH, 100)?;
        connection.set_limit(Limit::SQLITE_LIMIT_COMPOUND_SELECT, 5)?;
        connection.set_limit(Limit::SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 50)?;
        Ok(connection)
    };
    open().unwrap_or_else(|error: rusqlite::Error| panic!("SQLite does not open: {error}"))
}
