//! What `sync_collections!` makes of a schema: metadata, JSON, names in TypeScript.

use ferrosync::schema::{DefaultValue, Direction, Entity, Kind, Role, Tenancy, Timestamp, Uuid};
use ferrosync::validate::Spec;
use serde_json::{from_value, json, to_value};

/// A schema as strict users have one: what the macro adds must not warn.
mod schema {
    #![deny(warnings, missing_docs, unreachable_pub, clippy::pedantic)]

    use ferrosync::schema::*;

    sync_collections![
        /// A thing to do.
        ///
        /// Everyone sees it.
        #[collection(single_tenant, order_by(title, asc))]
        pub struct Todo {
            /// Made by the client.
            pub id: Uuid,
            /// Shown in the list.
            #[validate(length(min = 1, max = 200))]
            pub title: String,
            /// Whether it is done.
            #[default(false)]
            pub completed: bool,
            /// Long text.
            #[validate(length(max = 5000))]
            pub content: Option<String>,
            /// When it was made.
            pub created_at: Timestamp,
            /// When it was changed.
            pub updated_at: Timestamp,
        }

        /// What was measured in a project.
        #[collection(auto_timestamp(made, changed))]
        #[derive(PartialOrd)]
        pub struct HTTPSample {
            /// Chosen by whoever measures.
            pub id: String,
            /// The room.
            #[sync_id]
            pub project_id: String,
            /// A raw identifier: `type` on the wire.
            #[default("get")]
            #[validate(length(min = 3))]
            pub r#type: String,
            /// How often.
            #[default(-5)]
            pub count: i64,
            /// How far off.
            #[default(-0.5)]
            pub drift: f64,
            /// Maybe.
            pub weight: Option<f64>,
            /// When it was measured.
            pub made: Timestamp,
            /// When it was corrected.
            pub changed: Timestamp,
            /// Not the server's, for other columns are named.
            pub created_at: Timestamp,
        }

        /// Times are the client's.
        #[collection(single_tenant, auto_timestamp(off))]
        pub struct Note {
            /// Made by the client.
            pub id: Uuid,
            /// The client's clock.
            pub created_at: Timestamp,
        }

        /// Nothing to sort by.
        #[collection(single_tenant)]
        pub struct Tag {
            /// Made by the client.
            pub id: Uuid,
        }
    ];
}

use schema::{COLLECTIONS, HTTPSample, NewHTTPSample, NewTodo, Note, Tag, Todo, TodoPatch};

const ID: Uuid = Uuid::from_u128(7);
const ID_TEXT: &str = "00000000-0000-0000-0000-000000000007";

#[test]
fn collections_stand_in_the_order_of_the_file() {
    let names: Vec<_> = COLLECTIONS.collections.iter().map(|collection| collection.name).collect();
    assert_eq!(names, ["todos", "httpSamples", "notes", "tags"]);
    assert!(COLLECTIONS.find("httpSamples").is_some_and(|found| found.table == "http_samples"));
}

#[test]
fn a_single_tenant_collection_says_every_fact() {
    let todos = Todo::COLLECTION;
    assert_eq!((todos.name, todos.table, todos.entity), ("todos", "todos", "Todo"));
    assert_eq!(todos.docs, "A thing to do.\n\nEveryone sees it.");
    assert_eq!(todos.tenancy, Tenancy::Single { room: "default" });
    assert_eq!((todos.order.column, todos.order.direction), (1, Direction::Asc));
    assert_eq!(
        facts(todos),
        [
            ("id", "id", Kind::Uuid, false, Role::Id),
            ("title", "title", Kind::Text, false, Role::Data),
            ("completed", "completed", Kind::Bool, false, Role::Data),
            ("content", "content", Kind::Text, true, Role::Data),
            ("created_at", "createdAt", Kind::Timestamp, false, Role::CreatedAt),
            ("updated_at", "updatedAt", Kind::Timestamp, false, Role::UpdatedAt),
        ]
    );
    let docs: Vec<_> = todos.columns.iter().map(|column| column.docs).collect();
    assert_eq!(docs[..2], ["Made by the client.", "Shown in the list."]);
    let defaults: Vec<_> = todos.columns.iter().map(|column| column.default).collect();
    assert_eq!(defaults, [None, None, Some(DefaultValue::Bool(false)), None, None, None]);
    let rules: Vec<Vec<Spec>> =
        todos.columns.iter().map(|column| column.rules.iter().map(|rule| rule.spec).collect()).collect();
    assert!(matches!(rules[1][..], [Spec::Length { min: Some(1), max: Some(200) }]));
    assert!(matches!(rules[3][..], [Spec::Length { min: None, max: Some(5000) }]));
    assert!([0, 2, 4, 5].iter().all(|&column| rules[column].is_empty()));
}

