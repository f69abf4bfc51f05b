//! Who may write which column.

use ferrosync::{
    schema::{Access, Collection, Column, DefaultValue, Role, Type},
    validate::{check_insert, check_patch, trim},
};
use serde_json::{Value, json};

use crate::common::{ID, collection, fields, words};

const fn column(wire: &'static str, role: Role) -> Column {
    Column { role, ..Column::new(wire, wire, Type::Text) }
}

const THINGS: Collection = collection(
    &[
        ID,
        column("room", Role::SyncId),
        column("owner", Role::Owner),
        column("list", Role::Scope),
        Column { rules: &[trim()], ..column("title", Role::Data) },
        Column { access: Access::Readonly, default: Some(DefaultValue::Text("a")), ..column("kind", Role::Data) },
        Column { access: Access::Private, nullable: true, ..column("secret", Role::Data) },
        Column { nullable: true, ..column("note", Role::Data) },
        column("deletedAt", Role::DeletedAt),
    ],
    &[],
);

fn refused(answer: Result<impl core::fmt::Debug, Vec<ferrosync::validate::Issue>>) -> Vec<String> {
    words(&answer.unwrap_err())
}

#[test]
fn an_insert_gives_the_fields_as_they_are_stored() {
    let given = json!({"title": " Milk ", "kind": "b"});
    assert_eq!(check_insert(&THINGS, &given), Ok(fields(&json!({"title": "Milk", "kind": "b"}))));
    assert_eq!(check_patch(&THINGS, &json!({"title": "\u{feff}"})), Ok(fields(&json!({"title": ""}))));
}

#[test]
fn l10_the_server_owns_its_columns() {
    let roles = json!({"title": "a", "room": "b", "owner": "b", "list": "b", "deletedAt": null});
    let server = ["deletedAt", "list", "owner", "room"]
        .map(|name| format!("{name}: server_column: is written by the server only"));
    assert_eq!(refused(check_insert(&THINGS, &roles)), server);
    assert_eq!(refused(check_patch(&THINGS, &roles)), server);
    assert_eq!(
        refused(check_patch(&THINGS, &json!({"id": "a"}))),
        ["id: server_column: is written by the server only"]
    );
}

#[test]
fn l10_a_private_column_is_not_there_for_clients() {
    let words = ["secret: unknown_field: is not a field of this collection"];
    let given = json!({"title": "a", "secret": "b"});
    assert_eq!(refused(check_insert(&THINGS, &given)), words);
    assert_eq!(refused(check_patch(&THINGS, &given)), words);
}

#[test]
fn a_readonly_column_is_set_on_insert_only() {
    assert!(check_insert(&THINGS, &json!({"title": "a", "kind": "b"})).is_ok());
    assert_eq!(
        refused(check_patch(&THINGS, &json!({"title": "a", "kind": "b"}))),
        ["kind: readonly_column: is set on insert only"]
    );
}

#[test]
fn h11_names_of_javascript_are_unknown_like_any_other() {
    let given: Value =
        serde_json::from_str(r#"{"title":"a","__proto__":1,"constructor":1,"toString":1,"":1}"#).unwrap();
    assert_eq!(
        refused(check_insert(&THINGS, &given)),
        ["", "__proto__", "constructor", "toString"]
            .map(|name| format!("{name}: unknown_field: is not a field of this collection"))
    );
}

#[test]
fn h7_an_empty_patch_and_what_is_no_object_are_refused() {
    assert_eq!(refused(check_patch(&THINGS, &json!({}))), [": empty_patch: must name at least one field to change"]);
    for value in [json!(null), json!([]), json!("a")] {
        let words = [": invalid_type: must be an object {\"expected\":\"object\"}"];
        assert_eq!(refused(check_patch(&THINGS, &value)), words);
        assert_eq!(refused(check_insert(&THINGS, &value)), words);
    }
    assert_eq!(refused(check_insert(&THINGS, &json!({}))), ["title: required: is required"]);
}
