//! Boards with roles, their rows in the objects' own storage.

use ferrosync::prelude::*;

#[path = "../../roles/src/app.rs"]
mod app;
#[path = "../../roles/src/schema.rs"]
mod schema;

ferrosync::worker!(in_objects);

fn in_objects() -> SyncApp<Ready, String, app::Role> {
    app::app(Storage::durable_object())
}
