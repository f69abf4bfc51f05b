//! What `src/lib.rs` of an app uses: `use ferrosync::prelude::*;`

pub use crate::access::middleware::{
    Actions, Context, Middleware, Next, Outcome, Rules, collection_access, create_auth_middleware,
    create_collection_access_middleware, create_collection_filter_middleware, create_default_sync_access_validator,
    create_logging_middleware, create_sync_access_middleware, require_auth, require_owner, sync_access,
};
pub use crate::access::{
    Access, Head, Identity, Limits, NeedsAccess, Preset, Rate, Ready, Storage, SyncApp, What,
    default_sync_access_validator,
};
pub use crate::protocol::SyncId;
pub use crate::room::Retention;
