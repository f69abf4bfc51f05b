//! What an app is made of, and who may use it.
//!
//! Plain Rust: nothing in here knows Cloudflare.

mod app;
mod origins;

pub use app::{NeedsAccess, Ready, Settings, Storage, SyncApp, Wired};
pub use origins::{Origins, Verdict};
