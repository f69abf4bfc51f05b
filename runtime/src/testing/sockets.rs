use std::{cell::RefCell, rc::Rc};

use crate::{
    access::Pass,
    room::{Connection, Seat, Sockets},
};

/// What the runtime keeps with a socket.
const ATTACHMENT_BYTES: usize = 16_384;

/// The sockets of a room. They outlive its objects, as sockets that hibernate do.
#[derive(Debug, Clone, Default)]
pub struct TestSockets(Rc<RefCell<Vec<TestSocket>>>);

/// One end of a socket: what it was sent.
#[derive(Debug, Clone)]
pub struct TestSocket {
    inner: Rc<RefCell<Inner>>,
    seat: Rc<Seat>,
}

#[derive(Debug, Default)]
struct Inner {
    frames: Vec<String>,
    closed: Option<(u16, String)>,
    /// What the attachment says.
    kept: String,
}

impl TestSockets {
    /// Opens a socket with its first frame, as a platform does that a room lets somebody in through.
    pub fn accept(&self, seat: Seat, first_frame: &str) -> TestSocket {
        let socket = TestSocket::new(seat);
        socket.receive(first_frame);
        self.0.borrow_mut().push(socket.clone());
        socket
    }

    /// Closes every socket without a word of the room's, as when a machine is lost.
    pub fn close_all(&self) {
        for socket in self.list() {
            self.close(&socket, 1006, "");
        }
    }

    /// The socket as the living object knows it.
    pub fn find(&self, socket: &TestSocket) -> Option<TestSocket> {
        self.0.borrow().iter().find(|one| Rc::ptr_eq(&one.inner, &socket.inner)).cloned()
    }

    /// The object that knew them is gone: the next one knows what was saved.
    pub fn outlive(&self) {
        for socket in self.0.borrow_mut().iter_mut() {
            let kept = Seat::parse(&socket.inner.borrow().kept);
            socket.seat = Rc::new(kept.unwrap_or_else(|| panic!("a seat is not read back")));
        }
    }
}

impl TestSocket {
    pub(super) fn new(seat: Seat) -> Self {
        let socket = Self { inner: Rc::default(), seat: Rc::new(seat) };
        socket.save();
        socket
    }

    /// One that nobody has let in.
    pub(super) fn outside() -> Self {
        Self::new(Seat::new(Pass::default(), 0))
    }

    pub(super) fn receive(&self, frame: &str) {
        self.inner.borrow_mut().frames.push(frame.to_owned());
    }

    /// The frames that came up to now, as JSON.
    ///
    /// # Panics
    /// When a frame is no JSON.
    pub fn frames(&self) -> Vec<serde_json::Value> {
        self.frames_from(0)
    }

    /// The same without the first so many.
    ///
    /// # Panics
    /// When a frame is no JSON.
    pub fn frames_from(&self, first: usize) -> Vec<serde_json::Value> {
        let parse = |frame: &String| serde_json::from_str(frame).unwrap_or_else(|error| panic!("{error}: {frame}"));
        self.inner.borrow().frames.iter().skip(first).map(parse).collect()
    }

    /// How many frames came up to now.
    pub fn count(&self) -> usize {
        self.inner.borrow().frames.len()
    }

    /// The texts that came after the first so many.
    pub fn texts_after(&self, count: usize) -> Vec<String> {
        self.inner.borrow().frames.get(count..).unwrap_or_default().to_vec()
    }

    /// The changes of all broadcasts that came up to now, in order.
    pub fn changes(&self) -> Vec<serde_json::Value> {
        let changes = |frame: serde_json::Value| frame["changes"].as_array().cloned().unwrap_or_default();
        self.frames().into_iter().flat_map(changes).collect()
    }

    /// Its client goes away.
    pub fn hang_up(&self) {
        self.inner.borrow_mut().closed = Some((1000, String::new()));
    }

    /// The frames of one type that came up to now.
    pub fn frames_of(&self, kind: &str) -> Vec<serde_json::Value> {
        self.frames().into_iter().filter(|frame| frame["type"] == kind).collect()
    }

    /// The code and reason it was closed with.
    pub fn closed(&self) -> Option<(u16, String)> {
        self.inner.borrow().closed.clone()
    }
}

impl Connection for TestSocket {
    fn seat(&self) -> &Seat {
        &self.seat
    }

    fn save(&self) -> bool {
        let text = self.seat.text();
        let fits = text.len() <= ATTACHMENT_BYTES;
        if fits {
            self.inner.borrow_mut().kept = text;
        }
        fits
    }
}

impl Sockets for TestSockets {
    type Connection = TestSocket;

    fn list(&self) -> Vec<TestSocket> {
        self.0.borrow().iter().filter(|socket| socket.closed().is_none()).cloned().collect()
    }

    fn send(&self, to: &[TestSocket], frame: &str) {
        for socket in to.iter().filter(|socket| socket.closed().is_none()) {
            socket.receive(frame);
        }
    }

    fn close(&self, connection: &TestSocket, code: u16, reason: &str) {
        assert!(reason.len() <= 123, "a reason has at most 123 bytes");
        connection.inner.borrow_mut().closed = Some((code, reason.to_owned()));
    }
}
