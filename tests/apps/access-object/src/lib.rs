//! Boards with members, their rows in the objects' own storage.

use ferrosync::prelude::*;

#[path = "../../access/src/app.rs"]
mod app;
#[path = "../../access/src/schema.rs"]
mod schema;

ferrosync::worker!(in_objects);

fn in_objects() -> SyncApp<Ready, app::User, app::Role> {
    app::app(Storage::durable_object())
}
