//! `NewTodo` and `TodoPatch`: what the server's own code writes.

use ferrosync::schema::{Timestamp, Uuid};
use serde_json::{json, to_value};

use crate::schema::{ListPatch, NewInvoice, NewList, NewMessage, NewTodo, TodoPatch};

#[test]
fn an_insert_has_all_but_the_servers_columns() {
    let list = NewList { id: None, slug: "a".to_owned(), position: None };
    assert_eq!(to_value(list).ok(), Some(json!({"slug": "a"})));
    assert_eq!(to_value(NewMessage { id: None }).ok(), Some(json!({})));
    assert_eq!(to_value(NewInvoice { id: Some("i".to_owned()) }).ok(), Some(json!({"id": "i"})));
}

#[test]
fn an_insert_of_the_server_has_private_and_readonly_columns() {
    let todo = NewTodo {
        id: None,
        after: None,
        origin: Some(Uuid::nil()),
        title: "Milk".to_owned(),
        due: None,
        rank: Some(0.5),
        remark: Some("odd".to_owned()),
        number: 1,
    };
    assert_eq!(
        to_value(todo).ok(),
        Some(json!({"origin": Uuid::nil(), "title": "Milk", "rank": 0.5, "remark": "odd", "number": 1}))
    );
}

#[test]
fn a_patch_has_private_columns_and_no_readonly_ones() {
    // Every field: a readonly one among them would not compile.
    let patch = TodoPatch {
        after: Some(None),
        title: None,
        due: Some(Some(Timestamp::from_millis(1))),
        rank: Some(2.0),
        remark: Some(None),
        number: None,
    };
    assert_eq!(to_value(patch).ok(), Some(json!({"after": null, "due": 1, "rank": 2.0, "remark": null})));
    assert_eq!(to_value(ListPatch { slug: None, position: Some(3) }).ok(), Some(json!({"position": 3})));
}
