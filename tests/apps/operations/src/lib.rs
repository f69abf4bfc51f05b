//! Notes under tight limits. Whoever says a name is known by it; some names, rooms and notes bring trouble.

use std::{future::pending, time::Duration};

use ferrosync::{observe::Event, prelude::*, protocol::Error, worker::analytics_engine};
use worker::{Env, console_log};

mod schema;

ferrosync::worker!(app);

fn app() -> SyncApp<Ready, String> {
    let limits = Limits::default()
        .body_bytes(20_000)
        .bulk_items(3)
        .list_rows(5)
        .sockets(5)
        .sockets_per_user(2)
        .mutations(Rate::per_minute(6).burst(30))
        .reads(Rate::per_minute(6).burst(30));
    SyncApp::new(schema::COLLECTIONS)
        .storage(Storage::d1("DB"))
        .rooms_in("SYNC_ROOM")
        // No test waits ten seconds.
        .timeout(Duration::from_secs(1))
        .limits(limits)
        .expose_collections(false)
        .observe(|room: &SyncId, event: &Event<'_>, _: &Env| {
            if let Event::Mutation { seq, .. } = event {
                console_log!("seen: {room} {seq}");
            }
        })
        .observe(analytics_engine("EVENTS"))
        .authenticate(name)
        .authorize_everyone(may)
}

async fn name(head: &Head, _: &Env) -> Result<Option<String>, Error> {
    let name = head.bearer().or_else(|| head.query("token"));
    match name.as_deref() {
        Some("sleepy") => pending().await,
        Some("expired") => Err(Error::Unauthenticated),
        // As JavaScript that the app calls would: past all of Rust.
        Some("thrower") => worker::wasm_bindgen::throw_str("thrown, not returned"),
        _ => Ok(name),
    }
}

async fn may(user: Option<&String>, room: &SyncId, _: What<'_>, _: &Env) -> Result<bool, Error> {
    match room.as_str() {
        "stuck" => pending().await,
        "closed" => Ok(false),
        "busy" => Err(Error::TooFast { retry_after: 9 }),
        "open" => Ok(true),
        _ => Ok(user.is_some()),
    }
}

/// What an app's own code may do at its worst.
#[allow(clippy::unnecessary_wraps)] // A rule of the schema has this shape.
pub(crate) fn fuse(text: &str) -> Result<(), &'static str> {
    assert!(text != "panic", "the fuse has blown");
    Ok(())
}
