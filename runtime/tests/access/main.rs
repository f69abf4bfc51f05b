//! Who is let in: the way to a room over HTTP and over sockets, and the rights of those who stay.
#![allow(clippy::unwrap_used, clippy::panic)]

mod common;
mod door;
mod errors;
mod listeners;
mod middleware;
mod order;
mod presets;
mod scopes;
