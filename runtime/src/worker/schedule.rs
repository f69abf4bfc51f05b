//! What the object does when its alarm goes off.

use std::rc::Rc;

use ::worker::console_error;
use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::future_to_promise;

use super::RoomObject;
use crate::{
    protocol::Error,
    room::{Host, kept_sync_id},
};

impl RoomObject {
    /// Does what the object's one alarm was set for. If it fails, the runtime calls again: it rejects where the room cannot be
    /// read.
    pub fn alarm(self: &Rc<Self>) -> Promise {
        let object = Rc::clone(self);
        future_to_promise(async move {
            let done = object.ring().await;
            done.map(|()| JsValue::UNDEFINED).map_err(|error| JsValue::from(error.to_string()))
        })
    }

    async fn ring(&self) -> Result<(), Error> {
        // An alarm tells nothing but that its time has come: not even whose room this is.
        let known = self.room.get().map(|room| room.sync_id().clone()).or_else(|| self.sockets.sync_id().cloned());
        let sync_id = match known {
            Some(sync_id) => Some(sync_id),
            None => kept_sync_id(&self.host.recall().await),
        };
        let Some(sync_id) = sync_id else {
            console_error!("ferrosync: an alarm went off in an object without a room");
            return Ok(());
        };
        self.tell_survivors(Some(&sync_id)).await;
        let room = self.room(&sync_id).await?;
        let due = room.alarm().await?;
        if let Some(at) = due.app {
            room.ring().await;
            room.finish_app_alarm(at).await;
        }
        Ok(())
    }
}
