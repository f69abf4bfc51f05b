use ferrosync::protocol::{Action, Data, Error};
use serde_json::{Value, json};

use super::{
    House, brief, issues,
    schema::{BADGES, COMMENTS, LISTS, NOTES, PEOPLE, TODOS},
};

/// Two lists of two todos, each with a comment; `a2` is the child of `a1`, and `b1` of `a1` too.
fn filled() -> House {
    let house = House::new();
    for list in ["a", "b"] {
        house.insert("lists", json!({ "id": list, "title": list })).unwrap();
        for n in 1..=2 {
            let parent = (list != "a" || n != 1).then_some("a1").filter(|_| list == "a" || n == 1);
            let id = format!("{list}{n}");
            house.insert("todos", json!({ "id": id, "listId": list, "title": id, "parentId": parent })).unwrap();
            house.insert("comments", json!({ "id": format!("c-{id}"), "todoId": id })).unwrap();
        }
    }
    house
}

/// The log's entries of a collection, sorted.
fn logged(house: &House, collection: &str) -> Value {
    let mut entries = house.logged()[collection].as_array().cloned().unwrap_or_default();
    entries.sort_by_key(ToString::to_string);
    entries.into()
}

#[test]
fn r7_children_go_with_their_parent_and_everybody_is_told() {
    let house = filled();
    let seq = house.delete("lists", "a").unwrap();
    assert_eq!(house.ids(&LISTS), ["b"]);
    assert_eq!(house.ids(&TODOS), ["b1", "b2"]);
    assert_eq!(house.ids(&COMMENTS), ["c-b1", "c-b2"]);
    assert_eq!(logged(&house, "lists"), json!([["a", null, null]]));
    assert_eq!(logged(&house, "todos"), json!([["a1", null, null], ["a2", null, null], ["b1", null, null, 1]]));
    assert_eq!(logged(&house, "comments"), json!([["c-a1", null, null], ["c-a2", null, null]]));

    let left = house.get(&TODOS, "b1", None).unwrap();
    assert_eq!(left["parentId"], Value::Null);
    let told = house.told();
    assert_eq!(told.len(), 4, "{told:?}");
    assert_eq!(told[0], json!(["lists", "delete", { "id": "a" }]), "the mutation itself first");
    assert!(told.contains(&json!(["todos", "bulk-delete", { "ids": ["a1", "a2"] }])), "{told:?}");
    assert!(told.contains(&json!(["todos", "bulk-update", { "items": [left] }])), "{told:?}");
    assert!(told.contains(&json!(["comments", "bulk-delete", { "ids": ["c-a1", "c-a2"] }])), "{told:?}");

    // `prev` is each collection's own, and the same for two entries of one seq.
    let changes = house.socket.changes();
    let last_before = |collection: &str| {
        let before = changes.iter().filter(|change| change["collection"] == collection && change["seq"] != seq);
        before.map(|change| change["seq"].as_u64().unwrap()).max().unwrap()
    };
    for change in changes.iter().filter(|change| change["seq"] == seq) {
        assert_eq!(change["prev"].as_u64().unwrap(), last_before(change["collection"].as_str().unwrap()), "{change}");
        assert_eq!(change["clientMutationId"], changes.last().unwrap()["clientMutationId"]);
    }
    let next = house.insert("comments", json!({ "id": "new", "todoId": "b1" })).unwrap();
    assert_eq!(next["id"], "new");
    assert_eq!(house.socket.changes().last().unwrap()["prev"], seq);
    house.assert_sound();
}

#[test]
fn r7_what_one_mutation_did_is_in_one_frame() {
    let house = filled();
    house.delete("lists", "a").unwrap();
    let frame = house.socket.frames().pop().unwrap();
    assert_eq!(frame["changes"].as_array().unwrap().len(), 4);
}

#[test]
fn l3_a_delete_again_is_the_same_delete() {
    let house = filled();
    let delete = house.request("lists", Action::Delete, json!({ "id": "a" }));
    let first = house.send(delete.clone()).unwrap();
    let told = house.socket.changes().len();
    let again = house.send(delete.clone()).unwrap();
    assert_eq!((again.seq, again.data, again.replayed), (first.seq, Data::None, true));
    house.world.kill();
    let again = crate::common::send(&house.world, &house.world.room("house"), delete).unwrap();
    assert_eq!((again.seq, again.replayed), (first.seq, true));
    assert_eq!(house.socket.changes().len(), told);
}

