//! What happens in rooms, for operators: typed events, and what becomes of them.
//!
//! An app hands [`SyncApp::observe`](crate::access::SyncApp::observe) as many sinks as it likes. A sink is a function of
//! a room, an [`Event`] and the environment; [`lines`] makes one that writes a line of JSON an event.
//!
//! ```
//! use ferrosync::{access::{Ready, SyncApp}, observe::{Event, lines}, protocol::SyncId, schema::Schema};
//! # struct Env;
//! # impl Env { fn count(&self, _: &str) {} }
//!
//! fn app(schema: Schema) -> SyncApp<Ready, (), (), Env> {
//!     SyncApp::new(schema)
//!         .observe(|_: &SyncId, event: &Event<'_>, env: &Env| {
//!             if let Event::Refusal { code, .. } = event {
//!                 env.count(code);
//!             }
//!         })
//!         .observe(lines(|line| println!("{line}")))
//!         .public()
//! }
//! ```

mod event;
mod line;
mod watch;

pub use event::{Event, Observer};
pub use line::{line, lines};
pub use watch::{Sink, Watch};
