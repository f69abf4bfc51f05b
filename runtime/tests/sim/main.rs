//! The simulator: random histories of rooms with all that can go wrong in them, and the laws that hold all the same.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod backup;
mod book;
mod bugs;
mod client;
mod history;
mod laws;
mod list;
mod model;
mod ops;
mod schema;
mod seen;
mod site;
mod step;
mod witness;