#[test]
fn r7_the_childrens_place_is_known_after_waking() {
    let house = filled();
    let seq = house.delete("lists", "a").unwrap();
    house.world.kill();
    let room = house.world.room("house");
    let insert = house.request("comments", Action::Insert, json!({ "id": "new", "todoId": "b1" }));
    crate::common::send(&house.world, &room, insert).unwrap();
    assert_eq!(house.socket.changes().last().unwrap()["prev"], seq);
}

#[test]
fn r7_a_bulk_delete_takes_the_children_of_all() {
    let house = filled();
    house.send(house.request("lists", Action::BulkDelete, json!({ "ids": ["b", "a"] }))).unwrap();
    assert_eq!((house.ids(&LISTS).len(), house.ids(&TODOS).len(), house.ids(&COMMENTS).len()), (0, 0, 0));
    assert_eq!(house.logged()["lists"], json!([["b", null, null], ["a", null, null]]));
    assert_eq!(
        logged(&house, "todos").as_array().unwrap().len(),
        4,
        "a row that goes does not lose its reference first"
    );
}

#[test]
fn r7_deleting_a_parent_and_its_own_child_is_one_delete() {
    let house = filled();
    house.send(house.request("todos", Action::BulkDelete, json!({ "ids": ["a1", "a2"] }))).unwrap();
    assert_eq!(house.ids(&TODOS), ["b1", "b2"]);
    assert_eq!(logged(&house, "todos"), json!([["a1", null, null], ["a2", null, null], ["b1", null, null, 1]]));
    let told = house.told();
    assert_eq!(told[0], json!(["todos", "bulk-delete", { "ids": ["a1", "a2"] }]));
    assert_eq!(told.len(), 3, "{told:?}");
    house.assert_sound();
}

#[test]
fn r7_other_rooms_keep_their_children() {
    let house = filled();
    let other = house.world.room("other");
    for (collection, fields) in
        [("lists", json!({ "id": "a", "title": "a" })), ("todos", json!({ "id": "a1", "listId": "a", "title": "x" }))]
    {
        crate::common::send(&house.world, &other, house.request(collection, Action::Insert, fields)).unwrap();
    }
    house.delete("lists", "a").unwrap();
    assert_eq!(crate::common::read_of(&house.world, &other, &TODOS).0[0]["listId"], "a");
}

#[test]
fn restrict_refuses_and_says_by_whom() {
    let house = House::new();
    house.insert("people", json!({ "id": "ada", "name": "Ada" })).unwrap();
    house.insert("people", json!({ "id": "bob", "name": "Bob" })).unwrap();
    house.insert("badges", json!({ "id": "b", "personId": "ada" })).unwrap();
    house.insert("notes", json!({ "id": "n", "personId": "ada", "text": "x" })).unwrap();
    let refused = house.delete("people", "ada");
    assert_eq!(brief(refused, "CONFLICT"), json!([[[], "referenced", "is referenced by `badges`"]]));
    assert_eq!((house.ids(&PEOPLE).len(), house.ids(&NOTES).len()), (2, 1), "nothing of it was done");
    assert!(matches!(house.delete("people", "nobody"), Err(Error::NotFound(_))), "another reason is told apart");
    house.delete("badges", "b").unwrap();
    house.delete("people", "ada").unwrap();
    assert_eq!((house.ids(&PEOPLE), house.ids(&NOTES).len(), house.ids(&BADGES).len()), (vec!["bob".to_owned()], 0, 0));
}

#[test]
fn restrict_counts_what_goes_with_the_row_too() {
    let house = filled();
    house.insert("pins", json!({ "id": "p", "commentId": "c-a2" })).unwrap();
    let refused = house.delete("lists", "a");
    assert_eq!(issues(refused, "CONFLICT")[0].message, "is referenced by `pins`");
    // A row that is gone for good may not be named by one that hides either.
    house.delete("pins", "p").unwrap();
    assert_eq!(issues(house.delete("lists", "a"), "CONFLICT")[0].code, "referenced");
    house.delete("lists", "b").unwrap();
    house.assert_sound();
}

#[test]
fn h1_children_of_a_hidden_parent_hide_with_it() {
    let house = House::new();
    house.insert("people", json!({ "id": "ada", "name": "Ada" })).unwrap();
    house.insert("notes", json!({ "id": "n", "personId": "ada", "text": "x" })).unwrap();
    house.insert("notes", json!({ "id": "old", "personId": "ada", "text": "x" })).unwrap();
    house.delete("notes", "old").unwrap();
    house.insert("todos", json!({ "id": "t", "personId": "ada", "title": "x" })).unwrap();
    house.delete("people", "ada").unwrap();
    assert_eq!(house.ids(&NOTES).len(), 0);
    assert_eq!(house.logged()["notes"], json!([["n", null, null]]), "what hides already is not told again");
    assert_eq!(house.get(&TODOS, "t", None).unwrap()["personId"], Value::Null);
    assert_eq!(
        house.sql("SELECT count(*) || ' ' || count(deleted_at) || ' ' || count(DISTINCT deleted_at) FROM notes"),
        "2 2 2"
    );
    assert_eq!(house.sql("SELECT (n.deleted_at = p.deleted_at AND n.updated_at = p.updated_at) || '' FROM notes n, people p WHERE n.id = 'n'"), "1");
    house.assert_sound();
}

