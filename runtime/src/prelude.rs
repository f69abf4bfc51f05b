//! What `src/lib.rs` of an app uses: `use ferrosync::prelude::*;`

pub use crate::access::{
    Access, Head, Identity, Limits, NeedsAccess, Preset, Rate, Ready, Storage, SyncApp, What,
    default_sync_access_validator,
};
pub use crate::protocol::SyncId;
pub use crate::room::Retention;
