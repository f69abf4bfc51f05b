//! Bad input: a clear message, and nothing changed.

use ferrosync::{
    protocol::{Action, Error, MutationRequest, Seq, SyncId},
    testing::World,
};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::common::{COLLECTIONS, id, log, read, request, row, send};

/// The code of the error and of its issues, each with its path.
fn refused(action: Action, collection: &str, payload: Value) -> (&'static str, Vec<String>) {
    let world = World::new(&COLLECTIONS);
    let room = world.room("default");
    send(&world, &room, request("there-0001", "todos", Action::Insert, json!({ "id": id(1), "title": "there" })))
        .unwrap();
    let before = read(&world, &room, "todos");
    let error = send(&world, &room, request("refused-01", collection, action, payload)).unwrap_err();
    assert_eq!(read(&world, &room, "todos"), before, "something changed");
    assert_eq!(log(&world, "default").len(), 1, "something was logged");
    let issues = match &error {
        Error::Validation(issues) | Error::UnknownField(issues) => issues.as_slice(),
        _ => &[],
    };
    let path = |issue: &ferrosync::validate::Issue| {
        let path: Vec<_> = issue.path.iter().map(ToString::to_string).collect();
        format!("{} {}", path.join("."), issue.code)
    };
    (error.code().0, issues.iter().map(path).collect())
}

#[track_caller]
fn assert_refused(action: Action, payload: &Value, code: &str, issues: &[&str]) {
    let (actual, found) = refused(action, "todos", payload.clone());
    assert_eq!((actual, found.iter().map(String::as_str).collect::<Vec<_>>()), (code, issues.to_vec()), "{payload}");
}

#[test]
fn inserts() {
    let insert = |payload, code, issues: &[&str]| assert_refused(Action::Insert, &payload, code, issues);
    insert(json!({}), "VALIDATION", &["title required"]);
    insert(json!([]), "VALIDATION", &[" invalid_type"]);
    insert(json!(null), "VALIDATION", &[" invalid_type"]);
    insert(json!({ "title": null }), "VALIDATION", &["title invalid_type"]);
    insert(json!({ "title": 1 }), "VALIDATION", &["title invalid_type"]);
    insert(json!({ "title": "" }), "VALIDATION", &["title too_short"]);
    insert(json!({ "title": "x".repeat(201) }), "VALIDATION", &["title too_long"]);
    insert(json!({ "title": "x", "completed": "true" }), "VALIDATION", &["completed invalid_type"]);
    insert(json!({ "title": "x", "completed": 1 }), "VALIDATION", &["completed invalid_type"]);
    insert(json!({ "title": "x", "completed": null }), "VALIDATION", &["completed invalid_type"]);
    insert(json!({ "title": "x", "id": "not a uuid" }), "VALIDATION", &["id invalid_uuid"]);
    insert(json!({ "title": "x", "id": id(7).to_uppercase() }), "VALIDATION", &["id invalid_uuid"]);
    insert(json!({ "title": "x", "colour": 1 }), "UNKNOWN_FIELD", &["colour unknown_field"]);
    insert(json!({ "title": "x", "__proto__": {} }), "UNKNOWN_FIELD", &["__proto__ unknown_field"]);
    insert(json!({ "title": "x", "created_at": 1 }), "UNKNOWN_FIELD", &["created_at unknown_field"]);
    // All of them at once.
    insert(
        json!({ "title": "", "completed": 1, "x": 1 }),
        "UNKNOWN_FIELD",
        &["x unknown_field", "title too_short", "completed invalid_type"],
    );
    insert(json!({ "id": id(1), "title": "taken" }), "ID_TAKEN", &[]);
}

#[test]
fn s13_the_client_sets_no_column_of_the_server() {
    for column in ["createdAt", "updatedAt"] {
        let fields = json!({ "title": "x", column: 1 });
        let issue = format!("{column} server_column");
        assert_refused(Action::Insert, &fields, "UNKNOWN_FIELD", &[&issue]);
        assert_refused(Action::Update, &json!({ "id": id(1), "data": fields }), "UNKNOWN_FIELD", &[&issue]);
    }
    assert_refused(
        Action::Update,
        &json!({ "id": id(1), "data": { "id": id(2) } }),
        "UNKNOWN_FIELD",
        &["id server_column"],
    );
}

