//! What the engine needs of the world. Nothing else in `room/` takes time, chance or I/O from anywhere.

use core::{fmt, time::Duration};

use futures_util::future::LocalBoxFuture;
use serde_json::Value;

use super::Seat;
use crate::{
    access::{Pass, Refusal, What},
    protocol::SyncId,
    sql::{Results, Statement},
};

/// Atomic batches of SQL: D1, the object's own SQLite, or rusqlite on the host.
pub trait Database {
    /// Runs the statements in order, in one transaction: all of them or none.
    ///
    /// # Errors
    /// [`DatabaseError`] says whether it is certain that nothing was written.
    fn batch(&self, statements: Vec<Statement>) -> impl Future<Output = Result<Vec<Results>, DatabaseError>>;

    /// Whether it is the object's own: then a batch costs no round trip, all batches of one event are one commit, and its
    /// tables are made by the app itself.
    fn is_local(&self) -> bool {
        false
    }

    /// The bytes that it takes up, where the database says so.
    fn bytes(&self) -> Option<u64> {
        None
    }
}

/// Why a batch gave no results.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DatabaseError {
    /// The database said no, and nothing of the batch was written. Holds SQLite's message.
    #[error("{0}")]
    Refused(String),
    /// Nobody knows whether the batch was committed.
    #[error("{0}")]
    Unknown(String),
}

impl DatabaseError {
    /// Sorts an error by its message, which is all that D1 and object storage give.
    ///
    /// A message of SQLite's own means that the transaction was rolled back. Anything else (a lost connection, a
    /// reset object, a time limit) may have come after the commit.
    pub fn from_message(message: impl Into<String>) -> Self {
        const CERTAIN: [&str; 6] =
            ["constraint failed", "SQLITE_", "no such table", "no such column", "syntax error", "too big"];
        let message = message.into();
        if CERTAIN.iter().any(|text| message.contains(text)) { Self::Refused(message) } else { Self::Unknown(message) }
    }
}

/// The sockets of one room.
pub trait Sockets {
    type Connection: Connection;

    /// Those that are open now.
    fn list(&self) -> Vec<Self::Connection>;

    /// Sends one text to many. A socket that cannot take it is closed, so that its client comes back and asks;
    /// it never keeps the others from getting theirs.
    fn send(&self, to: &[Self::Connection], frame: &str);

    fn close(&self, connection: &Self::Connection, code: u16, reason: &str);
}

/// One open socket. Clones are the same socket.
pub trait Connection: Clone {
    /// What the room knows of it.
    fn seat(&self) -> &Seat;

    /// Keeps what the seat says now ([`Seat::text`]) beyond the life of the object. `false` where it is more than a socket
    /// can keep.
    fn save(&self) -> bool;
}

/// Looks at the rights of those who listen and of what they send.
pub trait Doorkeeper {
    /// How old the last look at a socket's rights may be when it is told something.
    fn every(&self) -> Duration;

    /// Whether they may still listen, and to what.
    fn ask(&self, room: &SyncId, pass: &Pass) -> LocalBoxFuture<'static, Standing>;

    /// Whether they may do this, as it is asked before a request over HTTP; gives the app's access value for it.
    fn may(&self, room: &SyncId, pass: &Pass, what: What<'_>) -> LocalBoxFuture<'static, Result<Value, Refusal>>;
}

impl fmt::Debug for dyn Doorkeeper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Doorkeeper")
    }
}

/// What became of a listener's rights.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    Same,
    /// More, less, or with another access value: the socket is to come in anew.
    Changed,
    /// They may not listen any more.
    Refused,
    /// Nobody knows them any more.
    Unknown,
    /// It could not be found out, for this cause.
    Failed(String),
}

/// Time, chance and tasks.
pub trait Host {
    /// Milliseconds since 1970 UTC.
    fn now(&self) -> i64;

    fn random(&self, bytes: &mut [u8]);

    /// Ends after the events that wait now have been handled (a macrotask).
    fn pause(&self) -> LocalBoxFuture<'static, ()>;

    /// Ends after this time, in which events are handled; a test's ends with the next event.
    fn linger(&self, time: Duration) -> LocalBoxFuture<'static, ()>;

    /// Ends after this time.
    fn sleep(&self, time: Duration) -> LocalBoxFuture<'static, ()>;

    /// Wakes the object at this time (milliseconds since 1970), alive or not; `None` for never. There is one alarm a room.
    fn set_alarm(&self, at: Option<i64>) -> LocalBoxFuture<'static, ()>;

    /// What was kept last, by this object or by one before it; an empty text where nothing was.
    fn recall(&self) -> LocalBoxFuture<'static, String>;

    /// Keeps a text beyond the life of the object, in place of the one before.
    fn keep(&self, text: &str) -> LocalBoxFuture<'static, ()>;

    /// Runs a future on its own, for as long as the object lives.
    fn spawn(&self, task: LocalBoxFuture<'static, ()>);

    /// A line for the operator.
    fn log(&self, line: &str);
}
