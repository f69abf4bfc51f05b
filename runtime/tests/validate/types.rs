use std::collections::BTreeMap;

use ferrosync::{
    schema::{Column, ColumnType, Enum, Field, Json, Newtype, Object, Timestamp, Type, Union, UnionVariant, Variant},
    validate::{Bound, Number, email, items, length, range},
};
use serde_json::{Value, json};

use crate::common::{it, put, refusal};

const fn field(wire: &'static str, ty: Type) -> Field {
    Field { wire, docs: "", ty, nullable: false, rules: &[], custom: &[] }
}

const STATUS: Enum = Enum {
    name: "Status",
    docs: "",
    variants: &[Variant { wire: "open", docs: "" }, Variant { wire: "inProgress", docs: "" }],
};

const EMAIL: Newtype = Newtype {
    name: "Email",
    docs: "",
    ty: Type::Text,
    rules: &[email()],
    custom: &[],
    types: ferrosync::__ts_types![],
};

const POINT: Object = Object {
    name: "Point",
    docs: "",
    fields: &[field("x", Type::INT), Field { nullable: true, ..field("y", Type::Real) }],
    types: ferrosync::__ts_types![],
};

const ADDRESS: Object = Object {
    name: "Address",
    docs: "",
    fields: &[
        Field { rules: &[length(Some(1), None)], ..field("street", Type::Text) },
        Field { nullable: true, rules: &[length(None, Some(3))], ..field("zip", Type::Text) },
        field("status", Type::Enum(&STATUS)),
        Field { nullable: true, ..field("at", Type::Object(&POINT)) },
        Field { rules: &[items(None, Some(1))], ..field("mails", Type::List(&Type::Newtype(&EMAIL))) },
    ],
    types: ferrosync::__ts_types![],
};

const SHAPE: Union = Union {
    name: "Shape",
    docs: "",
    tag: "type",
    variants: &[
        UnionVariant {
            wire: "circle",
            docs: "",
            fields: &[Field {
                rules: &[range(Some(Bound { value: Number::Int(0), inclusive: false }), None)],
                ..field("radius", Type::Real)
            }],
            types: ferrosync::__ts_types![],
        },
        UnionVariant {
            wire: "at",
            docs: "",
            fields: &[field("point", Type::Object(&POINT)), Field { nullable: true, ..field("note", Type::Text) }],
            types: ferrosync::__ts_types![],
        },
        UnionVariant { wire: "none", docs: "", fields: &[], types: ferrosync::__ts_types![] },
    ],
};

#[test]
fn h11_whole_numbers_have_the_range_of_their_rust_type() {
    let byte = it(u8::TYPE);
    for (text, stored) in [("0", 0), ("-0", 0), ("-0.0", 0), ("255", 255), ("1.0", 1), ("1e2", 100)] {
        assert_eq!(put(byte, &serde_json::from_str(text).unwrap()), Ok(json!(stored)), "{text}");
    }
    let limits = "out_of_range: must be between 0 and 255 {\"max\":255,\"min\":0}";
    for text in ["-1", "256", "-0.0e0", "1e300", "18446744073709551615", "255.0000000000000000001"] {
        let refused = refusal(byte, &serde_json::from_str(text).unwrap());
        let is_fine = matches!(text, "-0.0e0" | "255.0000000000000000001");
        assert_eq!(refused, if is_fine { vec![] } else { vec![format!("it: {limits}")] }, "{text}");
    }
    for value in [json!(1.5), json!("1"), json!(true), json!(null), json!([1])] {
        let words = "it: invalid_type: must be an integer {\"expected\":\"integer\"}";
        assert_eq!(refusal(byte, &value), [words], "{value}");
    }
    assert_eq!(put(it(i8::TYPE), &json!(-128)), Ok(json!(-128)));
    assert_eq!(
        refusal(it(i64::TYPE), &json!(9_007_199_254_740_992_i64)),
        ["it: out_of_range: must be between -9007199254740991 and 9007199254740991 \
          {\"max\":9007199254740991,\"min\":-9007199254740991}"]
    );
    assert_eq!(put(it(Timestamp::TYPE), &json!(8.64e15)), Ok(json!(8_640_000_000_000_000_i64)));
}

