//! The Worker: everyone has a room of their own, and a cookie that says who they are.

use example_auth::User;
use ferrosync::prelude::*;

mod schema;

ferrosync::worker!(app);

fn app() -> SyncApp<Ready, User> {
    let app = SyncApp::new(schema::COLLECTIONS)
        .storage(Storage::d1("DB"))
        .rooms_in("SYNC_ROOM")
        .authenticate(example_auth::session);
    example_auth::routes(app)
        // The room `alice` is Alice's, and all others are closed to her: over HTTP and on sockets.
        .preset(Preset::PerUser)
        .middleware(example_auth::while_signed_in)
}
