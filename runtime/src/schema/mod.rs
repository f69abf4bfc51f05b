//! What collections are, as data.
//!
//! `sync_collections!` writes this data once; the engine, the SQL, the migrations, the router and the TypeScript
//! generator all read it. Nothing in here knows Cloudflare.

mod collection;
mod column;
mod entity;
pub(crate) mod hash;
mod json;
mod timestamp;
mod types;
mod value;

pub use collection::{Collection, Direction, History, Index, Order, Schema, Tenancy};
pub use column::{Access, Column, DefaultValue, Format, Kind, OnDelete, Reference, Role};
pub use entity::Entity;
pub use json::Json;
pub use timestamp::Timestamp;
#[doc(hidden)]
pub use types::TsTypes;
pub use types::{ColumnType, ValueType};
pub use uuid::Uuid;
pub use value::{Enum, Field, JsonType, Newtype, Object, Type, Union, UnionVariant, Variant};

#[doc = include_str!("sync_collections.md")]
#[doc(inline)]
pub use ferrosync_macros::sync_collections;
