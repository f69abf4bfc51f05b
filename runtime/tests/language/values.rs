use ferrosync::schema::{ColumnType, Entity, Field, Type};
use ferrosync::validate::Spec;

use crate::schema::{Address, Email, Event, History, Machine, Point, Product, Shape, State, Volume};

fn wires(fields: &'static [Field]) -> Vec<(&'static str, bool)> {
    fields.iter().map(|field| (field.wire, field.nullable)).collect()
}

#[test]
fn an_enum_is_its_texts() {
    let Type::Enum(state) = State::TYPE else { panic!("{:?}", State::TYPE) };
    assert_eq!((state.name, state.docs), ("State", "How it stands with a product."));
    let variants: Vec<_> = state.variants.iter().map(|variant| (variant.wire, variant.docs)).collect();
    assert_eq!(variants, [("inStock", "To be had."), ("soldOut", "No more.")]);

    let Type::Enum(volume) = Volume::TYPE else { panic!("{:?}", Volume::TYPE) };
    let wires: Vec<_> = volume.variants.iter().map(|variant| variant.wire).collect();
    assert_eq!(wires, ["VERY_LOW", "HIGH"]);
}

#[test]
fn a_nested_struct_is_its_fields() {
    let Type::Object(address) = Address::TYPE else { panic!("{:?}", Address::TYPE) };
    assert_eq!((address.name, address.docs), ("Address", "Where something is."));
    assert_eq!(wires(address.fields), [("streetName", false), ("house", true), ("at", true)]);
    assert_eq!(address.fields[0].docs, "The street.");
    assert!(matches!(address.fields[1].ty, Type::Int { min: 0, max: 65535 }));
    let Type::Object(point) = address.fields[2].ty else { panic!("{:?}", address.fields[2].ty) };
    assert_eq!(wires(point.fields), [("AlongX", false), ("AlongY", false)]);
}

#[test]
fn an_enum_with_data_is_objects_with_a_tag() {
    let Type::Union(shape) = Shape::TYPE else { panic!("{:?}", Shape::TYPE) };
    assert_eq!((shape.name, shape.docs, shape.tag), ("Shape", "A form.", "type"));
    let variants: Vec<_> = shape.variants.iter().map(|variant| (variant.wire, wires(variant.fields))).collect();
    assert_eq!(variants, [("circle", vec![("radius", false), ("middlePoint", true)]), ("noShape", vec![])]);

    let Type::Union(event) = Event::TYPE else { panic!("{:?}", Event::TYPE) };
    assert_eq!(event.tag, "kind");
    let variants: Vec<_> = event.variants.iter().map(|variant| (variant.wire, wires(variant.fields))).collect();
    assert_eq!(variants, [("has_moved", vec![("toPoint", false), ("volume", false)]), ("stopped", vec![])]);
}

#[test]
fn a_newtype_is_its_inside_with_rules() {
    let Type::Newtype(email) = Email::TYPE else { panic!("{:?}", Email::TYPE) };
    assert_eq!((email.name, email.docs), ("Email", "An address of mail."));
    assert!(matches!(email.ty, Type::Text));
    assert!(matches!(email.rules, [rule] if matches!(rule.spec, Spec::Length { min: Some(3), max: None })));

    let Type::Newtype(history) = History::TYPE else { panic!("{:?}", History::TYPE) };
    assert!(matches!(history.ty, Type::List(Type::Union(event)) if event.name == "Event"));
}

#[test]
fn columns_have_the_types_that_they_name() {
    let ty = |wire: &str| Product::COLLECTION.column(wire).map(|column| column.ty);
    assert!(matches!(ty("last_state"), Some(Type::Enum(state)) if state.name == "State"));
    assert!(matches!(ty("grid"), Some(Type::List(Type::List(Type::Int { min: 0, max: 255 })))));
    assert!(matches!(ty("shapes"), Some(Type::List(Type::Union(shape))) if shape.name == "Shape"));
    assert!(matches!(ty("extra"), Some(Type::Json(_))));
    assert!(matches!(ty("small"), Some(Type::Int { min: -32768, max: 32767 })));
    let parts = Machine::COLLECTION.column("parts").map(|column| column.ty);
    assert!(matches!(parts, Some(Type::List(Type::Object(part))) if part.name == "Part" && part.fields.len() == 3));
}

#[test]
fn json_takes_what_its_type_takes() {
    let Some(Type::Json(counts)) = Product::COLLECTION.column("counts").map(|column| column.ty) else {
        panic!("`counts` is no JSON")
    };
    assert_eq!((counts.check)(&serde_json::json!({"a": 1})), Ok(()));
    assert!((counts.check)(&serde_json::json!({"a": "1"})).is_err());
}

#[test]
fn derives_of_the_user_stay() {
    fn copied<T: Copy + Eq + core::hash::Hash + Default>(value: T) -> (T, T) {
        (value, value)
    }
    assert_eq!(copied(State::default()).1, State::InStock);
    let point = Point { along_x: 0.5, along_y: 1 };
    assert!(point < Point { along_x: 1.0, ..point });
}
