use core::time::Duration;

use ferrosync::prelude::*;
use worker::Env;

use crate::schema;

/// Everyone may do everything; whoever says a name is known by it.
pub(crate) fn app(storage: Storage) -> SyncApp<Ready, String> {
    SyncApp::new(schema::COLLECTIONS)
        .storage(storage)
        .rooms_in("SYNC_ROOM")
        // So little that a test reaches it.
        .retention(Retention { entries: 500, age: Duration::ZERO })
        .authenticate(name)
        .public()
}

async fn name(head: &Head, _: &Env) -> worker::Result<Option<String>> {
    Ok(head.bearer())
}
