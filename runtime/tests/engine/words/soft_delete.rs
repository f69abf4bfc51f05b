use ferrosync::protocol::{Action, Data, Error};
use serde_json::{Value, json};

use super::{House, schema::PEOPLE};

#[test]
fn h1_a_deleted_row_is_kept_and_seen_by_nobody() {
    let house = House::new();
    house.insert("people", json!({ "id": "ada", "name": "Ada" })).unwrap();
    let insert = house.request("people", Action::Insert, json!({ "id": "bob", "name": "Bob" }));
    let before = crate::common::row(&house.send(insert.clone()).unwrap());
    house.delete("people", "bob").unwrap();
    assert_eq!(house.told(), [json!(["people", "delete", { "id": "bob" }])]);
    assert_eq!(house.logged(), json!({ "people": [["bob", null, null]] }));

    assert_eq!(house.ids(&PEOPLE), ["ada"]);
    assert!(matches!(house.get(&PEOPLE, "bob", None), Err(Error::NotFound(_))));
    assert!(matches!(house.update("people", "bob", json!({ "name": "x" })), Err(Error::NotFound(_))));
    assert!(matches!(house.delete("people", "bob"), Err(Error::NotFound(_))));
    let ids = json!({ "ids": ["ada", "bob"] });
    assert!(matches!(house.send(house.request("people", Action::BulkDelete, ids)), Err(Error::NotFound(_))));
    assert_eq!(house.send(insert).unwrap().data, Data::Row(None), "a replay of a row that is gone by now");
    assert_eq!(house.ids(&PEOPLE), ["ada"]);

    // It is there all the same, with the time of its end.
    let row = house.sql("SELECT json_array(name, deleted_at, updated_at) FROM people WHERE id = 'bob'");
    let row: Value = serde_json::from_str(row.as_str().unwrap()).unwrap();
    assert_eq!(row[0], "Bob");
    assert!(row[1].as_i64() > before["updatedAt"].as_i64());
    assert_eq!(row[1], row[2], "`updated_at` moves with it");
}

#[test]
fn h1_the_id_of_a_deleted_row_stays_taken() {
    let house = House::new();
    house.insert("people", json!({ "id": "ada", "name": "Ada" })).unwrap();
    house.delete("people", "ada").unwrap();
    assert!(matches!(house.insert("people", json!({ "id": "ada", "name": "New" })), Err(Error::IdTaken(_))));
}

#[test]
fn h1_what_a_delete_hides_waits_for_it() {
    let house = House::new();
    house.insert("people", json!({ "id": "ada", "name": "Ada" })).unwrap();
    let answers = house.send_all(vec![
        house.request("people", Action::Delete, json!({ "id": "ada" })),
        house.request("people", Action::Update, json!({ "id": "ada", "data": { "name": "x" } })),
        house.request("people", Action::Insert, json!({ "id": "ada", "name": "New" })),
        // Its name is free for another in the same moment.
        house.request("people", Action::Insert, json!({ "id": "eve", "name": "Ada" })),
    ]);
    assert!(answers[0].is_ok());
    assert!(matches!(answers[1], Err(Error::NotFound(_))));
    assert!(matches!(answers[2], Err(Error::IdTaken(_))));
    assert!(answers[3].is_ok(), "{:?}", answers[3]);
    assert_eq!(house.ids(&PEOPLE), ["eve"]);
}

#[test]
fn s13_a_client_does_not_say_when_a_row_was_deleted() {
    let house = House::new();
    for fields in
        [json!({ "id": "a", "name": "A", "deletedAt": 1 }), json!({ "id": "a", "name": "A", "deletedAt": null })]
    {
        assert!(matches!(house.insert("people", fields), Err(Error::UnknownField(_))));
    }
    house.insert("people", json!({ "id": "a", "name": "A" })).unwrap();
    assert!(matches!(house.update("people", "a", json!({ "deletedAt": 1 })), Err(Error::UnknownField(_))));
}
