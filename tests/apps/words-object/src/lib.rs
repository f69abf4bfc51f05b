//! Every word of the language once, in the objects' own storage.

use ferrosync::prelude::*;

#[path = "../../words/src/app.rs"]
mod app;
#[path = "../../words/src/rules.rs"]
mod rules;
#[path = "../../words/src/schema.rs"]
mod schema;

ferrosync::worker!(in_objects);

fn in_objects() -> SyncApp<Ready, String> {
    app::app(Storage::durable_object())
}
