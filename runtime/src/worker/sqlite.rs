//! The object's own SQLite.

use std::rc::Rc;

use ::worker::{State, console_error};
use js_sys::{Array, JsString};
use wasm_bindgen::{JsCast, JsValue};

use super::{
    js::{self, SqlStorage, SyncStorage},
    storage::{Costs, Made, Migration, Own, log_costs, tell_failure},
};
use crate::{
    protocol::Error,
    room::DatabaseError,
    sql::{Results, Statement},
};

/// Which migrations were applied: as `wrangler` keeps it in D1. `_sync_schema` tells only of those that ferrosync wrote.
const APPLIED: &str = "CREATE TABLE IF NOT EXISTS _sync_migrations (name TEXT PRIMARY KEY) STRICT, WITHOUT ROWID";

/// Statements of one event need no way and are one commit; a transaction round them keeps half a batch from being written.
#[derive(Debug)]
struct Sqlite {
    storage: SyncStorage,
    sql: SqlStorage,
    texts: Made<JsString>,
    costs: Costs,
}

/// The object's database, with every migration applied.
pub(super) fn open(state: &State, migrations: &[Migration], costs: Costs) -> Result<Rc<dyn Own>, Error> {
    let storage = state.storage();
    let storage: &JsValue = storage.as_raw();
    let storage: SyncStorage = storage.clone().unchecked_into();
    let sql = storage.sql().map_err(|_| {
        Error::Misconfigured(
            "the class of the rooms keeps no SQLite: name it in `new_sqlite_classes` of `migrations` in wrangler.jsonc"
                .to_owned(),
        )
    })?;
    let database = Sqlite { storage, sql, texts: Made::default(), costs };
    database.migrate(migrations)?;
    Ok(Rc::new(database))
}

impl Sqlite {
    /// Applies the migrations that the database has not seen, each in a transaction of its own.
    fn migrate(&self, migrations: &[Migration]) -> Result<(), Error> {
        let applied = self.applied()?;
        if let Some(newer) = applied.iter().find(|name| !migrations.iter().any(|(known, _)| known == name)) {
            return Err(Error::SchemaDrift(format!(
                "this room's tables are those of a newer version of the app, which has the migration `{newer}`: deploy that \
                 one again"
            )));
        }
        for (name, sql) in migrations.iter().filter(|(name, _)| !applied.iter().any(|known| known == name)) {
            self.apply(name, sql).map_err(|error| {
                console_error!("ferrosync: the migration {name} failed: {}", message_of(&error));
                Error::Misconfigured(format!(
                    "the migration `{name}` could not be applied to this room; the Worker's log says why"
                ))
            })?;
        }
        Ok(())
    }

    /// The names of the migrations that were applied.
    fn applied(&self) -> Result<Vec<String>, Error> {
        match self.query("SELECT name FROM _sync_migrations ORDER BY name", Array::new()) {
            Ok(results) => Ok(results.rows.into_iter().filter_map(|row| row.into_iter().next()?).collect()),
            Err(error) => match message_of(&error) {
                message if message.contains("no such table") => Ok(Vec::new()),
                message => {
                    tell_failure(&message);
                    Err(Error::Internal)
                }
            },
        }
    }

    fn apply(&self, name: &str, sql: &str) -> Result<(), JsValue> {
        self.transaction(|| {
            self.query(APPLIED, Array::new())?;
            self.query(sql, Array::new())?;
            let name = Array::of1(&JsValue::from_str(name));
            self.query("INSERT INTO _sync_migrations (name) VALUES (?1)", name)?;
            Ok(JsValue::UNDEFINED)
        })
    }

    fn transaction(&self, mut work: impl FnMut() -> Result<JsValue, JsValue>) -> Result<(), JsValue> {
        self.storage.transaction_sync(&mut work).map(|_| ())
    }

    fn query(&self, sql: &str, params: Array) -> Result<Results, JsValue> {
        self.exec(&JsString::from(sql), params)
    }

    fn exec(&self, sql: &JsString, params: Array) -> Result<Results, JsValue> {
        if self.costs == Costs::Unread {
            let rows = js::rows(&js::query(&self.sql, sql, params)?);
            return Ok(Results { rows, ..Results::default() });
        }
        let found = js::query_costs(&self.sql, sql, params)?;
        let (rows_read, rows_written) = js::counts(&found, 1);
        Ok(Results { rows: js::rows(found.get(0).unchecked_ref()), rows_read, rows_written })
    }

    fn run(&self, Statement { sql, params }: &Statement) -> Result<Results, JsValue> {
        let params = params.iter().map(|param| JsValue::from_str(param)).collect();
        let sql = self.texts.of(sql, |sql| Ok::<_, JsValue>(JsString::from(sql)))?;
        self.exec(&sql, params)
    }

    /// A statement alone is done whole or not at all as it is.
    fn run_all(&self, statements: &[Statement]) -> Result<Vec<Results>, JsValue> {
        if let [statement] = statements {
            return Ok(vec![self.run(statement)?]);
        }
        let mut results = Vec::with_capacity(statements.len());
        self.transaction(|| {
            for statement in statements {
                results.push(self.run(statement)?);
            }
            Ok(JsValue::UNDEFINED)
        })?;
        Ok(results)
    }
}

impl Own for Sqlite {
    fn transact(&self, statements: &[Statement]) -> Result<Vec<Results>, DatabaseError> {
        let results = self.run_all(statements).map_err(|error| {
            let message = message_of(&error);
            tell_failure(&message);
            // Whatever it was, nothing of it was done: what is thrown here is thrown before the transaction ends.
            DatabaseError::Refused(message)
        })?;
        if self.costs == Costs::Logged {
            log_costs(&results);
        }
        Ok(results)
    }

    fn bytes(&self) -> Option<u64> {
        Some(count(self.sql.database_size()))
    }
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // a count, far below 2^53
fn count(number: f64) -> u64 {
    number as u64
}

fn message_of(error: &JsValue) -> String {
    match error.dyn_ref::<js_sys::Error>() {
        Some(error) => error.message().into(),
        None => error.as_string().unwrap_or_else(|| "unknown error".to_owned()),
    }
}
