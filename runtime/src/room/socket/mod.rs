//! What a client says over its socket, and what it is owed for it.
//!
//! Frames of one socket are handled in the order they came, one after the other. A mutation is handled when it has its
//! place in the room's order; its answer is sent when it comes.

mod acks;
mod audience;
mod flow;
mod inbox;
mod mutate;
mod resume;
mod waiting;

pub(super) use acks::Acks;
pub(super) use audience::{Audience, Subscription};
pub(super) use flow::{Flow, Way};
pub(super) use inbox::Inbox;
pub(super) use waiting::{Hold, Missed, Waiting};

use std::rc::Rc;

use serde_json::Value;

use super::{
    Caller, Room,
    effects::{Connection, Database, Host, Sockets},
    rates::{Payer, Toll, TooFast},
};
use crate::{
    access::Pass,
    protocol::{ClientFrame, Error, Frame, Seq},
};

/// Close codes: the client breaks the protocol; a frame is too large; it asks too often.
const BROKEN: u16 = 1008;
const TOO_LARGE: u16 = 1009;
const TOO_OFTEN: u16 = 4429;

/// Why a socket is closed: what its client is told first, and the code.
#[derive(Debug)]
struct Failure {
    error: Error,
    code: u16,
}

impl Failure {
    /// A frame that no client of ours sends.
    fn broken(error: Error) -> Self {
        let code = if matches!(error, Error::TooLarge(_)) { TOO_LARGE } else { BROKEN };
        Self { error, code }
    }

    /// Who asks again and again although they were told.
    fn too_often(error: Error) -> Self {
        Self { error, code: TOO_OFTEN }
    }

    /// What is no fault of the client's: it is to come again.
    fn ours(error: Error) -> Self {
        Self { error, code: super::listeners::FAILED }
    }
}

/// Takes in a frame, before anything is awaited: so the order in which frames are handled is that in which they came.
/// [`Room::serve`] handles it.
pub fn take_in(connection: &impl Connection, frame: String) {
    let was_asking = is_asking(connection);
    connection.seat().inbox.borrow_mut().push(frame);
    if !was_asking && is_asking(connection) {
        connection.save();
    }
}

fn is_asking(connection: &impl Connection) -> bool {
    connection.seat().inbox.borrow().is_asking()
}

impl<D: Database + 'static, S: Sockets + 'static, H: Host + 'static> Room<D, S, H> {
    /// Takes a frame of a client, and handles it when those before it are.
    pub fn receive(&self, connection: &S::Connection, frame: &str) {
        take_in(connection, frame.to_owned());
        self.serve(connection);
    }

    /// Handles the frames that a socket's seat has [received](super::Seat::receive), in a task of its own.
    pub fn serve(&self, connection: &S::Connection) {
        if !connection.seat().inbox.borrow_mut().take_up() {
            return;
        }
        let (room, connection) = (self.clone(), connection.clone());
        self.0.host.spawn(Box::pin(async move {
            let mut ahead = None;
            while let Some(frame) = ahead.take().or_else(|| room.next_frame(&connection)) {
                let handled = match frame {
                    Ok(ClientFrame::Mutate { mutations }) => {
                        // Frames that wait are asked about together.
                        let mut frames = vec![mutations];
                        ahead = room.next_frame(&connection);
                        while let Some(Ok(ClientFrame::Mutate { mutations })) = ahead {
                            frames.push(mutations);
                            ahead = room.next_frame(&connection);
                        }
                        room.mutate_all(&connection, frames).await
                    }
                    Ok(ClientFrame::Resume { subscriptions, pending }) => {
                        room.resume(&connection, &subscriptions, &pending).await
                    }
                    Ok(ClientFrame::Seen { seq }) => {
                        see(&connection, seq);
                        Ok(())
                    }
                    Err(failure) => Err(failure),
                };
                if let Err(failure) = handled {
                    room.fail(&connection, &failure);
                    ahead = None;
                }
            }
            connection.seat().inbox.borrow_mut().lay_down();
        }));
    }

    fn next_frame(&self, connection: &S::Connection) -> Option<Result<ClientFrame, Failure>> {
        let (text, is_overrun) = {
            let mut inbox = connection.seat().inbox.borrow_mut();
            let is_overrun = inbox.is_overrun() && !connection.seat().is_closed();
            (inbox.next(), is_overrun)
        };
        if is_overrun {
            return Some(Err(Failure::too_often(Error::TooFast { retry_after: 1 })));
        }
        let (text, most) = (text?, self.limits().frame_bytes);
        let frame = if text.len() > most {
            Err(Error::TooLarge(format!("a frame has at most {most} bytes")))
        } else {
            ClientFrame::parse(&text)
        };
        let asks = matches!(frame, Ok(ClientFrame::Resume { .. }));
        if asks != inbox::looks_like_resume(&text) {
            connection.seat().inbox.borrow_mut().count_ask(asks);
            connection.save();
        }
        Some(frame.map_err(Failure::broken))
    }

    /// Says what is wrong, and closes.
    fn fail(&self, connection: &S::Connection, failure: &Failure) {
        if connection.seat().is_closed() {
            return;
        }
        let message = failure.error.to_string();
        let frame = Frame::Error { code: failure.error.code().0, message: &message };
        self.0.sockets.send(std::slice::from_ref(connection), &frame.text());
        // A reason has at most 123 bytes; the frame says the rest.
        self.dismiss(connection, failure.code, failure.error.code().0);
    }

    /// Counts what comes over a socket: to its user, or to itself where nobody is known.
    fn charge_for(&self, connection: &S::Connection, toll: Toll) -> Result<(), TooFast> {
        match connection.seat().pass().user_id() {
            Some(user) => self.charge(toll, Payer::User(&user)),
            None => self.charge(toll, Payer::Socket(&connection.seat().number().to_string())),
        }
    }
}

/// The client has taken what it was sent, up to here.
fn see(connection: &impl Connection, seq: Seq) {
    let is_first = {
        let mut flow = connection.seat().flow.borrow_mut();
        let is_first = flow.seen().is_none();
        flow.see(seq);
        is_first
    };
    if is_first {
        // From now on it is judged, by objects after this one too.
        connection.save();
    }
}

/// Who asks, over this socket, with the access value for what they ask.
fn caller_of(connection: &impl Connection, access: Value, request_id: &Rc<str>) -> Caller {
    let user = connection.seat().pass().user.clone();
    Caller { pass: Pass { user, access, ..Pass::default() }, request_id: Rc::clone(request_id), head: None }
}
