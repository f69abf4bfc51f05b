//! The client's types of the socket's frames are printed from the frames' description in Rust.

#![allow(clippy::unwrap_used)]

use std::path::Path;

use ferrosync::protocol::shapes::{
    AckResult, Action, Change, ClientFrame, Committed, Mutation, Pending, ResetReason, ServerFrame, Subscription,
    WireError,
};
use ts_rs::{Config, TS};

/// Set to any value, it makes the test write the file instead of comparing it.
const UPDATE: &str = "FERROSYNC_UPDATE_EMITTED";

const HEAD: &str = "// The frames of the socket, printed from their description in Rust (`protocol::shapes`) by a test of the crate around
// this package; do not edit.
";

fn declarations() -> String {
    let config = Config::new().with_large_int("number");
    [
        Action::decl(&config),
        AckResult::decl(&config),
        Change::decl(&config),
        ClientFrame::decl(&config),
        Committed::decl(&config),
        Mutation::decl(&config),
        Pending::decl(&config),
        ResetReason::decl(&config),
        ServerFrame::decl(&config),
        Subscription::decl(&config),
        WireError::decl(&config),
    ]
    .into_iter()
    .fold(HEAD.to_owned(), |text, declaration| text + "\nexport " + &declaration + "\n")
}

#[test]
fn l12_typescript_knows_the_frames_that_rust_describes() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("client/src/wire/protocol.ts");
    let printed = declarations();
    if std::env::var_os(UPDATE).is_some() {
        std::fs::write(&path, &printed).unwrap();
    }
    assert_eq!(
        std::fs::read_to_string(&path).unwrap(),
        printed,
        "run this test with {UPDATE}=1, then build the client"
    );
}
