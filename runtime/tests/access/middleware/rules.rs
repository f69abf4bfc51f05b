//! Who may do what with which collection.

use ferrosync::{
    access::middleware::{Actions, Rules, collection_access, create_collection_access_middleware},
    protocol::{Action, Error},
};
use serde_json::json;

use super::{Board, Ctx, Desk, every_kind, insert, request};

type Acts = Actions<String, String, Desk>;

/// Which kinds of mutations these rules allow, by their actions' first letters.
fn allowed(actions: Acts, user: &str) -> Vec<&'static str> {
    let board = Board::with(collection_access(Rules::new().collection("cards", actions)));
    let mut open = Vec::new();
    for id in ["c1", "c2"] {
        let (room, add) = (board.room.clone(), insert(id));
        let alice = Some(ferrosync::protocol::UserId::new("alice"));
        board.world.run(async move { room.mutate(add, alice).await }).unwrap();
    }
    for request in every_kind() {
        let action = request.action;
        match board.send(user, request) {
            // It was let pass, and then its row was there or not.
            Ok(_) | Err(Error::IdTaken(_) | Error::NotFound(_)) => open.push(action.as_str()),
            Err(error) => assert!(matches!(error, Error::Forbidden(_)), "{action}: {error:?}"),
        }
    }
    open.sort_unstable();
    open
}

const ALL: [&str; 6] = ["bulk-delete", "bulk-insert", "bulk-update", "delete", "insert", "update"];

#[test]
fn s4_a_bulk_action_has_the_rule_of_its_single_form_before_the_wildcard() {
    assert_eq!(
        allowed(Acts::new().insert(false).any(true), "alice"),
        ["bulk-delete", "bulk-update", "delete", "update"]
    );
    assert_eq!(
        allowed(Acts::new().update(false).any(true), "alice"),
        ["bulk-delete", "bulk-insert", "delete", "insert"]
    );
    assert_eq!(
        allowed(Acts::new().delete(false).any(true), "alice"),
        ["bulk-insert", "bulk-update", "insert", "update"]
    );
    assert_eq!(allowed(Acts::new().insert(true).any(false), "alice"), ["bulk-insert", "insert"]);
    // Its own rule comes first, either way, and says nothing of the single form.
    assert_eq!(allowed(Acts::new().insert(true).bulk_insert(false), "alice"), ["insert"]);
    assert_eq!(allowed(Acts::new().delete(false).bulk_delete(true), "alice"), ["bulk-delete"]);
    assert_eq!(allowed(Acts::new().bulk_update(true), "alice"), ["bulk-update"]);
}

#[test]
fn what_no_rule_allows_is_refused() {
    assert_eq!(allowed(Acts::new(), "alice"), Vec::<&str>::new());
    assert_eq!(allowed(Acts::new().read(true), "alice"), Vec::<&str>::new());
    assert_eq!(allowed(Acts::new().any(true), "alice"), ALL);
    assert_eq!(allowed(Acts::new().any(false), "alice"), Vec::<&str>::new());
}

async fn editor(ctx: &Ctx) -> bool {
    ctx.env().think().await;
    ctx.access == "editor"
}

async fn fails(ctx: &Ctx) -> Result<bool, String> {
    if ctx.user_id() == Some("vera") { Err("no such table: roles".to_owned()) } else { Ok(true) }
}

#[test]
fn a_rule_may_be_a_function() {
    assert_eq!(allowed(Acts::new().any(editor), "alice"), ALL);
    assert_eq!(allowed(Acts::new().any(editor), "vera"), Vec::<&str>::new());
    let own = async |ctx: &Ctx| ctx.access == "viewer";
    assert_eq!(allowed(Acts::new().insert(own).any(editor), "vera"), ["bulk-insert", "insert"]);
    let rules = Rules::new().collection("cards", Acts::new().any(fails));
    let board = Board::with(collection_access(rules));
    assert_eq!(board.send("vera", insert("c1")), Err(Error::Internal));
    assert!(board.send("alice", insert("c1")).is_ok());
}

#[test]
fn a_collection_without_rules_has_those_of_the_wildcard() {
    let tag = |id: &str| request(id, "tags", Action::Insert, json!({ "id": id, "text": "t" }));
    let rules = Rules::new().collection("cards", Acts::new().any(true));
    let board = Board::with(create_collection_access_middleware(rules));
    assert!(matches!(board.send("alice", tag("t1")), Err(Error::Forbidden(_))));
    assert_eq!(board.send("", tag("t1")), Err(Error::Unauthenticated));

    let rules = Rules::new().collection("*", Acts::new().any(true)).collection("cards", Acts::new().insert(false));
    let board = Board::with(collection_access(rules));
    assert!(board.send("alice", tag("t1")).is_ok());
    // A collection with rules of its own has no others.
    for request in every_kind() {
        assert!(matches!(board.send("alice", request), Err(Error::Forbidden(_))));
    }
}