#[test]
fn s2_row_cannot_change_tenant() {
    let world = World::new(&COLLECTIONS);
    let room = world.room("board-1");
    let card = |mid, fields| request(mid, "cards", Action::Insert, fields);
    send(&world, &room, card("card-00001", json!({ "id": id(1), "title": "mine" }))).unwrap();
    for (action, payload) in [
        (Action::Insert, json!({ "title": "x", "boardId": "board-2" })),
        (Action::Update, json!({ "id": id(1), "data": { "boardId": "board-2" } })),
        (Action::BulkUpdate, json!({ "items": [{ "id": id(1), "data": { "title": "x", "boardId": "board-2" } }] })),
    ] {
        let error = send(&world, &room, request("move-00001", "cards", action, payload)).unwrap_err();
        assert!(matches!(&error, Error::UnknownField(issues) if issues[0].code == "server_column"), "{error:?}");
    }
    assert_eq!(row(&send(&world, &room, card("card-00002", json!({ "title": "x" }))).unwrap())["boardId"], "board-1");
}

#[test]
fn updates_and_deletes() {
    let update = |payload, code, issues: &[&str]| assert_refused(Action::Update, &payload, code, issues);
    update(json!({ "id": id(1), "data": { "title": "" } }), "VALIDATION", &["title too_short"]);
    update(json!({ "id": id(1), "data": { "title": null } }), "VALIDATION", &["title invalid_type"]);
    update(json!({ "id": id(1), "data": { "x": 1 } }), "UNKNOWN_FIELD", &["x unknown_field"]);
    update(json!({ "id": "x", "data": { "title": "x" } }), "VALIDATION", &["id invalid_uuid"]);
    update(json!({ "id": id(2), "data": { "title": "x" } }), "NOT_FOUND", &[]);
    assert_refused(Action::Delete, &json!({ "id": id(2) }), "NOT_FOUND", &[]);
    assert_refused(Action::Delete, &json!({ "id": 1 }), "VALIDATION", &["id invalid_type"]);
}

#[test]
fn ids_that_no_path_can_hold_are_refused() {
    for id in ["", "bulk", ".", "..", &"x".repeat(65)] {
        let (code, issues) = refused(Action::Insert, "items", json!({ "id": id, "rank": 1, "weight": 1 }));
        assert_eq!((code, issues.len()), ("VALIDATION", 1), "{id}: {issues:?}");
    }
    for id in ["", ".", "..", "a b", "a/b", "ä", &"x".repeat(65)] {
        assert!(SyncId::parse(id).is_err(), "{id}");
    }
    for id in ["a", "...", "project:1", &"x".repeat(64)] {
        assert!(SyncId::parse(id).is_ok(), "{id}");
    }
}

#[test]
fn h7_an_empty_patch_is_refused() {
    assert_refused(Action::Update, &json!({ "id": id(1), "data": {} }), "VALIDATION", &[" empty_patch"]);
    assert_refused(
        Action::BulkUpdate,
        &json!({ "items": [{ "id": id(1), "data": {} }] }),
        "VALIDATION",
        &["items.0.data empty_patch"],
    );
}

#[test]
fn bulks() {
    let item = |n: u8| json!({ "id": id(n), "title": "x" });
    assert_refused(Action::BulkInsert, &json!({ "items": [] }), "VALIDATION", &["items too_small"]);
    assert_refused(Action::BulkInsert, &json!({ "items": item(2) }), "VALIDATION", &["items invalid_type"]);
    assert_refused(Action::BulkInsert, &json!({}), "VALIDATION", &["items invalid_type"]);
    assert_refused(Action::BulkInsert, &json!({ "items": [item(2), {}] }), "VALIDATION", &["items.1.title required"]);
    assert_refused(
        Action::BulkInsert,
        &json!({ "items": [item(2), item(2)] }),
        "VALIDATION",
        &["items.1.id duplicate"],
    );
    assert_refused(
        Action::BulkInsert,
        &json!({ "items": [item(2)], "ids": [] }),
        "UNKNOWN_FIELD",
        &["ids unknown_field"],
    );
    assert_refused(Action::BulkDelete, &json!({ "ids": [id(1), id(1)] }), "VALIDATION", &["ids.1 duplicate"]);
    assert_refused(Action::BulkDelete, &json!({ "ids": [1] }), "VALIDATION", &["ids.0 invalid_type"]);
    assert_refused(
        Action::BulkUpdate,
        &json!({ "items": [{ "id": id(1), "data": { "title": "x" }, "title": "x" }] }),
        "UNKNOWN_FIELD",
        &["items.0.title unknown_field"],
    );
    let many: Vec<_> = (0..1_001).map(|_| json!({ "title": "x" })).collect();
    assert_refused(Action::BulkInsert, &json!({ "items": many }), "TOO_LARGE", &[]);
}

#[test]
fn a_bulk_holds_nothing_beside_its_list() {
    let item = json!({ "id": id(2), "title": "x" });
    for (action, list, value, other) in [
        (Action::BulkInsert, "items", item, "ids"),
        (Action::BulkUpdate, "items", json!({ "id": id(1), "data": { "title": "x" } }), "ids"),
        (Action::BulkDelete, "ids", json!(id(1)), "items"),
    ] {
        let issues = [format!("{other} unknown_field"), "x unknown_field".to_owned()];
        let payload = json!({ list: [value], other: [], "x": 1 });
        assert_refused(action, &payload, "UNKNOWN_FIELD", &[&issues[0], &issues[1]]);
    }
}

