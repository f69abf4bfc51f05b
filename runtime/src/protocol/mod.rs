//! The wire: names, ids, requests, answers, frames and errors, written once.

mod action;
mod answer;
pub(crate) mod canonical;
mod cursor;
mod delta;
mod error;
mod fields;
mod frame;
mod ids;
mod mutation;
mod scope;

pub use action::{Action, Verb};
pub use answer::{Answer, Data, Page};
pub use cursor::Cursor;
pub use delta::{Delta, Reason, Since};
pub use error::Error;
pub(crate) use fields::Fields;
pub(crate) use frame::Members;
#[cfg(any(test, feature = "ts"))]
pub use frame::shapes;
pub use frame::{
    Acked, Change, ClientFrame, DeltaFrame, Entry, Frame, Landed, PROTOCOL, Payload, Pending, Sent, Subscription, ack,
    broadcast,
};
pub use ids::{IdError, MutationId, Seq, SyncId, UserId};
pub use mutation::MutationRequest;
pub use scope::Scope;

/// The limits of the design's law L13 that the engine and the router keep.
pub mod limits {
    /// Rows of a list that names no `limit`.
    pub const LIST_DEFAULT: u32 = 1_000;
    /// The most rows that a list may ask for.
    pub const LIST_MAX: u32 = 10_000;
    /// A page ends here even when fewer than `limit` rows stand in it. Bytes of its rows' JSON.
    pub const PAGE_BYTES: u32 = 1_000_000;
    /// Rows and removals of one piece of a delta, together; a seq that alone has as many is not split.
    pub const DELTA_IDS: u32 = 1_000;
    /// Bytes of those, as JSON: so many that a frame can carry them.
    pub const DELTA_BYTES: u32 = 950_000;
    /// Mutation ids that one request may ask about.
    pub const MIDS: usize = 100;
    /// Bytes of a request's body.
    pub const BODY_BYTES: usize = 2_000_000;
    /// Bytes of a frame, either way.
    pub const FRAME_BYTES: usize = 1_000_000;
    /// Lists that a socket subscribes to.
    pub const SUBSCRIPTIONS: usize = 64;
    /// Mutations that a client asks about when it comes back.
    pub const PENDING: usize = 1_000;
    /// Mutations of a frame.
    pub const FRAME_MUTATIONS: usize = 1_000;
    /// Items of a bulk mutation.
    pub const BULK_ITEMS: usize = 1_000;
    /// Bytes of a mutation as the engine hands it to SQLite, which takes texts of up to 2,000,000 bytes, column names included.
    pub const MUTATION_BYTES: usize = 1_900_000;
    /// Mutations that wait in a room.
    pub const QUEUE: usize = 10_000;
    /// Code points of an id of kind text.
    pub const ID_CHARS: usize = 64;
    /// Bytes of an identity, and of an access value, as JSON.
    pub const IDENTITY_BYTES: usize = 4_000;
    /// Sockets that are open to a room.
    pub const SOCKETS: usize = 1_000;
    /// Those of one user among them.
    pub const SOCKETS_PER_USER: usize = 50;
    /// Callers of a room whose rates are counted one by one.
    pub const RATED_CALLERS: usize = 4_096;
}
