use serde_json::{Value, json};

use super::{House, brief, schema::KINDS};

fn whole() -> Value {
    json!({
        "id": "a", "roomId": "house", "tags": ["x", "null"], "address": { "street": "Main", "floor": null },
        "any": [1, 0.1, { "a": null }], "status": "inProgress", "small": -128,
    })
}

#[test]
fn values_of_every_kind_come_back_as_they_went_in() {
    let house = House::new();
    let mut fields = whole();
    fields.as_object_mut().unwrap().remove("roomId");
    assert_eq!(house.insert("kinds", fields).unwrap(), whole());
    assert_eq!(house.list(&KINDS, None), [whole()]);
    assert_eq!(house.get(&KINDS, "a", None).unwrap(), whole());
    assert_eq!(house.told()[0][2], whole());
}

#[test]
fn null_json_is_null_and_not_a_text() {
    let house = House::new();
    let row = house.insert("kinds", json!({ "id": "a", "tags": [], "any": null })).unwrap();
    assert_eq!((&row["any"], &row["address"], &row["tags"]), (&Value::Null, &Value::Null, &json!([])));
    assert_eq!(house.sql("SELECT any FROM kinds"), Value::Null);
    house.update("kinds", "a", json!({ "any": "text" })).unwrap();
    assert_eq!(house.get(&KINDS, "a", None).unwrap()["any"], "text");
    house.update("kinds", "a", json!({ "any": null })).unwrap();
    assert_eq!(house.sql("SELECT any FROM kinds"), Value::Null);
}

#[test]
fn a_patch_replaces_a_nested_value_as_a_whole() {
    let house = House::new();
    house.insert("kinds", json!({ "id": "a", "tags": ["x"], "address": { "street": "Main", "floor": 3 } })).unwrap();
    let row = house.update("kinds", "a", json!({ "address": { "street": "Side" } })).unwrap();
    assert_eq!(row["address"], json!({ "street": "Side", "floor": null }));
    assert_eq!((&row["tags"], &row["status"], &row["small"]), (&json!(["x"]), &json!("open"), &json!(7)));
    assert_eq!(
        brief(house.update("kinds", "a", json!({ "small": 128, "status": "gone" })), "VALIDATION")
            .as_array()
            .unwrap()
            .iter()
            .map(|issue| issue[1].clone())
            .collect::<Vec<_>>(),
        ["not_one_of", "out_of_range"]
    );
}
