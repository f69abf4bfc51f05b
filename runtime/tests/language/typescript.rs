use ferrosync::__private::ts_rs::{Config, TS};
use ferrosync::schema::{ColumnType, Entity, Type};

use crate::schema::{Address, Contact, Email, Event, Machine, Point, Product, Shape, State, Todo, Volume};

#[test]
fn columns_are_named_by_the_types_of_the_file() {
    let names = (Product::COLLECTION.types.names)(&Config::default());
    assert_eq!(
        names,
        [
            "string",
            "State",
            "State",
            "State | null",
            "Address",
            "Address | null",
            "Shape",
            "Email",
            "Email",
            "Array<string>",
            "Array<Array<number>>",
            "Array<Shape> | null",
            "JsonValue",
            "{ [key in string]: number } | null",
            "number",
            "number",
            "number",
            "number",
            "boolean",
        ]
    );
    assert_eq!((Machine::COLLECTION.types.names)(&Config::default())[1..], ["Array<Part>", "Part"]);
}

#[test]
fn ts_rs_declares_the_types_by_their_wire_names() {
    let config = Config::default();
    assert_eq!(State::decl(&config), r#"type State = "inStock" | "soldOut";"#);
    assert_eq!(Volume::decl(&config), r#"type Volume = "VERY_LOW" | "HIGH";"#);
    assert_eq!(Email::decl(&config), "type Email = string;");
    assert_eq!(Contact::decl(&config), "type Contact = Email;");
    // `AlongY` is an `i64`: a number within what JavaScript holds, not a bigint.
    let point = Point::decl(&config);
    assert!(point.contains("AlongX: number") && point.contains("AlongY: number"), "{point}");
    let address = Address::decl(&config);
    assert!(address.contains("streetName: string") && address.contains("at: Point | null"), "{address}");
    let shape = Shape::decl(&config);
    assert!(shape.contains(r#""type": "circle""#) && shape.contains("middlePoint: Point | null"), "{shape}");
    assert!(shape.contains(r#"{ "type": "noShape" }"#), "{shape}");
    let event = Event::decl(&config);
    assert!(event.contains(r#""kind": "has_moved""#) && event.contains("volume: Volume"), "{event}");
}

#[test]
fn fields_and_insides_are_named_too() {
    let config = Config::default();
    let Type::Object(address) = Address::TYPE else { panic!("{:?}", Address::TYPE) };
    assert_eq!((address.types.names)(&config), ["string", "number | null", "Point | null"]);
    let Type::Union(shape) = Shape::TYPE else { panic!("{:?}", Shape::TYPE) };
    assert_eq!((shape.variants[0].types.names)(&config), ["number", "Point | null"]);
    assert!((shape.variants[1].types.names)(&config).is_empty());
    let Type::Newtype(contact) = Contact::TYPE else { panic!("{:?}", Contact::TYPE) };
    assert_eq!((contact.types.names)(&config), ["Email"]);
}

#[test]
fn private_columns_are_not_in_ts_rs_rows() {
    let todo = Todo::decl(&Config::default());
    assert!(todo.contains("title: string") && !todo.contains("remark") && !todo.contains("rank"), "{todo}");
}
