//! What `src/lib.rs` of an app uses: `use ferrosync::prelude::*;`

pub use crate::access::{NeedsAccess, Ready, Storage, SyncApp};
