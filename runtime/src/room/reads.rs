//! Reads: one statement each, so that the rows and their place in the stream are of one moment. They need no room: the
//! Worker reads D1 with them directly.

use std::rc::Rc;

use super::{
    effects::{Database, DatabaseError},
    page::{Cut, cut, parse_after},
};
use crate::{
    protocol::{Error, Page, Seq, SyncId, limits},
    schema::Collection,
    sql::{Results, Statement, Tables},
};

/// What a list is asked for.
#[derive(Debug, Clone)]
pub struct ListQuery {
    pub sync_id: SyncId,
    pub collection: &'static Collection,
    /// Rows, at most; 1 to [`limits::LIST_MAX`].
    pub limit: u32,
    /// The `next` of the page before.
    pub after: Option<String>,
}

/// One row as JSON text, and the seq it was read at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    pub data: String,
    pub seq: Seq,
}

impl Row {
    /// The HTTP body: `{data, seq}`.
    pub fn body(&self) -> String {
        format!(r#"{{"data":{},"seq":{}}}"#, self.data, self.seq)
    }
}

/// A page of a list.
///
/// # Errors
/// `VALIDATION` for an `after` that is none of ours, and where the database fails `MISCONFIGURED`, `INTERNAL` or `UNAVAILABLE`.
pub async fn list<D: Database>(database: &D, tables: &Tables, query: &ListQuery) -> Result<Page, Error> {
    let sql = tables.of(query.collection).ok_or_else(|| no_collection(query.collection.name))?;
    let limit = query.limit.clamp(1, limits::LIST_MAX);
    let mut params: Vec<Rc<str>> = vec![query.sync_id.as_str().into(), limit.to_string().into()];
    let page = match &query.after {
        None => &sql.first_page,
        Some(after) => {
            params.push(parse_after(after)?.into());
            &sql.next_page
        }
    };
    let plain = Statement::new(Rc::clone(&page.plain), params.clone());
    let mut results = match database.batch(vec![plain]).await {
        Err(DatabaseError::Refused(message)) if message.contains("too big") => {
            params.resize(3, "".into());
            params.push(limits::PAGE_BYTES.to_string().into());
            database.batch(vec![Statement::new(Rc::clone(&page.sized), params)]).await
        }
        results => results,
    }
    .map_err(unread)?;
    let mut cells = first_row(&mut results)?.into_iter();
    let mut cell = || cells.next().flatten();
    let (seq, mid, rows, found) = (parse_seq(cell())?, cell(), cell().unwrap_or_default(), cell());
    let found = found.and_then(|found| found.parse().ok());
    let Cut { rows, next } = cut(query.collection, &rows, limit, found)?;
    Ok(Page { rows, seq, cursor: cursor(seq, mid.as_deref()), next })
}

/// One row by its id.
///
/// # Errors
/// `NOT_FOUND`, for another room's row exactly as for none, and where the database fails `MISCONFIGURED`, `INTERNAL` or `UNAVAILABLE`.
pub async fn get<D: Database>(
    database: &D,
    tables: &Tables,
    sync_id: &SyncId,
    collection: &'static Collection,
    id: &str,
) -> Result<Row, Error> {
    let sql = tables.of(collection).ok_or_else(|| no_collection(collection.name))?;
    let statement = Statement::new(Rc::clone(&sql.one), [sync_id.as_str().into(), id.into()]);
    let mut results = database.batch(vec![statement]).await.map_err(unread)?;
    let row = results.first_mut().and_then(|results| results.rows.pop());
    let Some(row) = row else {
        return Err(no_row(collection));
    };
    let mut cells = row.into_iter();
    let seq = parse_seq(cells.next().flatten())?;
    let data = cells.next().flatten().ok_or(Error::Internal)?;
    Ok(Row { data, seq })
}

/// What a reader is told when the database failed. A read changes nothing, so it may always be asked again.
pub(super) fn unread(error: DatabaseError) -> Error {
    match error {
        DatabaseError::Refused(message) if message.contains("no such table") => no_tables(),
        DatabaseError::Refused(_) => Error::Internal,
        DatabaseError::Unknown(_) => Error::Unavailable { mid: None },
    }
}

pub(super) fn no_tables() -> Error {
    Error::Misconfigured(
        "the database has no tables yet: apply the migrations with `wrangler d1 migrations apply`".to_owned(),
    )
}

pub(super) fn no_collection(name: &str) -> Error {
    Error::NotFound(format!("there is no collection `{name}` here"))
}

pub(super) fn no_row(collection: &Collection) -> Error {
    Error::NotFound(format!("`{}` has no row with this id", collection.name))
}

pub(super) fn parse_seq(text: Option<String>) -> Result<Seq, Error> {
    text.and_then(|text| text.parse().ok()).map(Seq).ok_or(Error::Internal)
}

/// A place in a room's stream: its seq, and the mutation that stands there, by which another history is told.
pub(super) fn cursor(seq: Seq, mid: Option<&str>) -> String {
    format!("{seq}:{}", mid.unwrap_or_default())
}

fn first_row(results: &mut [Results]) -> Result<Vec<Option<String>>, Error> {
    results.first_mut().and_then(|results| results.rows.pop()).ok_or(Error::Internal)
}
