//! Every word of the language once. Everyone may do everything; whoever says a name is known by it.

use ferrosync::prelude::*;
use worker::Env;

mod rules;
mod schema;

ferrosync::worker!(app);

fn app() -> SyncApp<Ready, String> {
    SyncApp::new(schema::COLLECTIONS).storage(Storage::d1("DB")).rooms_in("SYNC_ROOM").authenticate(name).public()
}

async fn name(head: &Head, _: &Env) -> worker::Result<Option<String>> {
    Ok(head.bearer())
}
