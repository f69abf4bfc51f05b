//! The lists of the example, in the objects' own storage.

use ferrosync::prelude::*;

#[path = "../../../../examples/todo-app/src/schema.rs"]
mod schema;

ferrosync::worker!(app);

fn app() -> SyncApp<Ready> {
    SyncApp::new(schema::COLLECTIONS).storage(Storage::durable_object()).rooms_in("SYNC_ROOM").public()
}
