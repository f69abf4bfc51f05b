use std::{
    cell::{Cell, OnceCell, RefCell},
    rc::Rc,
};

use ::worker::{State, WebSocket, console_error};
use js_sys::JsString;

use super::{attachment, js};
use crate::{
    protocol::SyncId,
    room::{Connection, Seat, Sockets},
};

/// Closes a socket that could not take a frame: its client comes back and asks for what it missed.
const SEND_FAILED: u16 = 1011;

/// The sockets of one object: those that it accepted, and those that an object before it did. The runtime keeps them while
/// the object sleeps.
#[derive(Debug, Clone)]
pub(super) struct ObjectSockets(Rc<Inner>);

#[derive(Debug)]
struct Inner {
    state: Rc<State>,
    sync_id: OnceCell<SyncId>,
    /// In the order in which they came, which is that of their numbers.
    open: RefCell<Vec<ObjectSocket>>,
    next: Cell<u32>,
}

/// One of them. Shared, because a copy of what JavaScript holds is made there.
#[derive(Debug, Clone)]
pub(super) struct ObjectSocket(Rc<One>);

#[derive(Debug)]
struct One {
    /// By which it is found again: the runtime tells the socket, and to look at all of them would take a call for each.
    number: u32,
    socket: WebSocket,
    seat: Seat,
    sync_id: SyncId,
}

impl ObjectSockets {
    /// Finds those that outlived the object before this one.
    pub(super) fn new(state: Rc<State>) -> Self {
        let sockets = state.as_raw().get_websockets().unwrap_or_default();
        let inner = Inner { state, sync_id: OnceCell::new(), open: RefCell::default(), next: Cell::default() };
        let found = Self(Rc::new(inner));
        for socket in sockets.into_iter().map(WebSocket::from) {
            let text: Option<String> = socket.deserialize_attachment().ok().flatten();
            let Some((sync_id, seat)) = text.and_then(|text| attachment::parse(&text)) else {
                // Nobody can tell what it may see.
                close(&socket, SEND_FAILED, "this connection is not known");
                continue;
            };
            let _ = found.0.sync_id.set(sync_id.clone());
            found.take_in(found.number(socket, seat, sync_id));
        }
        found
    }

    fn number(&self, socket: WebSocket, seat: Seat, sync_id: SyncId) -> ObjectSocket {
        let number = self.0.next.get();
        self.0.next.set(number + 1);
        js::number(&socket, number);
        ObjectSocket(Rc::new(One { number, socket, seat, sync_id }))
    }

    fn take_in(&self, socket: ObjectSocket) {
        self.0.open.borrow_mut().push(socket);
    }

    /// The room that the first of them is in.
    pub(super) fn sync_id(&self) -> Option<&SyncId> {
        self.0.sync_id.get()
    }

    /// Accepts a socket and sends its first frame.
    pub(super) fn accept(
        &self,
        socket: &WebSocket,
        sync_id: &SyncId,
        seat: Seat,
        first_frame: &str,
    ) -> ::worker::Result<()> {
        self.0.state.as_raw().accept_websocket(socket.as_ref())?;
        let one = self.number(socket.clone(), seat, sync_id.clone());
        let accepted = one.attach().and_then(|()| socket.send_with_str(first_frame));
        match accepted {
            Ok(()) => self.take_in(one),
            Err(_) => close(socket, SEND_FAILED, "this connection could not be kept"),
        }
        accepted
    }

    /// The one that the runtime calls so.
    pub(super) fn find(&self, socket: &WebSocket) -> Option<ObjectSocket> {
        let open = self.0.open.borrow();
        place(&open, socket).map(|place| open[place].clone())
    }

    /// It is closed: by its client, by the network or by us.
    pub(super) fn forget(&self, socket: &WebSocket) {
        let mut open = self.0.open.borrow_mut();
        if let Some(place) = place(&open, socket) {
            open.remove(place);
        }
    }
}

fn place(open: &[ObjectSocket], socket: &WebSocket) -> Option<usize> {
    let number = js::number_of(socket)?;
    open.binary_search_by_key(&number, |one| one.0.number).ok()
}

impl ObjectSocket {
    pub(super) fn sync_id(&self) -> &SyncId {
        &self.0.sync_id
    }

    fn attach(&self) -> ::worker::Result<()> {
        self.0.socket.serialize_attachment(attachment::text(&self.0.sync_id, &self.0.seat))
    }
}

impl Connection for ObjectSocket {
    fn seat(&self) -> &Seat {
        &self.0.seat
    }

    fn save(&self) -> bool {
        match self.attach() {
            Ok(()) => true,
            Err(error) => {
                console_error!("ferrosync: a socket's attachment was not written: {error}");
                false
            }
        }
    }
}

impl Sockets for ObjectSockets {
    type Connection = ObjectSocket;

    fn list(&self) -> Vec<ObjectSocket> {
        self.0.open.borrow().clone()
    }

    fn send(&self, to: &[ObjectSocket], frame: &str) {
        if to.is_empty() {
            return;
        }
        let text = JsString::from(frame);
        for connection in to {
            if js::send(&connection.0.socket, &text).is_err() {
                self.close(connection, SEND_FAILED, "a frame could not be sent");
            }
        }
    }

    fn close(&self, connection: &ObjectSocket, code: u16, reason: &str) {
        self.forget(&connection.0.socket);
        close(&connection.0.socket, code, reason);
    }
}

/// Closes a socket, whoever knows of it.
pub(super) fn close(socket: &WebSocket, code: u16, reason: &str) {
    // It fails where the socket is closed already, and that is what was wanted.
    let _ = socket.close(Some(code), Some(reason));
}
