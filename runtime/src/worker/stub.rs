use core::ops::Deref;
use std::rc::Rc;

use ::worker::{Env, Headers, Stub, console_error};
use futures_util::future::LocalBoxFuture;
use serde_json::Value;

use super::{js, relay::error_of};
use crate::{
    api::from_bytes,
    protocol::{Error, SyncId},
    room::{Order, Reach, Reply, RoomHandle},
};

/// Marks what the app's own code asks of a room's object, and says of which room it is. No request from outside gets as far
/// with it: the Worker passes none of these headers on, and what it passes on is marked as a caller's.
pub(super) const HEADER: &str = "x-ferrosync-order";

/// A room, as the app's own code reaches it from a Worker. It is a [`RoomHandle`]: typed reads and writes, over one request to
/// the room's object each.
///
/// ```no_run
/// # async fn f(env: &worker::Env) -> worker::Result<()> {
/// use ferrosync::worker::RoomStub;
///
/// // Alice is no member any more: her sockets are closed now, not at the next look.
/// RoomStub::new(env, "SYNC_ROOM", "project-1")?.revoke("alice").await?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct RoomStub {
    room: RoomHandle,
}

impl RoomStub {
    /// The room of this sync id, in the Durable Object binding that the app's `.rooms_in(..)` names.
    ///
    /// # Errors
    /// Where there is no such binding, or the sync id is none.
    pub fn new(env: &Env, binding: &str, sync_id: &str) -> ::worker::Result<Self> {
        Self::of(env, binding, sync_id).map_err(|error| error.to_string().into())
    }

    /// The same with errors that a route can answer.
    pub(super) fn of(env: &Env, binding: &str, sync_id: &str) -> Result<Self, Error> {
        let sync_id =
            SyncId::parse(sync_id).map_err(|error| Error::invalid("syncId", "invalid_id", error.to_string()))?;
        let found = env.durable_object(binding).and_then(|rooms| rooms.id_from_name(sync_id.as_str())?.get_stub());
        let stub = found.map_err(|error| {
            Error::Misconfigured(format!("the Worker does not reach the rooms of its binding `{binding}`: {error}"))
        })?;
        let far = Far { stub, sync_id: sync_id.clone() };
        Ok(Self { room: RoomHandle::new(sync_id, Rc::new(far)) })
    }

    /// As [`RoomHandle::revoke`], for code that has the platform's errors.
    ///
    /// # Errors
    /// Where the object cannot be reached; then nobody knows whether it has done it.
    pub async fn revoke(&self, user_id: &str) -> ::worker::Result<usize> {
        let closed = self.room.revoke(user_id).await.map_err(|error| error.to_string())?;
        Ok(usize::try_from(closed).unwrap_or(usize::MAX))
    }
}

impl Deref for RoomStub {
    type Target = RoomHandle;

    fn deref(&self) -> &RoomHandle {
        &self.room
    }
}

/// A room in its object, somewhere.
struct Far {
    stub: Stub,
    sync_id: SyncId,
}

impl Far {
    async fn send(&self, order: &Order) -> ::worker::Result<(u16, String)> {
        let headers = Headers::new();
        headers.set(HEADER, self.sync_id.as_str())?;
        // Objects are reached by their stub; the name is nobody's.
        let request = js::request("https://room.invalid/", "POST", &headers, &order.to_json().to_string().into())?;
        let mut response = self.stub.fetch_with_request(request).await?;
        Ok((response.status_code(), response.text().await?))
    }
}

impl Reach for Far {
    fn obey(&self, order: Order) -> LocalBoxFuture<'_, Result<Reply, Error>> {
        Box::pin(async move {
            let (status, text) = self.send(&order).await.map_err(|error| {
                console_error!("ferrosync: room {}: {error}", self.sync_id);
                Error::Unavailable { mid: order.mid() }
            })?;
            let body: Value = serde_json::from_str(&text).unwrap_or_default();
            if status != 200 {
                return Err(error_of(&body));
            }
            Reply::from_json(&body).ok_or(Error::Internal)
        })
    }
}

/// The order that a body holds.
pub(super) fn read(body: &[u8]) -> Result<Order, Error> {
    let order = from_bytes(body).ok().and_then(Order::from_json);
    order.ok_or_else(|| Error::Malformed("this is no order".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::{super::caller::INTERNAL, HEADER};

    #[test]
    fn s1_no_order_comes_from_outside() {
        assert!(HEADER.starts_with(INTERNAL));
    }
}