#[test]
fn an_enum_is_one_of_its_texts() {
    let column = it(Type::Enum(&STATUS));
    assert_eq!(put(column, &json!("inProgress")), Ok(json!("inProgress")));
    let words = r#"it: not_one_of: must be one of "open", "inProgress" {"values":["open","inProgress"]}"#;
    for text in ["InProgress", "Open", "", "open ", "constructor"] {
        assert_eq!(refusal(column, &json!(text)), [words]);
    }
    assert_eq!(refusal(column, &json!(1)), ["it: invalid_type: must be a string {\"expected\":\"string\"}"]);
}

#[test]
fn a_nested_value_is_stored_with_all_its_fields() {
    let value = json!({"street": "a", "status": "open", "at": {"x": 1.0}, "mails": []});
    let stored = json!({"street": "a", "zip": null, "status": "open", "at": {"x": 1, "y": null}, "mails": []});
    assert_eq!(put(it(Type::Object(&ADDRESS)), &value), Ok(stored));
}

#[test]
fn a_nested_value_says_all_that_is_wrong_and_where() {
    let value = json!({
        "street": "", "zip": "12345", "status": "shut", "at": {"x": 1.5, "z": 0},
        "mails": ["a@b.c", "b"], "__proto__": {}, "constructor": 1,
    });
    assert_eq!(
        refusal(it(Type::Object(&ADDRESS)), &value),
        [
            "it.__proto__: unknown_field: is not a field of this value",
            "it.at.x: invalid_type: must be an integer {\"expected\":\"integer\"}",
            "it.at.z: unknown_field: is not a field of this value",
            "it.constructor: unknown_field: is not a field of this value",
            "it.mails.1: invalid_email: must be an email address",
            "it.mails: too_many: must have at most 1 item {\"max\":1}",
            "it.status: not_one_of: must be one of \"open\", \"inProgress\" {\"values\":[\"open\",\"inProgress\"]}",
            "it.street: too_short: must have at least 1 character {\"min\":1}",
            "it.zip: too_long: must have at most 3 characters {\"max\":3}",
        ]
    );
    assert_eq!(
        refusal(it(Type::Object(&ADDRESS)), &json!({"zip": null, "street": null})),
        [
            "it.mails: required: is required",
            "it.status: required: is required",
            "it.street: invalid_type: must be a string {\"expected\":\"string\"}",
        ]
    );
    for value in [json!([]), json!("a"), json!(null), json!(1)] {
        let words = "it: invalid_type: must be an object {\"expected\":\"object\"}";
        assert_eq!(refusal(it(Type::Object(&ADDRESS)), &value), [words]);
    }
}

#[test]
fn a_union_is_told_apart_by_its_tag() {
    let column = it(Type::Union(&SHAPE));
    assert_eq!(put(column, &json!({"type": "circle", "radius": 1})), Ok(json!({"type": "circle", "radius": 1.0})));
    assert_eq!(put(column, &json!({"type": "none"})), Ok(json!({"type": "none"})));
    assert_eq!(
        put(column, &json!({"point": {"x": 1}, "type": "at"})),
        Ok(json!({"type": "at", "point": {"x": 1, "y": null}, "note": null}))
    );
    assert_eq!(
        refusal(column, &json!({"type": "circle", "radius": 0, "point": {"x": 1}})),
        [
            "it.point: unknown_field: is not a field of this value",
            "it.radius: too_small: must be more than 0 {\"above\":0}",
        ]
    );
    assert_eq!(refusal(column, &json!({"type": "at", "point": {}})), ["it.point.x: required: is required"]);
    assert_eq!(refusal(column, &json!({"radius": "a"})), ["it.type: required: is required"]);
    let unknown = r#"it.type: not_one_of: must be one of "circle", "at", "none" {"values":["circle","at","none"]}"#;
    for tag in [json!("Circle"), json!("__proto__"), json!(null), json!(1), json!({})] {
        assert_eq!(refusal(column, &json!({"type": tag, "radius": "a"})), [unknown]);
    }
    assert_eq!(refusal(column, &json!("circle")), ["it: invalid_type: must be an object {\"expected\":\"object\"}"]);
}

