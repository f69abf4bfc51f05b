//! Reads: one statement each, so that the rows and their place in the stream are of one moment. They need no room: the
//! Worker reads D1 with them directly.

use std::rc::Rc;

use super::{
    delta::cursor,
    effects::{Database, DatabaseError},
    page::{Cut, Lines, cut, parse_after},
};
use crate::{
    access::Reader,
    json::json,
    protocol::{Error, Page, Scope, Seq, SyncId, limits},
    schema::Collection,
    sql::{PageKind, Read, Results, Start, Statement, Tables, View},
};

/// What a list is asked for.
#[derive(Debug, Clone)]
pub struct ListQuery {
    pub sync_id: SyncId,
    pub collection: &'static Collection,
    /// Only the rows of this scope; `None` for all, those without a scope too.
    pub scope: Option<Scope>,
    /// Rows, at most; 1 to [`limits::LIST_MAX`].
    pub limit: u32,
    /// The `next` of the page before.
    pub after: Option<String>,
}

/// Which row is asked for.
#[derive(Debug, Clone)]
pub struct RowQuery {
    pub sync_id: SyncId,
    pub collection: &'static Collection,
    pub id: String,
    /// In this scope; `None` for any.
    pub scope: Option<Scope>,
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

/// A page of a list, with a cursor for who reads it.
///
/// # Errors
/// `VALIDATION` for an `after` that is none of ours, and where the database fails `MISCONFIGURED`, `INTERNAL` or `UNAVAILABLE`.
pub async fn list<D: Database>(
    database: &D,
    tables: &Tables,
    query: &ListQuery,
    reader: Reader,
) -> Result<Page, Error> {
    list_as(View::Public, database, tables, query, reader).await
}

/// The same for those who see more.
pub(super) async fn list_as<D: Database>(
    view: View,
    database: &D,
    tables: &Tables,
    query: &ListQuery,
    reader: Reader,
) -> Result<Page, Error> {
    let sql = tables.of(query.collection).ok_or_else(|| no_collection(query.collection.name))?;
    let limit = query.limit.clamp(1, limits::LIST_MAX);
    let place = query.after.as_deref().map(|after| parse_after(query.collection, after)).transpose()?;
    let start = match &place {
        None => Start::First,
        Some(place) if place[0].is_null() => Start::AfterNull,
        Some(_) => Start::After,
    };
    let statement = |is_sized: bool| {
        let kind = PageKind { start, is_scoped: query.scope.is_some(), is_sized, view };
        let mut params: Vec<Rc<str>> = vec![query.sync_id.as_str().into(), limit.to_string().into()];
        if kind.has_details() {
            let scope = query.scope.as_ref().map(Scope::as_str);
            params.push(json!({ "a": place, "s": scope, "b": limits::PAGE_BYTES }).to_string().into());
        }
        Statement::new(sql.read(Read::Page(kind)), params)
    };
    let (is_sized, results) = match database.batch(vec![statement(false)]).await {
        Err(DatabaseError::Refused(message)) if message.contains("too big") => {
            (true, database.batch(vec![statement(true)]).await)
        }
        results => (false, results),
    };
    let mut results = results.map_err(unread)?;
    let mut cells = first_row(&mut results)?.into_iter();
    let mut cell = || cells.next().flatten();
    let (seq, mid, rows, found) = (parse_seq(cell())?, cell(), cell().unwrap_or_default(), cell());
    let found = found.and_then(|found| found.parse().ok()).ok_or(Error::Internal)?;
    let Cut { rows, next } = cut(query.collection, Lines { text: &rows, found, is_sized }, limit)?;
    Ok(Page { rows, seq, cursor: cursor(tables, seq, mid.as_deref(), reader), next })
}

/// One row by its id.
///
/// # Errors
/// `NOT_FOUND`, for a row of another room or scope exactly as for none, and where the database fails `MISCONFIGURED`,
/// `INTERNAL` or `UNAVAILABLE`.
pub async fn get<D: Database>(database: &D, tables: &Tables, query: &RowQuery) -> Result<Row, Error> {
    get_as(View::Public, database, tables, query).await
}

/// The same for those who see more.
pub(super) async fn get_as<D: Database>(
    view: View,
    database: &D,
    tables: &Tables,
    query: &RowQuery,
) -> Result<Row, Error> {
    let collection = query.collection;
    let sql = tables.of(collection).ok_or_else(|| no_collection(collection.name))?;
    let scope = query.scope.as_ref().map(|scope| scope.as_str().into());
    let read = sql.read(Read::One { view, is_scoped: scope.is_some() });
    let params = [query.sync_id.as_str().into(), query.id.as_str().into()].into_iter().chain(scope);
    let statement = Statement::new(read, params);
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

pub(super) fn first_row(results: &mut [Results]) -> Result<Vec<Option<String>>, Error> {
    results.first_mut().and_then(|results| results.rows.pop()).ok_or(Error::Internal)
}
