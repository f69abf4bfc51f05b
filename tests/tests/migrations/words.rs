//! The words of the language, as apps write them, from one version to the next.

#![allow(clippy::wildcard_imports)] // As apps write it.

use ferrosync::{schema::Schema, sql::ddl};
use ferrosync_codegen::migration::{Folder, Plan, plan};

use crate::{
    database::{apply, dangling, empty, rows, shape},
    migrate,
};

mod first {
    use ferrosync::schema::*;
    sync_collections![
        pub struct Todo {
            pub id: Uuid,
            #[sync_id]
            pub project_id: String,
            pub title: String,
            pub colour: Option<String>,
            pub created_at: Timestamp,
        }

        #[collection(single_tenant)]
        pub struct Tag {
            pub id: Uuid,
        }
    ];
}

mod second {
    use ferrosync::schema::*;
    sync_collections![
        #[collection(soft_delete, unique(name), index(status), dropped(colour))]
        #[renamed(from = "todos")]
        pub struct Task {
            pub id: Uuid,
            #[sync_id]
            pub project_id: String,
            #[scope]
            #[references(List, on_delete = cascade)]
            pub list_id: Option<Uuid>,
            #[renamed(from = "title")]
            #[validate(trim, length(max = 100))]
            pub name: String,
            pub status: Status,
            #[default([])]
            pub labels: Vec<String>,
            #[private]
            pub secret: Option<String>,
            pub created_at: Timestamp,
            pub deleted_at: Option<Timestamp>,
        }

        #[collection(soft_delete)]
        pub struct List {
            pub id: Uuid,
            #[sync_id]
            pub project_id: String,
            pub deleted_at: Option<Timestamp>,
        }

        #[collection(dropped)]
        pub struct Tag;

        #[collection(existing, single_tenant, table = "AuditLog")]
        pub struct Audit {
            pub id: String,
        }

        pub enum Status {
            #[default]
            Open,
            Done,
        }
    ];
}

#[test]
fn every_word_is_a_step() {
    let new: &Schema = &second::COLLECTIONS;
    let connection = empty();
    let mut folder = Folder::default();
    apply(&connection, &migrate(&mut folder, &first::COLLECTIONS, "init").text).unwrap();
    connection
        .execute_batch("INSERT INTO todos VALUES ('a', 'p', 'one', 'red', 1), ('b', 'q', 'one', NULL, 2)")
        .unwrap();
    let file = migrate(&mut folder, new, "words");
    insta::assert_snapshot!(file.text);
    apply(&connection, &file.text).unwrap();

    let fresh = empty();
    apply(&fresh, &ddl::create(new)).unwrap();
    assert_eq!(shape(&connection), shape(&fresh));
    assert_eq!(dangling(&connection), [""; 0]);
    let rows = rows(&connection, "tasks");
    assert_eq!(rows.len(), 2);
    for (column, value) in [("name", "one"), ("status", "open"), ("labels", "[]")] {
        assert!(rows.values().all(|row| row[column] == rusqlite::types::Value::Text(value.to_owned())), "{column}");
    }
    assert_eq!(plan(new, &folder, Some("again")), Ok(Plan::Current));
}
