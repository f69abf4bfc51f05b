//! What anybody may send, and what nobody would: bytes, and valid inputs with something broken in them. Nothing panics, nothing is
//! our own failure, and what stands in the tables is still what the schema says.
//!
//! Every suite begins with its corpus. `FERROSYNC_FUZZ` is how many inputs all suites together try after that.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod bodies;
mod corpus;
mod cursors;
mod edit;
mod frames;
mod kept;
mod requests;
mod router;
mod runs;
mod schema;
mod site;

#[path = "../support/http.rs"]
mod http;
