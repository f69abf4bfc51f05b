use core::fmt;

use crate::protocol::{Action, MutationId, Seq, SyncId, UserId};

/// Sees what happens in a room. It is called in the middle of it: what it does should be short, and cannot fail.
pub trait Observer {
    fn see(&self, room: &SyncId, event: &Event<'_>);
}

impl fmt::Debug for dyn Observer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Observer")
    }
}

/// Something that happened in a room. Times are milliseconds.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Event<'a> {
    /// A mutation was committed, or found committed before: one event for each that asked for it. One of
    /// several parts is told by its first, with the rows of all.
    Mutation {
        /// The request that brought it; `None` where the app's own code did.
        request: Option<&'a str>,
        mid: &'a MutationId,
        user: Option<&'a UserId>,
        collection: &'a str,
        action: Action,
        seq: Seq,
        rows: usize,
        replayed: bool,
        /// From its arrival to its answer.
        took: i64,
    },
    /// A mutation was refused, or its outcome is not known: `code` is the wire's.
    Refusal {
        request: Option<&'a str>,
        mid: Option<&'a MutationId>,
        user: Option<&'a UserId>,
        collection: &'a str,
        action: Action,
        code: &'static str,
        took: i64,
    },
    /// A group of mutations was committed in one batch and told to the sockets.
    Flush {
        first: Seq,
        last: Seq,
        mutations: usize,
        refused: usize,
        sockets: usize,
        rows_read: u64,
        rows_written: u64,
        took: i64,
    },
    /// A socket was let in.
    Connected { user: Option<&'a UserId>, sockets: usize },
    /// A socket was closed, by its client or by us.
    Disconnected { user: Option<&'a UserId>, code: u16, sockets: usize },
    /// A client that was away got the difference.
    Delta { collection: &'a str, from: Seq, to: Seq, rows: usize, removed: usize },
    /// A client that was away has to read everything again.
    Reset { collection: &'a str, reason: &'static str },
}
