//! The Worker: where the data lives, and who may see it.

use ferrosync::prelude::*;

mod schema;

ferrosync::worker!(app);

fn app() -> SyncApp<Ready> {
    SyncApp::new(schema::COLLECTIONS).storage(Storage::d1("LISTS_DB")).rooms_in("SYNC_ROOM").public()
}