#[test]
fn h3_the_documented_limit_is_reached() {
    let world = World::new(&COLLECTIONS);
    let room = world.room("default");
    let many: Vec<_> = (0..1_000).map(|n| json!({ "title": format!("todo {n}") })).collect();
    let answer =
        send(&world, &room, request("bulk-000001", "todos", Action::BulkInsert, json!({ "items": many }))).unwrap();
    assert_eq!(answer.seq.0, 1);
    assert_eq!(read(&world, &room, "todos").0.len(), 1_000);
}

#[test]
fn l13_a_mutation_that_sqlite_could_not_take_is_told_so() {
    let payload = |bytes| json!({ "id": id(1), "title": "x", "note": "x".repeat(bytes) });
    assert_eq!(refused(Action::Insert, "todos", payload(1_900_001)).0, "TOO_LARGE");
    // And what is taken can be read again.
    let world = World::new(&COLLECTIONS);
    let room = world.room("default");
    send(&world, &room, request("large-0001", "todos", Action::Insert, payload(1_890_000))).unwrap();
    assert_eq!(read(&world, &room, "todos").0[0]["note"].as_str().unwrap().len(), 1_890_000);
}

#[test]
fn h5_a_collection_lives_in_its_own_rooms_only() {
    let world = World::new(&COLLECTIONS);
    let todo = request("todo-00001", "todos", Action::Insert, json!({ "title": "x" }));
    assert!(matches!(send(&world, &world.room("board-1"), todo), Err(Error::NotFound(_))));
    let card = request("card-00001", "cards", Action::Insert, json!({ "title": "x" }));
    assert!(matches!(send(&world, &world.room("default"), card), Err(Error::NotFound(_))));
    assert_eq!(refused(Action::Insert, "_sync_log", json!({ "title": "x" })).0, "NOT_FOUND");
    assert_eq!(refused(Action::Insert, "nothing", json!({ "title": "x" })).0, "NOT_FOUND");
}

#[test]
fn s16_a_foreign_row_is_refused_like_a_missing_one() {
    let world = World::new(&COLLECTIONS);
    let (mine, theirs) = (world.room("board-1"), world.room("board-2"));
    send(&world, &theirs, request("card-00001", "cards", Action::Insert, json!({ "id": id(1), "title": "theirs" })))
        .unwrap();
    let answers = |n: u8| {
        [
            request("try-000001", "cards", Action::Update, json!({ "id": id(n), "data": { "title": "x" } })),
            request("try-000002", "cards", Action::Delete, json!({ "id": id(n) })),
            request("try-000003", "cards", Action::BulkDelete, json!({ "ids": [id(n)] })),
        ]
        .map(|request| send(&world, &mine, request))
    };
    assert_eq!(answers(1), answers(2));
    // The same id is free here: their row is neither seen nor touched.
    send(&world, &mine, request("card-00002", "cards", Action::Insert, json!({ "id": id(1), "title": "mine" })))
        .unwrap();
    assert_eq!(read(&world, &theirs, "cards").0[0]["title"], "theirs");
    assert_eq!(read(&world, &mine, "cards").0.len(), 1);
}

#[test]
fn a_mutation_id_has_8_to_64_characters_and_is_made_where_it_is_missing() {
    let world = World::new(&COLLECTIONS);
    let room = world.room("default");
    for mid in ["", "1234567", &"x".repeat(65)] {
        let error = send(&world, &room, request(mid, "todos", Action::Insert, json!({ "title": "x" }))).unwrap_err();
        assert!(matches!(&error, Error::Validation(issues) if issues[0].code == "invalid_id"), "{mid}");
    }
    let without =
        MutationRequest { client_mutation_id: None, ..request("", "todos", Action::Insert, json!({ "title": "x" })) };
    send(&world, &room, without.clone()).unwrap();
    send(&world, &room, without).unwrap();
    let log = log(&world, "default");
    assert_eq!((log.len(), log[0].1.len()), (2, 36));
}

#[test]
fn a_scope_where_the_collection_has_none_is_refused() {
    let world = World::new(&COLLECTIONS);
    let scoped = MutationRequest {
        scope: Some("list-1".into()),
        ..request("scoped-01", "todos", Action::Insert, json!({ "title": "x" }))
    };
    assert!(matches!(send(&world, &world.room("default"), scoped), Err(Error::Validation(_))));
}

