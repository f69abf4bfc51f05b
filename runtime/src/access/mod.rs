#![doc = include_str!("access.md")]
// Plain Rust, for any environment: nothing in here knows Cloudflare.

mod app;
mod door;
mod functions;
mod gate;
mod head;
mod identity;
mod keeper;
mod limits;
pub mod middleware;
mod origins;
mod pass;
mod patience;
mod preset;
mod reader;
mod refusal;
mod settings;
mod what;

pub use app::{NeedsAccess, Platform, Ready, SyncApp, Wired, Wiring};
pub use door::Admission;
pub use gate::Gate;
pub use head::Head;
pub use identity::{Identity, Permission};
pub use keeper::Keeper;
pub use limits::{Limits, Rate};
pub use origins::{Origins, Verdict};
pub use pass::{Known, Pass, Reads};
pub use patience::Patience;
pub use preset::{Preset, default_sync_access_validator};
pub use reader::Reader;
pub use refusal::Refusal;
pub use settings::{Settings, Storage};
pub use what::{Access, What};
