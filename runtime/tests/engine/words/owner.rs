use ferrosync::protocol::{Action, Error};
use serde_json::json;

use super::{House, issues, schema::FILES};

#[test]
fn s11_the_owner_is_who_asks_and_never_what_the_payload_says() {
    let house = House::new();
    let fields = json!({ "id": "a", "name": "one" });
    let insert = house.request("files", Action::Insert, fields.clone());
    assert_eq!(house.send(insert.clone()), Err(Error::Unauthenticated));
    assert_eq!(Error::Unauthenticated.code(), ("UNAUTHENTICATED", 401));
    house.send_as(insert, Some("ada")).unwrap();
    assert_eq!(house.get(&FILES, "a", None).unwrap()["ownerId"], "ada");

    let forged = json!({ "id": "b", "name": "two", "ownerId": "bob" });
    let forged = house.send_as(house.request("files", Action::Insert, forged), Some("ada"));
    assert_eq!(issues(forged, "UNKNOWN_FIELD")[0].code, "server_column");
    assert_eq!(
        issues(house.update("files", "a", json!({ "ownerId": "bob" })), "UNKNOWN_FIELD")[0].code,
        "server_column"
    );
    assert_eq!(house.get(&FILES, "a", None).unwrap()["ownerId"], "ada");
}

#[test]
fn s11_a_bulk_makes_owners_too() {
    let house = House::new();
    let items = json!({ "items": [{ "id": "a", "name": "one" }, { "id": "b", "name": "two" }] });
    let bulk = house.request("files", Action::BulkInsert, items);
    assert_eq!(house.send(bulk.clone()), Err(Error::Unauthenticated));
    house.send_as(bulk, Some("ada")).unwrap();
    assert!(house.list(&FILES, None).iter().all(|row| row["ownerId"] == "ada"));
}
