//! Boards with roles, which only middleware knows. Whoever knows a name has its token: `token-alice` is Alice.

use ferrosync::prelude::*;

mod app;
mod schema;

ferrosync::worker!(on_d1);

fn on_d1() -> SyncApp<Ready, String, app::Role> {
    app::app(Storage::d1("DB"))
}
