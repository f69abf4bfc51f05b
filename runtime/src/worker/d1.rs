use core::time::Duration;
use std::rc::Rc;

use ::worker::{
    D1Database,
    worker_sys::types::{D1Database as Raw, D1PreparedStatement},
};
use futures_util::future::{Either, select};
use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};

use super::{
    js,
    storage::{Costs, Made, log_costs, tell_failure},
    tasks,
};
use crate::{
    room::{Database, DatabaseError},
    sql::{Results, Statement},
};

/// A database that has not answered by then is not waited for: a room would wait with it. What it does later the log tells.
const PATIENCE: Duration = Duration::from_secs(10);

/// A D1 database: `batch` is one round trip and one transaction.
///
/// Calls the runtime's own objects. `worker` reads rows by column names through serde; ours have no names, and are texts.
#[derive(Debug, Clone)]
pub(super) struct D1 {
    raw: Raw,
    prepared: Rc<Made<D1PreparedStatement>>,
    costs: Costs,
}

impl D1 {
    pub(super) fn new(database: &D1Database, costs: Costs) -> Self {
        let value: &JsValue = database.as_ref();
        Self { raw: value.clone().unchecked_into(), prepared: Rc::default(), costs }
    }

    fn prepare(&self, statement: &Statement) -> Result<D1PreparedStatement, JsValue> {
        let prepared = self.prepared.of(&statement.sql, |sql| self.raw.prepare(sql))?;
        if statement.params.is_empty() {
            return Ok(prepared);
        }
        prepared.bind(statement.params.iter().map(|param| JsValue::from_str(param)).collect())
    }

    async fn run(&self, statements: &[Statement]) -> Result<Vec<Results>, JsValue> {
        let prepared = statements.iter().map(|statement| self.prepare(statement)).collect::<Result<Array, _>>()?;
        let batch = tasks::wait(&self.raw.batch(prepared)?);
        let results: Array = match select(batch, tasks::sleep(PATIENCE)).await {
            Either::Left((results, _)) => results?.dyn_into()?,
            Either::Right(_) => return Err(JsValue::from_str("no answer in 10 s")),
        };
        Ok(results.iter().map(|result| read(&result, self.costs)).collect())
    }
}

impl Database for D1 {
    async fn batch(&self, statements: Vec<Statement>) -> Result<Vec<Results>, DatabaseError> {
        let results = self.run(&statements).await.map_err(|error| {
            let message = message_of(&error);
            tell_failure(&message);
            DatabaseError::from_message(message)
        })?;
        if self.costs == Costs::Logged {
            log_costs(&results);
        }
        Ok(results)
    }
}

/// One result: its rows as texts in the order of the columns, and what it cost.
fn read(result: &JsValue, costs: Costs) -> Results {
    let rows = js::rows(&js::selected(result));
    let (rows_read, rows_written) =
        if costs == Costs::Unread { Default::default() } else { js::counts(&js::costs(result), 0) };
    Results { rows, rows_read, rows_written }
}

/// SQLite's own words. D1 puts them into the cause, and its prefix before them.
fn message_of(error: &JsValue) -> String {
    let Some(error) = error.dyn_ref::<js_sys::Error>() else {
        return error.as_string().unwrap_or_else(|| "unknown error".to_owned());
    };
    match error.cause().dyn_ref::<js_sys::Error>() {
        Some(cause) => cause.message().into(),
        None => error.message().into(),
    }
}
