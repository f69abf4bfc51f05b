//! Live, shared data for React on Cloudflare Workers.
//!
//! Collections are declared in one Rust file with [`schema::sync_collections!`]. This crate is what the generated
//! code and the app call: the schema as data, the engine that keeps rooms ([`room`]), and the Worker around it.

// The macro's output names this crate by its path; so do this crate's own tests.
extern crate self as ferrosync;

pub mod access;
mod all;
pub mod api;
mod gather;
mod json;
mod map;
pub mod observe;
pub mod prelude;
mod print;
pub mod protocol;
pub mod room;
pub mod schema;
pub mod sql;
#[cfg(feature = "testing")]
pub mod testing;
pub mod validate;
#[cfg(feature = "worker")]
pub mod worker;

/// What `sync_collections!` writes refers to; no part of the API.
#[doc(hidden)]
pub mod __private {
    #[cfg(not(feature = "ts"))]
    pub use ferrosync_macros::NoTs as TS;
    pub use serde;
    #[cfg(feature = "ts")]
    pub use ts_rs;
    #[cfg(feature = "ts")]
    pub use ts_rs::TS;
}
