//! A room in a test: the real engine on real SQLite, in a world whose time, chance and order a test controls.
//!
//! [`World`] fires one event after another (a pause that ends, a batch that reaches the database, an answer that comes
//! back), in the order they came or in one drawn from a seed. Nothing happens between, so every run can be repeated.
//!
//! ```
//! use ferrosync::{schema::*, testing::World};
//!
//! sync_collections![
//!     #[collection(single_tenant)]
//!     pub struct Note { pub id: Uuid, pub text: String }
//! ];
//!
//! let world = World::new(&COLLECTIONS);
//! let notes = world.room("default").collection::<Note>();
//! let hello = NewNote { id: None, text: "hello".into() };
//! let note = world.run(async move { notes.create(&hello).await }).unwrap();
//! assert_eq!(note.seq.0, 1);
//! assert_eq!(note.data.text, "hello");
//! ```

mod database;
mod host;
mod sockets;
mod world;

pub use crate::room::faults::{Bug, plant};
pub use database::{Fault, TestDatabase};
pub use host::{Life, TestHost};
pub use sockets::{TestSocket, TestSockets};
pub use world::{Slot, TestRoom, World};
