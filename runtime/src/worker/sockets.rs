use std::rc::Rc;

use ::worker::{State, WebSocket};
use js_sys::JsString;

use super::js;
use crate::room::Sockets;

/// Closes a socket that could not take a frame: its client comes back and asks for what it missed.
const SEND_FAILED: u16 = 1011;

/// The sockets that one object has accepted. The runtime keeps them while the object sleeps.
#[derive(Debug, Clone)]
pub(super) struct ObjectSockets(Rc<State>);

impl ObjectSockets {
    pub(super) fn new(state: Rc<State>) -> Self {
        Self(state)
    }
}

impl Sockets for ObjectSockets {
    type Connection = WebSocket;

    fn list(&self) -> Vec<WebSocket> {
        let sockets = self.0.as_raw().get_websockets().unwrap_or_default();
        sockets.into_iter().map(WebSocket::from).collect()
    }

    fn send(&self, to: &[WebSocket], frame: &str) {
        let text = JsString::from(frame);
        for socket in to {
            if js::send(socket, &text).is_err() {
                self.close(socket, SEND_FAILED, "a frame could not be sent");
            }
        }
    }

    fn close(&self, connection: &WebSocket, code: u16, reason: &str) {
        // It fails where the socket is closed already, and that is what was wanted.
        let _ = connection.close(Some(code), Some(reason));
    }
}
