//! Every word of the language once.

use ferrosync::prelude::*;

mod app;
mod rules;
mod schema;

ferrosync::worker!(on_d1);

fn on_d1() -> SyncApp<Ready, String> {
    app::app(Storage::d1("DB"))
}
