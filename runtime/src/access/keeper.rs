use core::{fmt, time::Duration};
use std::rc::Rc;

use futures_util::future::LocalBoxFuture;
use serde_json::Value;

use super::{Access, Gate, Pass, Refusal, What};
use crate::{
    protocol::SyncId,
    room::{Caller, Doorkeeper, Errand, Standing},
};

/// Looks at the rights of sockets that stay open, and of what they send, with the app's own functions.
pub struct Keeper<Env> {
    gate: Gate<Env>,
    env: Rc<Env>,
    every: Duration,
}

impl<Env: 'static> Keeper<Env> {
    /// One that asks `gate`, for a socket that is to be told something and was not asked about for so long.
    pub fn new(gate: Gate<Env>, env: Rc<Env>, every: Duration) -> Self {
        Self { gate, env, every }
    }
}

impl<Env> fmt::Debug for Keeper<Env> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keeper").field("gate", &self.gate).field("every", &self.every).finish_non_exhaustive()
    }
}

impl<Env: Clone + 'static> Doorkeeper for Keeper<Env> {
    fn every(&self) -> Duration {
        self.every
    }

    fn ask(&self, room: &SyncId, pass: &Pass) -> LocalBoxFuture<'static, Standing> {
        let (gate, env, room, pass) = (self.gate.clone(), Rc::clone(&self.env), room.clone(), pass.clone());
        Box::pin(async move {
            match gate.listen(pass.user.clone(), &room, &env).await {
                Ok(now) if now == pass => Standing::Same,
                Ok(_) => Standing::Changed,
                Err(refusal) => match refusal.error.status() {
                    401 => Standing::Unknown,
                    403 => Standing::Refused,
                    _ => Standing::Failed(refusal.cause.unwrap_or_else(|| refusal.error.to_string())),
                },
            }
        })
    }

    fn may(&self, room: &SyncId, pass: &Pass, what: What<'_>) -> LocalBoxFuture<'static, Result<Value, Refusal>> {
        let (gate, env, room, user) = (self.gate.clone(), Rc::clone(&self.env), room.clone(), pass.user.clone());
        let (access, collection, scope) =
            (what.access, what.collection.map(str::to_owned), what.scope.map(str::to_owned));
        Box::pin(async move {
            let what = What { access, collection: collection.as_deref(), scope: scope.as_deref() };
            let granted = gate.ask(user.as_ref(), &room, what, &env).await?;
            // A write passes the middleware with its payload, in the room.
            let read = what.collection.filter(|_| what.access == Access::Read);
            if let Some(collection) = read.and_then(|name| gate.collection(&room, name)) {
                let pass = Pass { user, access: granted.clone(), ..Pass::default() };
                let caller = Caller { pass, ..Caller::default() };
                gate.guard(Errand::read(&room, caller, collection, what.scope), &env).await?;
            }
            Ok(granted)
        })
    }
}
