//! Boards with members. Whoever knows a name has its token: `token-alice` is Alice.

use ferrosync::prelude::*;

mod app;
mod schema;

ferrosync::worker!(on_d1);

fn on_d1() -> SyncApp<Ready, app::User, app::Role> {
    app::app(Storage::d1("DB"))
}