#[test]
fn h10_lengths_are_code_points() {
    let world = World::new(&COLLECTIONS);
    let room = world.room("default");
    for (n, title) in
        ["ß".repeat(200), "🦀".repeat(200), "\0".repeat(200), "e\u{301}".repeat(100)].into_iter().enumerate()
    {
        let request = request(&format!("length-{n:02}"), "todos", Action::Insert, json!({ "title": title }));
        assert_eq!(row(&send(&world, &room, request).unwrap())["title"], title);
    }
    assert_refused(Action::Insert, &json!({ "title": "🦀".repeat(201) }), "VALIDATION", &["title too_long"]);
}

/// The fence compares the mid at the end of the log with the room's own.
#[test]
fn l3_a_mutation_id_may_be_any_text_of_its_length() {
    let world = World::new(&COLLECTIONS);
    let room = world.room("default");
    let mids =
        ["\0".repeat(8), " '\"\\\u{7f}\n\t-".to_owned(), "🦀".repeat(64), "12345678".to_owned(), "e\u{301}".repeat(4)];
    for (n, mid) in (1..).zip(&mids) {
        let before = world.batches();
        let insert = || request(mid, "todos", Action::Insert, json!({ "title": "x" }));
        assert_eq!(
            send(&world, &room, insert()).map(|answer| (answer.seq, answer.replayed)),
            Ok((Seq(n), false)),
            "{mid:?}"
        );
        assert_eq!(world.batches() - before, 1 + u64::from(n == 1), "{mid:?}: the log ended where the room believed");
        assert!(send(&world, &room, insert()).unwrap().replayed, "{mid:?}");
    }
}

#[test]
fn h11_numbers_at_and_beyond_the_edges() {
    let world = World::new(&COLLECTIONS);
    let room = world.room("default");
    let mut n = 0;
    let mut put = |rank: Value, weight: Value| {
        n += 1;
        let fields = json!({ "id": format!("item-{n}"), "rank": rank, "weight": weight });
        send(&world, &room, request(&format!("number-{n:04}"), "items", Action::Insert, fields))
            .map(|answer| row(&answer))
    };
    let max = 9_007_199_254_740_991_i64;
    for (rank, stored) in [
        (json!(max), max),
        (json!(-max), -max),
        (json!(1.0), 1),
        (json!(-0.0), 0),
        (json!(9e15), 9_000_000_000_000_000),
    ] {
        assert_eq!(put(rank, json!(0)).unwrap()["rank"], stored);
    }
    for rank in [
        json!(max + 1),
        json!(-max - 1),
        json!(u64::MAX),
        json!(1e300),
        json!(1.5),
        json!("1"),
        json!(null),
        json!(true),
        json!([1]),
    ] {
        assert!(matches!(put(rank.clone(), json!(0)), Err(Error::Validation(_))), "{rank}");
    }
    for weight in [json!("1"), json!(null), json!(false), json!({})] {
        assert!(matches!(put(json!(1), weight.clone()), Err(Error::Validation(_))), "{weight}");
    }
    assert_eq!(put(json!(1), json!(-0.0)).unwrap()["weight"].to_string(), "0.0", "as it will be read");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    /// A double comes back as it went in: in the answer, in the broadcast, in the list and as a sort key.
    #[test]
    fn doubles_keep_all_their_digits(
        weight in prop_oneof![-1e15..1e15, -1.0..1.0, any::<i32>().prop_map(f64::from), any::<f32>().prop_map(f64::from).prop_filter("finite", |n| n.is_finite() && (n.abs() > 1e-15 || *n == 0.0) && n.abs() < 1e15)],
    ) {
        let world = World::new(&COLLECTIONS);
        let room = world.room("default");
        let socket = world.connect(&room);
        let fields = json!({ "id": "a", "rank": 1, "weight": weight, "note": weight });
        let answer = send(&world, &room, request("double-001", "items", Action::Insert, fields)).unwrap();
        let stored = weight + 0.0;
        for row in [&row(&answer), &read(&world, &room, "items").0[0], &socket.changes()[0]["payload"]] {
            prop_assert_eq!(row["weight"].as_f64(), Some(stored));
            prop_assert_eq!(row["note"].as_f64(), Some(stored));
        }
    }

    /// A text comes back as it went in, whatever stands in it.
    #[test]
    fn texts_come_back_as_they_went_in(title in "\\PC{1,200}|[\\x00-\\x1f\"\\\\\u{2028}\u{fffd}🦀ä]{1,200}") {
        let world = World::new(&COLLECTIONS);
        let room = world.room("default");
        let socket = world.connect(&room);
        let answer = send(&world, &room, request("text-00001", "todos", Action::Insert, json!({ "title": title }))).unwrap();
        for row in [&row(&answer), &read(&world, &room, "todos").0[0], &socket.changes()[0]["payload"]] {
            prop_assert_eq!(row["title"].as_str(), Some(title.as_str()));
        }
    }
}
