use ferrosync::protocol::{Action, Error};
use serde_json::json;

use super::{
    House, brief,
    schema::{COMMENTS, TODOS},
};

fn no_such_row(path: &serde_json::Value) -> serde_json::Value {
    json!([[path, "no_such_row", "names a row that is not there"]])
}

#[test]
fn s2_a_row_cannot_point_at_another_tenants_row() {
    let house = House::new();
    let list = house.request("lists", Action::Insert, json!({ "id": "theirs", "title": "x" }));
    crate::common::send(&house.world, &house.world.room("other"), list).unwrap();
    let foreign = house.insert("todos", json!({ "id": "a", "listId": "theirs", "title": "x" }));
    let missing = house.insert("todos", json!({ "id": "a", "listId": "nobody", "title": "x" }));
    assert_eq!(foreign, missing, "s16: like a missing one");
    assert_eq!(brief(missing, "CONFLICT"), no_such_row(&json!(["listId"])));
    assert_eq!(crate::common::log(&house.world, "house").len(), 0);
}

#[test]
fn references_are_checked_in_patches_and_bulks() {
    let house = House::new();
    house.insert("lists", json!({ "id": "l", "title": "x" })).unwrap();
    house.insert("todos", json!({ "id": "a", "listId": "l", "title": "x" })).unwrap();
    assert_eq!(
        brief(house.update("todos", "a", json!({ "listId": "m" })), "CONFLICT"),
        no_such_row(&json!(["listId"]))
    );
    house.update("todos", "a", json!({ "listId": null })).unwrap();
    house.update("todos", "a", json!({ "listId": "l" })).unwrap();
    let items =
        json!({ "items": [{ "id": "b", "title": "b", "listId": "l" }, { "id": "c", "title": "c", "personId": "p" }] });
    let refused = house.send(house.request("todos", Action::BulkInsert, items));
    assert_eq!(brief(refused, "CONFLICT"), no_such_row(&json!(["items", 1, "personId"])));
    // Every one that is wrong is named.
    let refused =
        house.insert("todos", json!({ "id": "b", "title": "x", "listId": "m", "personId": "p", "parentId": "q" }));
    assert_eq!(brief(refused, "CONFLICT").as_array().unwrap().len(), 3);
}

#[test]
fn a_bulk_may_name_its_own_rows() {
    let house = House::new();
    let items = json!({ "items": [{ "id": "a", "title": "a", "parentId": "b" }, { "id": "b", "title": "b" }] });
    house.send(house.request("todos", Action::BulkInsert, items)).unwrap();
    assert_eq!(house.get(&TODOS, "a", None).unwrap()["parentId"], "b");
    house.assert_sound();
}

#[test]
fn h1_a_deleted_row_cannot_be_named() {
    let house = House::new();
    house.insert("people", json!({ "id": "p", "name": "P" })).unwrap();
    house.delete("people", "p").unwrap();
    let refused = house.insert("todos", json!({ "id": "a", "title": "x", "personId": "p" }));
    assert_eq!(brief(refused, "CONFLICT"), no_such_row(&json!(["personId"])));
}

#[test]
fn l1_a_reference_to_what_an_earlier_mutation_makes_or_takes_waits_for_it() {
    let house = House::new();
    let answers = house.send_all(vec![
        house.request("todos", Action::Insert, json!({ "id": "t", "title": "x" })),
        house.request("comments", Action::Insert, json!({ "id": "c", "todoId": "t" })),
        house.request("todos", Action::Delete, json!({ "id": "t" })),
        house.request("comments", Action::Insert, json!({ "id": "d", "todoId": "t" })),
        house.request("comments", Action::Update, json!({ "id": "c", "data": { "text": "x" } })),
    ]);
    assert!(answers[..3].iter().all(Result::is_ok), "{answers:?}");
    assert_eq!(brief(answers[3].clone(), "CONFLICT"), no_such_row(&json!(["todoId"])));
    assert!(matches!(answers[4], Err(Error::NotFound(_))), "it went with the todo");
    assert_eq!(house.ids(&COMMENTS).len(), 0);
    house.assert_sound();
}

#[test]
fn r13_a_refused_reference_costs_its_neighbours_nothing() {
    let house = House::new();
    house.insert("lists", json!({ "id": "l", "title": "x" })).unwrap();
    let batches = house.world.batches();
    let insert = |n: u8, list: &str| {
        house.request("todos", Action::Insert, json!({ "id": format!("{n}"), "listId": list, "title": format!("{n}") }))
    };
    let answers = house.send_all((0..9).map(|n| insert(n, if n % 3 == 1 { "m" } else { "l" })).collect());
    assert_eq!(house.world.batches() - batches, 1);
    let seqs: Vec<_> = answers.iter().filter_map(|answer| Some(answer.as_ref().ok()?.seq.0)).collect();
    assert_eq!(seqs, [2, 3, 4, 5, 6, 7]);
}
