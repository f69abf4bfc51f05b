//! What clients say over their sockets, and what they are told: on real SQLite, in a world whose order, time and deaths
//! the tests decide.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod client;
mod common;
mod histories;
mod limits;
mod mutate;
mod resume;
mod rights;
mod scopes;
mod sleep;
mod slow;
mod tenants;

#[path = "../support/http.rs"]
mod http;
