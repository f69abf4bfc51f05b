use ferrosync::protocol::{Action, Error};
use serde_json::json;

use super::{
    House, brief,
    schema::{LISTS, TODOS},
};

#[test]
fn a_taken_value_is_refused_under_its_column() {
    let house = House::new();
    house.insert("lists", json!({ "id": "a", "title": "one" })).unwrap();
    let refused = house.insert("lists", json!({ "id": "b", "title": "one" }));
    assert_eq!(refused.as_ref().unwrap_err().to_string(), "`title` is taken");
    assert_eq!(brief(refused, "CONFLICT"), json!([[["title"], "taken", "is taken"]]));
    house.insert("lists", json!({ "id": "b", "title": "two" })).unwrap();
    assert_eq!(
        brief(house.update("lists", "b", json!({ "title": "one" })), "CONFLICT"),
        json!([[["title"], "taken", "is taken"]])
    );
    house.update("lists", "b", json!({ "title": "two" })).unwrap();
    let items = json!({ "items": [{ "id": "c", "title": "three" }, { "id": "d", "title": "two" }] });
    let refused = house.send(house.request("lists", Action::BulkInsert, items));
    assert_eq!(brief(refused, "CONFLICT"), json!([[["items", 1, "title"], "taken", "is taken"]]));
    let items = json!({ "items": [{ "id": "b", "data": { "title": "one" } }] });
    let refused = house.send(house.request("lists", Action::BulkUpdate, items));
    assert_eq!(brief(refused, "CONFLICT"), json!([[["items", 0, "data", "title"], "taken", "is taken"]]));
    assert_eq!(crate::common::log(&house.world, "house").len(), 3, "refusals are not in the log");
}

#[test]
fn a_bulk_that_takes_a_value_twice_is_refused_where_it_does() {
    let house = House::new();
    let items =
        json!({ "items": [{ "id": "a", "title": "x" }, { "id": "b", "title": "y" }, { "id": "c", "title": "x" }] });
    let refused = house.send(house.request("lists", Action::BulkInsert, items));
    assert_eq!(brief(refused, "CONFLICT"), json!([[["items", 2, "title"], "taken", "is taken"]]));
    assert_eq!(house.ids(&LISTS).len(), 0);
}

#[test]
fn s16_a_value_of_another_room_is_free() {
    let house = House::new();
    let insert = house.request("lists", Action::Insert, json!({ "id": "a", "title": "one" }));
    crate::common::send(&house.world, &house.world.room("other"), insert).unwrap();
    house.insert("lists", json!({ "id": "a", "title": "one" })).unwrap();
}

#[test]
fn a_key_of_two_columns_is_compared_with_the_row_as_it_is() {
    let house = House::new();
    for (id, list, title) in [("a", "l", "x"), ("b", "l", "y"), ("c", "m", "x")] {
        if house.ids(&LISTS).iter().all(|known| known != list) {
            house.insert("lists", json!({ "id": list, "title": list })).unwrap();
        }
        house.insert("todos", json!({ "id": id, "listId": list, "title": title })).unwrap();
    }
    let taken = json!([[["title"], "taken", "is taken"]]);
    assert_eq!(brief(house.update("todos", "b", json!({ "title": "x" })), "CONFLICT"), taken);
    assert_eq!(brief(house.update("todos", "c", json!({ "listId": "l" })), "CONFLICT"), taken);
    assert_eq!(brief(house.update("todos", "c", json!({ "listId": "l", "title": "y" })), "CONFLICT"), taken);
    house.update("todos", "c", json!({ "listId": "l", "title": "z" })).unwrap();
    house.update("todos", "b", json!({ "title": "y" })).unwrap();
    // NULL equals nothing.
    for id in ["d", "e"] {
        house.insert("todos", json!({ "id": id, "title": "x" })).unwrap();
    }
    house.update("todos", "a", json!({ "listId": null })).unwrap();
    assert_eq!(house.ids(&TODOS), ["a", "b", "c", "d", "e"]);
}

#[test]
fn r13_of_two_in_one_group_the_first_takes_the_value() {
    let house = House::new();
    house.insert("lists", json!({ "id": "z", "title": "z" })).unwrap();
    let batches = house.world.batches();
    let insert = |id: &str, title: &str| house.request("lists", Action::Insert, json!({ "id": id, "title": title }));
    let answers =
        house.send_all(vec![insert("a", "x"), insert("b", "z"), insert("c", "y"), insert("d", "x"), insert("e", "w")]);
    let seqs: Vec<_> = answers.iter().map(|answer| answer.as_ref().ok().map(|answer| answer.seq.0)).collect();
    assert_eq!(seqs, [Some(2), None, Some(3), None, Some(4)]);
    assert!(answers.iter().flat_map(Result::as_ref).count() == 3);
    assert_eq!(brief(answers[3].clone(), "CONFLICT"), json!([[["title"], "taken", "is taken"]]));
    assert_eq!(house.world.batches() - batches, 1, "who contends costs nobody anything");
}

#[test]
fn l1_a_value_that_an_earlier_mutation_frees_is_free() {
    let house = House::new();
    house.insert("lists", json!({ "id": "a", "title": "x" })).unwrap();
    house.insert("lists", json!({ "id": "b", "title": "y" })).unwrap();
    let answers = house.send_all(vec![
        house.request("lists", Action::Update, json!({ "id": "a", "data": { "title": "x2" } })),
        house.request("lists", Action::Insert, json!({ "id": "c", "title": "x" })),
        house.request("lists", Action::Delete, json!({ "id": "b" })),
        house.request("lists", Action::Update, json!({ "id": "a", "data": { "title": "y" } })),
    ]);
    assert!(answers.iter().all(Result::is_ok), "{answers:?}");
    assert_eq!(
        house.list(&LISTS, None).iter().map(|row| row["title"].as_str().unwrap()).collect::<Vec<_>>(),
        ["y", "x"]
    );
}

#[test]
fn l2_a_value_that_somebody_beside_us_took_is_a_conflict_all_the_same() {
    let house = House::new();
    house.insert("lists", json!({ "id": "a", "title": "x" })).unwrap();
    // A bulk of patches that meet in one key: only the database sees that.
    house.insert("lists", json!({ "id": "l", "title": "l" })).unwrap();
    for (id, title) in [("1", "p"), ("2", "q")] {
        house.insert("todos", json!({ "id": id, "listId": "l", "title": title })).unwrap();
    }
    let items = json!({ "items": [{ "id": "1", "data": { "title": "r" } }, { "id": "2", "data": { "title": "r" } }] });
    let refused = house.send(house.request("todos", Action::BulkUpdate, items));
    assert!(matches!(refused, Err(Error::Conflict { .. })), "{refused:?}");
    assert_eq!(house.list(&TODOS, None)[0]["title"], "p");
}
