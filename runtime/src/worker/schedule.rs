//! What the object does when its alarm goes off.

use ::worker::{Response, console_error};

use super::RoomObject;
use crate::room::{Host, kept_sync_id};

impl RoomObject {
    /// Does what the object's one alarm was set for. If it fails, the runtime calls again.
    ///
    /// # Errors
    /// Where the room cannot be read.
    pub async fn alarm(&self) -> ::worker::Result<Response> {
        // An alarm tells nothing but that its time has come: not even whose room this is.
        let known = self.room.get().map(|room| room.sync_id().clone()).or_else(|| self.sockets.sync_id().cloned());
        let sync_id = match known {
            Some(sync_id) => Some(sync_id),
            None => kept_sync_id(&self.host.recall().await),
        };
        let Some(sync_id) = sync_id else {
            console_error!("ferrosync: an alarm went off in an object without a room");
            return Response::empty();
        };
        self.tell_survivors(Some(&sync_id)).await;
        let room = self.room(&sync_id).await.map_err(|error| error.to_string())?;
        let due = room.alarm().await.map_err(|error| error.to_string())?;
        if let Some(at) = due.app {
            room.ring().await;
            room.finish_app_alarm(at).await;
        }
        Response::empty()
    }
}
