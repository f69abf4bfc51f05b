use super::{Mutation, decode, query::Query, sync_id, target};
use crate::{
    protocol::{Action, Error, Scope, SyncId},
    room::{Held, ListQuery, RowQuery},
    schema::{Collection, Schema},
};

/// What a request asks for.
#[derive(Debug)]
pub enum Operation {
    /// `GET /health`
    Health,
    /// `GET /:syncId/:collection`, with what the client holds of it where it asks for the difference.
    List { query: ListQuery, held: Option<Held>, consistent: bool },
    /// `GET /:syncId/:collection/:id`
    Get { query: RowQuery, consistent: bool },
    /// `POST`, `PUT` and `DELETE`, of one row or in bulk. The body is still to be read.
    Mutate(Mutation),
}

/// What a path names.
enum Place {
    Collection,
    Bulk,
    Row(String),
}

impl Place {
    fn allow(&self) -> &'static str {
        match self {
            Self::Collection => "GET, POST",
            Self::Bulk => "POST, PUT, DELETE",
            Self::Row(_) => "GET, PUT, DELETE",
        }
    }
}

/// Reads method (upper case), path (under the mount, still percent-encoded) and query.
///
/// # Errors
/// 400 for a bad sync id, escape or parameter; 404 for a path or collection that is not there; 405 with the path's
/// methods.
pub fn route(schema: &Schema, method: &str, path: &str, query: &str) -> Result<Operation, Error> {
    let path = path.strip_prefix('/').unwrap_or(path);
    let path = path.strip_suffix('/').unwrap_or(path);
    let segments = path.split('/').map(decode::segment).collect::<Result<Vec<_>, _>>()?;
    let (sync_id, collection, place) = match segments.as_slice() {
        [health] if health == "health" => return self::health(method, query),
        [sync_id, collection] => (sync_id, collection, Place::Collection),
        [sync_id, collection, bulk] if bulk == "bulk" => (sync_id, collection, Place::Bulk),
        [sync_id, collection, id] if !id.is_empty() => (sync_id, collection, Place::Row(id.clone())),
        _ => return Err(target::nothing_here()),
    };
    let sync_id = sync_id::parse(sync_id)?;
    let collection = schema
        .find_in(sync_id.as_str(), collection)
        .ok_or_else(|| Error::NotFound("there is no such collection in this room".to_owned()))?;
    let mut query = Query::parse(query)?;
    let operation = match (method, place) {
        ("GET", Place::Collection) => {
            let (limit, after) = (query.limit()?, query.take("after"));
            let (scope, consistent) = (query.scope(collection)?, query.consistent()?);
            let held = query.held(after.is_some())?;
            Operation::List { query: ListQuery { sync_id, collection, scope, limit, after }, held, consistent }
        }
        ("GET", Place::Row(id)) => {
            let (scope, consistent) = (query.scope(collection)?, query.consistent()?);
            Operation::Get { query: RowQuery { sync_id, collection, id, scope }, consistent }
        }
        ("POST", Place::Collection) => mutate(sync_id, collection, Action::Insert, None),
        ("POST", Place::Bulk) => mutate(sync_id, collection, Action::BulkInsert, None),
        ("PUT", Place::Row(id)) => mutate(sync_id, collection, Action::Update, Some(id)),
        ("PUT", Place::Bulk) => mutate(sync_id, collection, Action::BulkUpdate, None),
        ("DELETE", Place::Row(id)) => {
            // A DELETE of one row has no body: many clients and proxies drop it.
            let client_mutation_id = query.take("_clientMutationId");
            let since = query.since()?;
            // The engine judges it, as it does that of a body.
            let scope = query.take("scope");
            let action = Action::Delete;
            Operation::Mutate(Mutation { sync_id, collection, action, id: Some(id), client_mutation_id, since, scope })
        }
        ("DELETE", Place::Bulk) => mutate(sync_id, collection, Action::BulkDelete, None),
        (_, place) => {
            return Err(Error::MethodNotAllowed { allow: place.allow() });
        }
    };
    query.finish()?;
    Ok(operation)
}

fn health(method: &str, query: &str) -> Result<Operation, Error> {
    if method != "GET" {
        return Err(Error::MethodNotAllowed { allow: "GET" });
    }
    Query::parse(query)?.finish()?;
    Ok(Operation::Health)
}

fn mutate(sync_id: SyncId, collection: &'static Collection, action: Action, id: Option<String>) -> Operation {
    Operation::Mutate(Mutation { sync_id, collection, action, id, client_mutation_id: None, since: None, scope: None })
}

impl Operation {
    /// The room that it is about.
    pub fn sync_id(&self) -> Option<&SyncId> {
        match self {
            Self::Health => None,
            Self::List { query, .. } => Some(&query.sync_id),
            Self::Get { query, .. } => Some(&query.sync_id),
            Self::Mutate(mutation) => Some(&mutation.sync_id),
        }
    }

    /// The scope that it names without its body.
    pub fn scope(&self) -> Option<&str> {
        match self {
            Self::Health => None,
            Self::List { query, .. } => query.scope.as_ref().map(Scope::as_str),
            Self::Get { query, .. } => query.scope.as_ref().map(Scope::as_str),
            Self::Mutate(mutation) => mutation.scope.as_deref(),
        }
    }
}
