//! What collections are, as data.
//!
//! `sync_collections!` writes this data once; the engine, the SQL, the migrations, the router and the TypeScript
//! generator all read it. Nothing in here knows Cloudflare.

mod collection;
mod column;
mod entity;
mod hash;
mod timestamp;
mod types;

pub use collection::{Collection, Direction, Order, Schema, Tenancy};
pub use column::{Column, DefaultValue, Kind, Role};
pub use entity::Entity;
pub use timestamp::Timestamp;
pub use types::ColumnType;
#[doc(hidden)]
pub use types::TsTypes;
pub use uuid::Uuid;

#[doc = include_str!("sync_collections.md")]
#[doc(inline)]
pub use ferrosync_macros::sync_collections;
