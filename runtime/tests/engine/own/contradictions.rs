//! Mutations that contradict themselves: refused with their reason, and nothing of them is done.

use ferrosync::{protocol::Error, room::Transaction, testing::World};
use serde_json::json;

use super::{Badge, Comment, List, Note, Person, Todo, commit, count};
use crate::{common::log, words::schema::ALL};

fn family() -> (World, ferrosync::testing::TestRoom) {
    let world = World::new(&ALL);
    let room = world.room("house");
    commit(&world, &room, |transaction| {
        transaction
            .insert::<List>(&json!({ "id": "l1", "title": "a" }))
            .insert::<Todo>(&json!({ "id": "t1", "listId": "l1", "title": "a" }))
            .insert::<Comment>(&json!({ "id": "c1", "todoId": "t1" }))
            .insert::<Person>(&json!({ "id": "p1", "name": "Zoë" }))
            .insert::<Note>(&json!({ "id": "n1", "personId": "p1", "listId": "l1", "text": "x" }))
    })
    .unwrap();
    (world, room)
}

/// What is said of it, and that nothing was done.
fn refused(build: impl FnOnce(Transaction) -> Transaction) -> Error {
    let (world, room) = family();
    let rows = |world: &World| {
        ["lists", "todos", "comments", "people", "notes"]
            .map(|table| count(world, &format!("SELECT count(*) FROM {table} WHERE id LIKE '_1'")))
    };
    let before = rows(&world);
    let error = commit(&world, &room, build).unwrap_err();
    assert_eq!(rows(&world), before);
    assert_eq!(count(&world, "SELECT max(seq) FROM _sync_log"), 1);
    error
}

fn says(error: &Error, text: &str) {
    assert!(matches!(error, Error::Conflict { .. }), "{error:?}");
    assert!(error.to_string().contains(text), "{error}");
}

#[test]
fn one_row_in_two_parts() {
    let error = refused(|transaction| transaction.update::<List>("l1", &json!({ "title": "b" })).delete::<List>("l1"));
    let Error::Validation(issues) = &error else { panic!("{error:?}") };
    assert_eq!((issues[0].code, json!(issues[0].path)), ("duplicate", json!(["parts", 1, "id"])));
    let again = refused(|transaction| {
        transaction
            .update::<List>("l1", &json!({ "title": "b" }))
            .insert::<Person>(&json!({ "name": "x" }))
            .update::<List>("l1", &json!({ "title": "c" }))
    });
    assert!(matches!(again, Error::Validation(_)), "{again:?}");
}

#[test]
fn a_row_that_is_changed_and_goes_with_another() {
    let error = refused(|transaction| transaction.update::<Todo>("t1", &json!({ "title": "b" })).delete::<List>("l1"));
    says(&error, "`todos`");
    // Moving it away first does not help: what is asked is how the rows were before.
    let error =
        refused(|transaction| transaction.update::<Todo>("t1", &json!({ "listId": null })).delete::<List>("l1"));
    says(&error, "`todos`");
    // Nor may one that loses a reference be changed elsewhere.
    let error = refused(|transaction| transaction.update::<Note>("n1", &json!({ "text": "y" })).delete::<List>("l1"));
    says(&error, "`notes`");
}

#[test]
fn a_row_that_names_one_that_goes() {
    let new = json!({ "id": "t2", "listId": "l1", "title": "b" });
    says(&refused(|transaction| transaction.insert::<Todo>(&new).delete::<List>("l1")), "`lists`");
    let new = json!({ "id": "c2", "todoId": "t1" });
    says(&refused(|transaction| transaction.insert::<Comment>(&new).delete::<List>("l1")), "`todos`");
    // Also where what goes only hides, of which the database would say nothing.
    let new = json!({ "id": "n2", "personId": "p1", "text": "x" });
    says(&refused(|transaction| transaction.insert::<Note>(&new).delete::<Person>("p1")), "`people`");
    let new = json!({ "id": "b2", "personId": "p1" });
    says(&refused(|transaction| transaction.delete::<Person>("p1").insert::<Badge>(&new)), "`people`");
}

#[test]
fn rows_that_hide_and_are_removed() {
    // Notes hide with their person, and on their own; todos are gone for good.
    let (world, room) = family();
    commit(&world, &room, |transaction| transaction.delete::<Note>("n1").delete::<Todo>("t1")).unwrap();
    assert_eq!(count(&world, "SELECT count(*) FROM notes WHERE deleted_at IS NOT NULL"), 1);
    assert_eq!(count(&world, "SELECT count(*) FROM todos") + count(&world, "SELECT count(*) FROM comments"), 0);
}

#[test]
fn two_deletes_that_take_the_same_rows_with_them() {
    let (world, room) = family();
    let socket = world.connect(&room);
    // The todo goes with its list and by itself, its comment with both.
    commit(&world, &room, |transaction| transaction.delete::<List>("l1").delete::<Todo>("t1")).unwrap();
    let told: Vec<_> = socket
        .changes()
        .iter()
        .map(|change| json!([change["collection"], change["action"], change["payload"].get("ids")]))
        .collect();
    assert_eq!(
        told,
        [
            json!(["lists", "delete", null]),
            json!(["comments", "bulk-delete", ["c1"]]),
            json!(["notes", "bulk-update", null]),
            json!(["todos", "delete", null])
        ]
    );
    assert_eq!(count(&world, "SELECT count(*) FROM todos") + count(&world, "SELECT count(*) FROM comments"), 0);
    let changes = &log(&world, "house")[1].2;
    assert_eq!((&changes["todos"], &changes["comments"]), (&json!([["t1", null, null]]), &json!([["c1", null, null]])));
}

#[test]
fn a_row_that_still_names_one_that_goes() {
    // It restricts the delete, whoever deletes it too: what is asked is how the rows were before.
    let (world, room) = family();
    commit(&world, &room, |transaction| transaction.insert::<Badge>(&json!({ "id": "b1", "personId": "p1" }))).unwrap();
    let error =
        commit(&world, &room, |transaction| transaction.delete::<Badge>("b1").delete::<Person>("p1")).unwrap_err();
    let Error::Conflict { issues, .. } = &error else { panic!("{error:?}") };
    assert_eq!(issues[0].code, "referenced");
}

#[test]
fn a_row_that_hides_with_one_and_names_another_that_is_removed() {
    let error = refused(|transaction| transaction.delete::<Person>("p1").delete::<List>("l1"));
    says(&error, "`notes`");
}