#[test]
fn h1_what_hides_loses_its_reference_and_is_shown_to_nobody() {
    let house = House::new();
    house.insert("people", json!({ "id": "ada", "name": "Ada" })).unwrap();
    house.insert("lists", json!({ "id": "l", "title": "x" })).unwrap();
    for id in ["hidden", "seen"] {
        house.insert("notes", json!({ "id": id, "personId": "ada", "text": id, "listId": "l" })).unwrap();
    }
    house.delete("notes", "hidden").unwrap();
    house.delete("lists", "l").unwrap();
    let seen = house.get(&NOTES, "seen", None).unwrap();
    assert_eq!(seen["listId"], Value::Null);
    assert_eq!(
        house.told(),
        [json!(["lists", "delete", { "id": "l" }]), json!(["notes", "bulk-update", { "items": [seen] }])]
    );
    assert_eq!(house.sql("SELECT CAST(count(list_id) AS TEXT) FROM notes"), "0");
    house.assert_sound();
}

#[test]
fn l1_a_sweep_and_its_neighbours_keep_their_order() {
    let house = filled();
    let answers = house.send_all(vec![
        house.request("todos", Action::Insert, json!({ "id": "a3", "listId": "a", "title": "late" })),
        house.request("comments", Action::Update, json!({ "id": "c-a1", "data": { "text": "x" } })),
        house.request("lists", Action::Delete, json!({ "id": "a" })),
        house.request("comments", Action::Update, json!({ "id": "c-a1", "data": { "text": "y" } })),
        house.request("todos", Action::Update, json!({ "id": "b1", "data": { "parentId": "b2" } })),
        house.request("lists", Action::Insert, json!({ "id": "c", "title": "a" })),
        house.request("lists", Action::Delete, json!({ "id": "b" })),
        house.request("todos", Action::Insert, json!({ "id": "b3", "listId": "b", "title": "x" })),
    ]);
    let verdicts: Vec<_> =
        answers.iter().map(|answer| answer.as_ref().map_or_else(|error| error.code().0, |_| "ok")).collect();
    assert_eq!(verdicts, ["ok", "ok", "ok", "NOT_FOUND", "ok", "ok", "ok", "CONFLICT"]);
    assert_eq!((house.ids(&LISTS), house.ids(&TODOS).len(), house.ids(&COMMENTS).len()), (vec!["c".to_owned()], 0, 0));
    house.assert_sound();
}

#[test]
fn l13_a_delete_takes_a_thousand_rows_and_no_more() {
    let house = House::new();
    house.insert("lists", json!({ "id": "a", "title": "a" })).unwrap();
    let todo = |n: usize| json!({ "id": format!("t{n:04}"), "listId": "a", "title": format!("{n}") });
    let items: Vec<_> = (0..999).map(todo).collect();
    house.send(house.request("todos", Action::BulkInsert, json!({ "items": items }))).unwrap();
    house.insert("comments", json!({ "id": "c", "todoId": "t0001" })).unwrap();
    house.insert("todos", todo(999)).unwrap();
    let refused = house.delete("lists", "a").unwrap_err();
    assert_eq!(refused.code(), ("TOO_LARGE", 413), "1,001 rows");
    house.delete("comments", "c").unwrap();
    house.delete("lists", "a").unwrap();
    assert_eq!(house.ids(&TODOS).len(), 0);
    assert_eq!(house.told()[1][2]["ids"].as_array().unwrap().len(), 1_000);
}

#[test]
fn r13_a_refused_delete_costs_its_neighbours_nothing() {
    let house = House::new();
    for id in ["ada", "bob"] {
        house.insert("people", json!({ "id": id, "name": id })).unwrap();
    }
    house.insert("badges", json!({ "id": "b", "personId": "ada" })).unwrap();
    let batches = house.world.batches();
    let answers = house.send_all(vec![
        house.request("people", Action::Delete, json!({ "id": "ada" })),
        house.request("lists", Action::Insert, json!({ "id": "l", "title": "x" })),
    ]);
    assert!(answers[0].is_err() && answers[1].is_ok());
    assert_eq!(house.world.batches() - batches, 1);
}
