use serde::{Serialize, de::DeserializeOwned};

use super::Collection;

/// A struct of `sync_collections!`: what typed code knows of its collection.
///
/// Implemented by the macro, never by hand.
pub trait Entity: Serialize + DeserializeOwned + 'static {
    /// What an insert takes (`NewTodo`): no server columns, optional where there is a default or `Option`.
    type Insert: Serialize;
    /// What an update takes (`TodoPatch`): only what changes; `Some(None)` sets `null`.
    type Patch: Serialize;

    const COLLECTION: &'static Collection;
}
