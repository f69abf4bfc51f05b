use ferrosync::protocol::Action;
use serde_json::json;

use super::{House, brief, schema::FILES};

#[test]
fn l10_a_private_column_never_leaves_the_server() {
    let house = House::new();
    let insert = house.request("files", Action::Insert, json!({ "id": "a", "name": "one" }));
    let answer = house.send_as(insert.clone(), Some("ada")).unwrap();
    house.world.connection().execute("UPDATE files SET secret = 'hush'", []).unwrap();
    house.update("files", "a", json!({ "size": 1 })).unwrap();
    let again = house.send_as(insert, Some("ada")).unwrap();
    let bulk = json!({ "items": [{ "id": "a", "data": { "size": 2 } }] });
    let bulk = house.send(house.request("files", Action::BulkUpdate, bulk)).unwrap();
    let seen = format!(
        "{answer:?} {again:?} {bulk:?} {:?} {:?} {:?}",
        house.list(&FILES, None),
        house.get(&FILES, "a", None),
        house.socket.frames()
    );
    assert!(seen.contains("\\\"size\\\":1") && seen.contains("Number(2)"), "{seen}");
    assert!(!seen.contains("secret") && !seen.contains("hush"), "{seen}");
}

#[test]
fn l10_a_client_cannot_name_a_private_column() {
    let house = House::new();
    let insert = house.request("files", Action::Insert, json!({ "id": "a", "name": "one", "secret": "x" }));
    let unknown = json!([[["secret"], "unknown_field", "is not a field of this collection"]]);
    assert_eq!(brief(house.send_as(insert, Some("ada")), "UNKNOWN_FIELD"), unknown);
    assert_eq!(brief(house.update("files", "a", json!({ "secret": null })), "UNKNOWN_FIELD"), unknown);
}

#[test]
fn l10_a_readonly_column_is_set_on_insert_only() {
    let house = House::new();
    let insert = house.request("files", Action::Insert, json!({ "id": "a", "name": "one", "kind": "pdf" }));
    house.send_as(insert, Some("ada")).unwrap();
    assert_eq!(house.get(&FILES, "a", None).unwrap()["kind"], "pdf");
    assert_eq!(
        brief(house.update("files", "a", json!({ "kind": "doc" })), "UNKNOWN_FIELD"),
        json!([[["kind"], "readonly_column", "is set on insert only"]])
    );
}
