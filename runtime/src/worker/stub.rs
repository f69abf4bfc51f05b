use ::worker::{Env, Method, Request, RequestInit, Stub};
use serde::{Deserialize, Serialize};

use super::{call::header, caller::ascii};
use crate::protocol::SyncId;

/// What the app's own code asks of a room's object. No request from outside gets as far with it.
const HEADER: &str = "x-ferrosync-order";

/// A room, as the app's own code reaches it from a Worker.
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
#[derive(Debug)]
pub struct RoomStub {
    stub: Stub,
    sync_id: SyncId,
}

/// What is asked of the object, and of which room it is.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Order {
    pub(super) sync_id: String,
    /// The user whose sockets are to be closed.
    pub(super) revoke: String,
}

impl RoomStub {
    /// The room of this sync id, in the Durable Object binding that the app's `.rooms_in(..)` names.
    ///
    /// # Errors
    /// Where there is no such binding, or the sync id is none.
    pub fn new(env: &Env, binding: &str, sync_id: &str) -> ::worker::Result<Self> {
        let sync_id = SyncId::parse(sync_id).map_err(|error| error.to_string())?;
        let stub = env.durable_object(binding)?.id_from_name(sync_id.as_str())?.get_stub()?;
        Ok(Self { stub, sync_id })
    }

    /// Closes a user's sockets to this room at once, with 4403: their clients do not come back. Says how many there
    /// were.
    ///
    /// It takes no right away: that is for the data that the app's `authorize` looks at, and before this is called.
    ///
    /// # Errors
    /// Where the object cannot be reached; then nobody knows whether it has done it.
    pub async fn revoke(&self, user_id: &str) -> ::worker::Result<usize> {
        let order = Order { sync_id: self.sync_id.as_str().to_owned(), revoke: user_id.to_owned() };
        let mut init = RequestInit::new();
        init.with_method(Method::Post);
        init.headers.set(HEADER, &ascii(&serde_json::to_string(&order)?))?;
        // Objects are reached by their stub; the name is nobody's.
        let request = Request::new_with_init("https://room.invalid/", &init)?;
        let mut response = self.stub.fetch_with_request(request).await?;
        let text = response.text().await?;
        text.parse().map_err(|_| format!("the room answered {}", response.status_code()).into())
    }
}

impl Order {
    /// The order that a request brings, if it is one.
    pub(super) fn of(request: &Request) -> Option<Self> {
        serde_json::from_str(&header(request, HEADER)?).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::{super::caller::INTERNAL, HEADER};

    #[test]
    fn s1_no_order_comes_from_outside() {
        assert!(HEADER.starts_with(INTERNAL));
    }
}
