//! The Worker: where the data lives, and who may see it.

use ferrosync::prelude::*;

mod rules;
mod schema;

ferrosync::worker!(app);

/// The rows are in the room's own SQLite: a thousand of them are written without a way to go.
fn app() -> SyncApp<Ready> {
    SyncApp::new(schema::COLLECTIONS).storage(Storage::durable_object()).rooms_in("SYNC_ROOM").public()
}
