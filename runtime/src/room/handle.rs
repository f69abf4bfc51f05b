use core::fmt;
use std::rc::Rc;

use super::{
    Repository, Transaction,
    orders::{Kind, Order, Reach, Reply},
};
use crate::{
    json::json,
    protocol::{Error, Seq, SyncId},
    schema::{Entity, Timestamp},
};

/// A room as the app's own code has it, inside the room's object and elsewhere alike.
///
/// What is written through it is validated, logged, published and answered like any client's mutation: everyone sees it
/// live. The app's middleware is not asked: it is for what clients send.
///
/// ```
/// use ferrosync::{protocol::Error, room::RoomHandle, schema::*};
///
/// sync_collections![
///     #[collection(single_tenant)]
///     pub struct Todo { pub id: Uuid, pub title: String, #[default(false)] pub completed: bool }
/// ];
///
/// /// Completes all that is open: one mutation, one step for everyone who looks.
/// async fn complete_all(room: &RoomHandle) -> Result<usize, Error> {
///     let todos = room.collection::<Todo>();
///     let open: Vec<String> =
///         todos.find_all().await?.iter().filter(|todo| !todo.completed).map(|todo| todo.id.to_string()).collect();
///     let done = TodoPatch { completed: Some(true), ..TodoPatch::default() };
///     let patches: Vec<_> = open.iter().map(|id| (id.as_str(), done.clone())).collect();
///     if !patches.is_empty() {
///         todos.bulk_update(&patches).await?;
///     }
///     Ok(patches.len())
/// }
/// ```
#[derive(Clone)]
pub struct RoomHandle {
    sync_id: SyncId,
    reach: Rc<dyn Reach>,
}

impl RoomHandle {
    /// The room that is found so.
    pub fn new(sync_id: SyncId, reach: Rc<dyn Reach>) -> Self {
        Self { sync_id, reach }
    }

    pub fn sync_id(&self) -> &SyncId {
        &self.sync_id
    }

    /// Typed access to one collection: `room.collection::<Todo>()`.
    pub fn collection<E: Entity>(&self) -> Repository<E> {
        Repository::new(self.clone())
    }

    /// A mutation of several rows and collections: all of it or nothing.
    pub fn transaction(&self) -> Transaction {
        Transaction::new(self.clone())
    }

    /// Tells everyone of rows that somebody wrote beside the room (a console, a script, another program): those that are
    /// there as updates, those that are gone as deletes. At most 1,000 at once.
    ///
    /// It reads the rows, and in a collection with scopes the log as well, which knows in which scope they were.
    ///
    /// # Errors
    /// `VALIDATION` for what is no id, `NOT_FOUND` for a collection that has no rows here, and `UNAVAILABLE`.
    pub async fn touch<E: Entity>(&self, ids: &[&str]) -> Result<Seq, Error> {
        let collection = E::COLLECTION.name.to_owned();
        Ok(self.obey(Kind::Touch { collection, ids: json!(ids) }).await?.seq)
    }

    /// Has everyone read all of the room anew: after a restore, or after more was written beside it than can be named.
    ///
    /// # Errors
    /// `UNAVAILABLE`, and then nobody knows.
    pub async fn reset(&self) -> Result<Seq, Error> {
        Ok(self.obey(Kind::Reset).await?.seq)
    }

    /// Closes a user's sockets at once, with 4403: their clients do not come back. Says how many there were.
    ///
    /// It takes no right away: that is for the data that the app's `authorize` looks at, and before this is called.
    ///
    /// # Errors
    /// Where the room cannot be reached; then nobody knows whether it was done.
    pub async fn revoke(&self, user_id: &str) -> Result<u64, Error> {
        Ok(self.reach.obey(Order::revoke(user_id)).await?.closed)
    }

    /// Wakes the room at this time and runs the app's alarm hook; `None` for never. The last word counts: there is one
    /// such time a room, kept beyond the life of its object.
    ///
    /// # Errors
    /// Where it could not be kept.
    pub async fn set_alarm(&self, at: Option<Timestamp>) -> Result<(), Error> {
        self.obey(Kind::Alarm { at: at.map(Timestamp::as_millis) }).await.map(|_| ())
    }

    pub(super) async fn obey(&self, order: Kind) -> Result<Reply, Error> {
        self.reach.obey(Order(order)).await
    }
}

impl fmt::Debug for RoomHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RoomHandle").field("sync_id", &self.sync_id).finish_non_exhaustive()
    }
}
