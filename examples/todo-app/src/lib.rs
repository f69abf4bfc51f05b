//! The Worker: where the data lives, who may see it, and an endpoint of the app's own.

use ferrosync::{
    prelude::*,
    worker::{Failure, Method, RouteRequest},
};
use serde_json::{Value, json};

mod schema;

use schema::{Todo, TodoPatch};

ferrosync::worker!(app);

fn app() -> SyncApp<Ready> {
    SyncApp::new(schema::COLLECTIONS)
        // Or `Storage::durable_object()`: the rows are in the room's own SQLite then. This line is all that changes.
        .storage(Storage::d1("TODOS_DB"))
        .rooms_in("SYNC_ROOM")
        .route(Method::Post, "/complete-all", complete_all)
        .public()
}

/// Completes what is open, a thousand at once: one mutation each, which everyone who looks sees live.
async fn complete_all(request: RouteRequest) -> Result<Value, Failure> {
    let todos = request.room_of("default")?.collection::<Todo>();
    let open: Vec<String> =
        todos.find_all().await?.into_iter().filter(|todo| !todo.completed).map(|todo| todo.id.to_string()).collect();
    let done = TodoPatch { completed: Some(true), ..TodoPatch::default() };
    for some in open.chunks(1_000) {
        let patches: Vec<_> = some.iter().map(|id| (id.as_str(), done.clone())).collect();
        todos.bulk_update(&patches).await?;
    }
    Ok(json!({ "completed": open.len() }))
}