#[test]
fn a_list_names_its_items_by_index() {
    let column = it(Type::List(&Type::List(&Type::Newtype(&EMAIL))));
    assert_eq!(put(column, &json!([["a@b.c"], []])), Ok(json!([["a@b.c"], []])));
    assert_eq!(
        refusal(column, &json!([["a@b.c", "a"], null, [2]])),
        [
            "it.0.1: invalid_email: must be an email address",
            "it.1: invalid_type: must be an array {\"expected\":\"array\"}",
            "it.2.0: invalid_type: must be a string {\"expected\":\"string\"}",
        ]
    );
}

#[test]
fn rules_do_not_look_at_what_holds_a_wrong_field() {
    let column = Column { rules: const { &[items(Some(5), None)] }, ..it(Type::List(&Type::Object(&POINT))) };
    let wrong = [json!([{"x": "a"}]), json!([{}]), json!([{"x": 1, "z": 1}])];
    assert_eq!(wrong.map(|value| refusal(column, &value).len()), [1; 3]);
    assert_eq!(refusal(column, &json!([{"x": 1}])), ["it: too_few: must have at least 5 items {\"min\":5}"]);
}

#[test]
fn l13_issues_end_where_they_would_fill_the_memory() {
    let issues = put(it(Type::List(&Type::Text)), &Value::from(vec![1; 200_000])).unwrap_err();
    assert_eq!(issues.len(), 1_000);
}

#[test]
fn an_option_that_is_null_keeps_every_rule() {
    let column = Column { nullable: true, rules: const { &[length(Some(1), None)] }, ..it(Type::Newtype(&EMAIL)) };
    assert_eq!(put(column, &json!(null)), Ok(json!(null)));
    assert_eq!(refusal(column, &json!("")).len(), 2);
}

const SETTINGS: Type = <Json<BTreeMap<String, String>> as ColumnType>::TYPE;
const ANYTHING: Type = <Json<Value> as ColumnType>::TYPE;

#[test]
fn json_is_what_its_rust_type_can_be_read_from() {
    let settings = it(SETTINGS);
    assert_eq!(put(settings, &json!({"theme": "dark", "more": ""})), Ok(json!({"theme": "dark", "more": ""})));
    assert_eq!(refusal(settings, &json!({"theme": 1})), ["it: invalid_json: does not have the expected form"]);
    let anything = it(ANYTHING);
    for value in [json!(false), json!(0), json!(""), json!([null]), json!({"__proto__": {"a": 1}})] {
        assert_eq!(put(anything, &value), Ok(value));
    }
    assert_eq!(
        refusal(anything, &json!(null)),
        ["it: invalid_type: must be JSON, and not null {\"expected\":\"json\"}"]
    );
}

#[test]
fn h11_json_has_at_most_64_levels() {
    let nested = |levels: usize| serde_json::from_str(&["[".repeat(levels), "]".repeat(levels)].concat()).unwrap();
    let anything = it(ANYTHING);
    assert_eq!(refusal(anything, &nested(64)), [""; 0]);
    assert_eq!(refusal(anything, &nested(65)), ["it: too_deep: must not be nested deeper than 64 levels {\"max\":64}"]);
    assert_eq!(refusal(anything, &json!({"a": [nested(62)]})), [""; 0]);
    assert_eq!(refusal(anything, &json!({"a": [nested(63)]})).len(), 1);
}
