//! The Worker: where the rows are, and who may see them.

use ferrosync::prelude::*;

mod schema;

ferrosync::worker!(app);

fn app() -> SyncApp<Ready> {
    SyncApp::new(schema::COLLECTIONS)
        .storage(Storage::d1("DB"))
        .rooms_in("SYNC_ROOM")
        // Whoever has the address reads and writes. `.authenticate(..)` and `.authorize(..)` say who may.
        .public()
}
