//! The frames of a room's sockets, both ways: JSON objects with a `type`, written once.

mod ack;
mod change;
mod client;
mod members;
mod server;
#[cfg(any(test, feature = "ts"))]
pub mod shapes;

pub use ack::{Acked, ack};
pub use change::{Change, Entry, Payload, broadcast};
pub use client::{ClientFrame, Pending, Sent, Subscription};
pub(crate) use members::Members;
pub use server::{DeltaFrame, Frame, Landed};

/// The version of the wire. Another one is an error on the client.
pub const PROTOCOL: u32 = 1;
