//! What operators rely on: errors, limits, times, and what they are told.
#![allow(clippy::unwrap_used, clippy::panic)]

mod common;
mod errors;
mod limits;
mod observe;
mod rates;
mod status;
mod timeouts;
