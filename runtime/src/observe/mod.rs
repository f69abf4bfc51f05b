#![doc = include_str!("operations.md")]
// Plain Rust, for any environment: nothing in here knows Cloudflare.

mod event;
mod line;
mod watch;

pub use event::{Event, Observer};
pub use line::{line, lines};
pub use watch::{Sink, Watch};