#[test]
fn a_multi_tenant_collection_says_every_fact() {
    let samples = HTTPSample::COLLECTION;
    assert_eq!(samples.tenancy, Tenancy::Multi { column: 1 });
    assert_eq!((samples.order.column, samples.order.direction), (6, Direction::Desc));
    assert_eq!(
        facts(samples),
        [
            ("id", "id", Kind::Text, false, Role::Id),
            ("project_id", "projectId", Kind::Text, false, Role::SyncId),
            ("type", "type", Kind::Text, false, Role::Data),
            ("count", "count", Kind::Int, false, Role::Data),
            ("drift", "drift", Kind::Real, false, Role::Data),
            ("weight", "weight", Kind::Real, true, Role::Data),
            ("made", "made", Kind::Timestamp, false, Role::CreatedAt),
            ("changed", "changed", Kind::Timestamp, false, Role::UpdatedAt),
            ("created_at", "createdAt", Kind::Timestamp, false, Role::Data),
        ]
    );
    let defaults: Vec<_> = samples.columns.iter().filter_map(|column| column.default).collect();
    assert_eq!(defaults, [DefaultValue::Text("get"), DefaultValue::Int(-5), DefaultValue::Real(-0.5)]);
}

#[test]
fn times_that_are_off_are_plain_data_but_still_sort_the_list() {
    assert_eq!(Note::COLLECTION.columns[1].role, Role::Data);
    assert_eq!((Note::COLLECTION.order.column, Note::COLLECTION.order.direction), (1, Direction::Desc));
}

#[test]
fn without_a_time_lists_are_sorted_by_id() {
    assert_eq!((Tag::COLLECTION.order.column, Tag::COLLECTION.order.direction), (0, Direction::Desc));
}

#[test]
fn a_row_goes_to_json_and_back() {
    let todo = Todo {
        id: ID,
        title: "Milk".to_owned(),
        completed: true,
        content: None,
        created_at: Timestamp::from_millis(1),
        updated_at: Timestamp::from_millis(2),
    };
    let row =
        json!({"id": ID_TEXT, "title": "Milk", "completed": true, "content": null, "createdAt": 1, "updatedAt": 2});
    assert_eq!(to_value(&todo).ok(), Some(row.clone()));
    assert_eq!(from_value::<Todo>(row).ok(), Some(todo));
}

#[test]
fn an_insert_leaves_out_what_is_none_and_what_the_server_writes() {
    let bare = NewTodo { id: None, title: "Milk".to_owned(), completed: None, content: None };
    assert_eq!(to_value(bare).ok(), Some(json!({"title": "Milk"})));

    let full = NewHTTPSample {
        id: Some("a".to_owned()),
        r#type: Some("post".to_owned()),
        count: Some(1),
        drift: Some(0.5),
        weight: Some(2.0),
        created_at: Timestamp::from_millis(3),
    };
    let json = json!({"id": "a", "type": "post", "count": 1, "drift": 0.5, "weight": 2.0, "createdAt": 3});
    assert_eq!(to_value(full).ok(), Some(json));
}

#[test]
fn a_patch_tells_nothing_from_null() {
    assert_eq!(to_value(TodoPatch::default()).ok(), Some(json!({})));
    let patch = TodoPatch { title: None, completed: Some(false), content: Some(None) };
    assert_eq!(to_value(patch).ok(), Some(json!({"content": null, "completed": false})));
}

/// Name, wire name, kind, nullable, role of each column.
fn facts(collection: &'static ferrosync::schema::Collection) -> Vec<(&'static str, &'static str, Kind, bool, Role)> {
    let columns = collection.columns.iter();
    columns.map(|column| (column.name, column.wire, column.kind(), column.nullable, column.role)).collect()
}

#[cfg(feature = "ts")]
mod ts {
    use ferrosync::__private::ts_rs::{Config, TS};
    use ferrosync::schema::Entity;

    use super::schema::{HTTPSample, Todo};

    #[test]
    fn columns_have_the_types_that_json_carries() {
        let config = Config::default();
        assert_eq!(
            (Todo::COLLECTION.types.names)(&config),
            ["string", "string", "boolean", "string | null", "number", "number"]
        );
        let samples = (HTTPSample::COLLECTION.types.names)(&config);
        assert_eq!(samples[3..6], ["number", "number", "number | null"]);
    }

    #[test]
    fn ts_rs_knows_rows_by_their_wire_names() {
        let declaration = HTTPSample::decl(&Config::default());
        for part in
            ["type HTTPSample", "type: string", "projectId: string", "weight: number | null", "createdAt: number"]
        {
            assert!(declaration.contains(part), "no `{part}` in {declaration}");
        }
    }
}
