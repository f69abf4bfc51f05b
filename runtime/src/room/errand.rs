//! What the engine hands to an app's middleware, and what it gets back.

use core::{fmt, time::Duration};

use futures_util::future::LocalBoxFuture;
use serde_json::Value;

use super::Caller;
use crate::{
    access::Refusal,
    protocol::{Action, Answer, Error, MutationId, SyncId, UserId},
    schema::{Collection, Column},
};

/// Something that somebody wants of a room: a mutation, or to read a list.
#[derive(Debug, Clone)]
pub struct Errand {
    pub sync_id: SyncId,
    pub caller: Caller,
    pub collection: &'static Collection,
    /// What is to be done to its rows; `None` to read them.
    pub action: Option<Action>,
    /// The scope that the request names. Nothing is checked of it yet.
    pub scope: Option<String>,
    /// As it was sent; null for reads. Nothing is checked of it yet.
    pub payload: Value,
    /// A mutation has one.
    pub mid: Option<MutationId>,
}

impl Errand {
    /// To read a list.
    pub fn read(sync_id: &SyncId, caller: Caller, collection: &'static Collection, scope: Option<&str>) -> Self {
        let (sync_id, scope) = (sync_id.clone(), scope.map(str::to_owned));
        Self { sync_id, caller, collection, action: None, scope, payload: Value::Null, mid: None }
    }
}

/// A mutation as the middleware lets it pass.
#[derive(Debug, Clone)]
pub struct Deed {
    pub payload: Value,
    /// Whose the rows are that it makes.
    pub author: Option<UserId>,
    /// Whose the rows must be that it changes or deletes.
    pub owners: Vec<Owner>,
}

/// Rows of a collection must have this user in this column.
#[derive(Debug, Clone)]
pub struct Owner {
    pub column: &'static Column,
    pub user: UserId,
}

/// What an app's middleware is around.
pub trait Core {
    /// The rows of these ids that are there, whole, in the ids' order. For a mutation they become conditions: if they
    /// change before it is committed, the middleware is asked again.
    fn current(&self, ids: Vec<String>) -> LocalBoxFuture<'_, Result<Vec<Value>, Error>>;

    /// Does it. A read has no answer.
    fn run(&self, deed: Deed) -> LocalBoxFuture<'_, Result<Option<Answer>, Error>>;
}

/// An app's middleware, as a room knows it.
pub trait Onion {
    /// Runs round an errand. Ends well only where [`Core::run`] was called.
    fn around(&self, errand: Errand, core: std::rc::Rc<dyn Core>) -> LocalBoxFuture<'static, Result<(), Refusal>>;

    /// How long it may take.
    fn patience(&self) -> Duration;
}

impl fmt::Debug for dyn Onion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Onion")
    }
}

/// A read, inside the middleware: where it passes, it is allowed. Its rows come later, and from elsewhere.
pub(crate) struct Look;

impl Core for Look {
    fn current(&self, _: Vec<String>) -> LocalBoxFuture<'_, Result<Vec<Value>, Error>> {
        Box::pin(core::future::ready(Ok(Vec::new())))
    }

    fn run(&self, _: Deed) -> LocalBoxFuture<'_, Result<Option<Answer>, Error>> {
        Box::pin(core::future::ready(Ok(None)))
    }
}
