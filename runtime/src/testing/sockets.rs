use std::{cell::RefCell, rc::Rc};

use crate::room::Sockets;

/// The sockets of a room. They outlive its objects, as sockets that hibernate do.
#[derive(Debug, Clone, Default)]
pub struct TestSockets(Rc<RefCell<Vec<TestSocket>>>);

/// One end of a socket: what it was sent.
#[derive(Debug, Clone, Default)]
pub struct TestSocket(Rc<RefCell<Inner>>);

#[derive(Debug, Default)]
struct Inner {
    frames: Vec<String>,
    closed: Option<(u16, String)>,
}

impl TestSockets {
    pub(super) fn add(&self, socket: TestSocket) {
        self.0.borrow_mut().push(socket);
    }
}

impl TestSocket {
    pub(super) fn receive(&self, frame: &str) {
        self.0.borrow_mut().frames.push(frame.to_owned());
    }

    /// The frames that came up to now, as JSON.
    ///
    /// # Panics
    /// When a frame is no JSON.
    pub fn frames(&self) -> Vec<serde_json::Value> {
        let parse = |frame: &String| serde_json::from_str(frame).unwrap_or_else(|error| panic!("{error}: {frame}"));
        self.0.borrow().frames.iter().map(parse).collect()
    }

    /// The changes of all broadcasts that came up to now, in order.
    pub fn changes(&self) -> Vec<serde_json::Value> {
        let changes = |frame: serde_json::Value| frame["changes"].as_array().cloned().unwrap_or_default();
        self.frames().into_iter().flat_map(changes).collect()
    }

    /// The code and reason it was closed with.
    pub fn closed(&self) -> Option<(u16, String)> {
        self.0.borrow().closed.clone()
    }
}

impl Sockets for TestSockets {
    type Connection = TestSocket;

    fn list(&self) -> Vec<TestSocket> {
        self.0.borrow().iter().filter(|socket| socket.closed().is_none()).cloned().collect()
    }

    fn send(&self, to: &[TestSocket], frame: &str) {
        for socket in to {
            socket.receive(frame);
        }
    }

    fn close(&self, connection: &TestSocket, code: u16, reason: &str) {
        connection.0.borrow_mut().closed = Some((code, reason.to_owned()));
    }
}
