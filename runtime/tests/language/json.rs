//! Rows and values as JSON: the names are the wire's.

use core::fmt::Debug;

use ferrosync::schema::{Json, Timestamp, Uuid};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, from_value, json, to_value};

use crate::schema::{
    Address, Contact, Email, Event, History, Invoice, Part, Point, Product, Shape, State, Todo, Volume,
};

fn round<T: Serialize + DeserializeOwned + PartialEq + Debug>(value: &T, expected: Value) {
    assert_eq!(to_value(value).ok(), Some(expected.clone()));
    let back = from_value::<T>(expected);
    assert_eq!(back.as_ref().ok(), Some(value), "{back:?}");
}

#[test]
fn enums_are_texts() {
    round(&State::SoldOut, json!("soldOut"));
    round(&Volume::VeryLow, json!("VERY_LOW"));
    assert!(from_value::<State>(json!("SoldOut")).is_err());
}

#[test]
fn nested_values_are_objects() {
    let point = Point { along_x: 0.5, along_y: -9_007_199_254_740_991 };
    round(&point, json!({"AlongX": 0.5, "AlongY": -9_007_199_254_740_991_i64}));
    let address = Address { street_name: "Main".to_owned(), house: None, at: Some(point) };
    round(
        &address,
        json!({"streetName": "Main", "house": null, "at": {"AlongX": 0.5, "AlongY": -9_007_199_254_740_991_i64}}),
    );
}

#[test]
fn options_of_nested_values_may_be_left_out() {
    let address: Result<Address, _> = from_value(json!({"streetName": "Main"}));
    assert_eq!(address.ok(), Some(Address { street_name: "Main".to_owned(), house: None, at: None }));
    let shape: Result<Shape, _> = from_value(json!({"type": "circle", "radius": 1}));
    assert_eq!(shape.ok(), Some(Shape::Circle { radius: 1.0, middle_point: None }));
}

#[test]
fn variants_with_data_are_objects_with_a_tag() {
    round(
        &Shape::Circle { radius: 2.5, middle_point: None },
        json!({"type": "circle", "radius": 2.5, "middlePoint": null}),
    );
    round(&Shape::NoShape, json!({"type": "noShape"}));
    let moved = Event::HasMoved { to_point: Point { along_x: 0.0, along_y: 1 }, volume: Volume::High };
    round(&moved, json!({"kind": "has_moved", "toPoint": {"AlongX": 0.0, "AlongY": 1}, "volume": "HIGH"}));
    round(&Event::Stopped {}, json!({"kind": "stopped"}));
}

#[test]
fn newtypes_look_like_their_inside() {
    round(&Email("a@b.c".to_owned()), json!("a@b.c"));
    let part = Part {
        id: "x".to_owned(),
        history: History(vec![Event::Stopped {}]),
        contact: Contact(Email("a@b.c".to_owned())),
    };
    round(&part, json!({"id": "x", "history": [{"kind": "stopped"}], "contact": "a@b.c"}));
}

#[test]
fn a_row_of_every_type_goes_to_json_and_back() {
    let product = Product {
        id: "p".to_owned(),
        current_state: State::InStock,
        next_state: State::SoldOut,
        last_state: None,
        origin: Address { street_name: "Main".to_owned(), house: Some(7), at: None },
        storage: None,
        shape: Shape::NoShape,
        contact: Email("a@b.c".to_owned()),
        support: Email("d@e.f".to_owned()),
        tags: vec!["new".to_owned()],
        grid: vec![vec![0, 255], vec![]],
        shapes: Some(vec![Shape::Circle { radius: 1.0, middle_point: None }]),
        extra: Json(json!({"any": [1, null]})),
        counts: Some(Json([("a".to_owned(), 1)].into())),
        tiny: -1,
        small: 2,
        byte: 3,
        word: 4,
        r#type: true,
    };
    round(
        &product,
        json!({
            "id": "p",
            "current_state": "inStock",
            "next_state": "soldOut",
            "last_state": null,
            "origin": {"streetName": "Main", "house": 7, "at": null},
            "storage": null,
            "shape": {"type": "noShape"},
            "contact": "a@b.c",
            "support": "d@e.f",
            "tags": ["new"],
            "grid": [[0, 255], []],
            "shapes": [{"type": "circle", "radius": 1.0, "middlePoint": null}],
            "extra": {"any": [1, null]},
            "counts": {"a": 1},
            "tiny": -1,
            "small": 2,
            "byte": 3,
            "word": 4,
            "type": true,
        }),
    );
}

#[test]
fn private_columns_are_in_the_servers_own_rows() {
    let todo = Todo {
        id: Uuid::nil(),
        project_id: "p".to_owned(),
        owner_id: Uuid::nil(),
        list_id: None,
        after: None,
        origin: None,
        title: "Milk".to_owned(),
        due: Some(Timestamp::from_millis(1)),
        rank: 0.5,
        remark: Some("odd".to_owned()),
        number: 1,
        gone: None,
    };
    let json = to_value(&todo).unwrap_or_default();
    assert_eq!((&json["rank"], &json["remark"]), (&json!(0.5), &json!("odd")));
}

#[test]
fn a_renamed_column_keeps_its_name_on_the_wire() {
    let invoice = Invoice { id: "i".to_owned(), created_at: Timestamp::from_millis(5), voided_at: None };
    round(&invoice, json!({"id": "i", "createdAt": 5, "voidedAt": null}));
}
