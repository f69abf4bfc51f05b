//! Where a cursor leads, and where it does not.

use ferrosync::{
    access::Reader,
    protocol::{Action, Cursor, Reason, Seq},
    testing::World,
};
use serde_json::json;

use super::{delta, ids, page, reset, since, since_as};
use crate::common::{COLLECTIONS, request, send};

/// A room with the items `a`, `b`, `c`, one a seq.
fn filled() -> (World, ferrosync::testing::TestRoom) {
    let world = World::new(&COLLECTIONS);
    let room = world.room("default");
    for id in ["a", "b", "c"] {
        let item = json!({ "id": id, "rank": 1, "weight": 0.1 });
        send(&world, &room, request(&format!("insert-{id}-1"), "items", Action::Insert, item)).unwrap();
    }
    (world, room)
}

fn items() -> &'static ferrosync::schema::Collection {
    COLLECTIONS.find("items").unwrap()
}

#[test]
fn l6_a_delta_has_what_changed_and_nothing_else() {
    let (world, room) = filled();
    let (rows, held, _) = page(&world, &room, (items(), None), 10, None);
    assert_eq!(rows.len(), 3);
    let nothing = delta(since(&world, &room, items(), &held));
    assert_eq!((nothing.rows.as_str(), nothing.removed.as_str(), nothing.more), ("[]", "[]", false));
    assert_eq!((nothing.from, nothing.to, &nothing.cursor), (Seq(3), Seq(3), &held));

    let update = json!({ "id": "a", "data": { "rank": 7 } });
    send(&world, &room, request("update-0001", "items", Action::Update, update)).unwrap();
    send(&world, &room, request("delete-0001", "items", Action::Delete, json!({ "id": "b" }))).unwrap();
    send(&world, &room, request("insert-0001", "items", Action::Insert, json!({ "id": "d", "rank": 1, "weight": 0 })))
        .unwrap();
    send(&world, &room, request("delete-0002", "items", Action::Delete, json!({ "id": "d" }))).unwrap();
    let told = delta(since(&world, &room, items(), &held));
    assert_eq!(ids(&told), (vec!["a".to_owned()], vec!["b".to_owned(), "d".to_owned()]));
    assert_eq!((told.from, told.to, told.more), (Seq(3), Seq(7), false));
    let (rows, now, _) = page(&world, &room, (items(), None), 1, None);
    assert_eq!(told.cursor, now);
    let told = serde_json::from_str::<Vec<serde_json::Value>>(&told.rows).unwrap();
    assert_eq!(told[0]["weight"], 0.1);
    assert_eq!(rows[0]["id"], "c");
}

#[test]
fn l6_the_cursor_of_an_empty_room_is_good() {
    let world = World::new(&COLLECTIONS);
    let room = world.room("default");
    let (_, held, _) = page(&world, &room, (items(), None), 10, None);
    assert_eq!(delta(since(&world, &room, items(), &held)).to, Seq(0));
    send(&world, &room, request("insert-0001", "items", Action::Insert, json!({ "id": "a", "rank": 1, "weight": 0 })))
        .unwrap();
    assert_eq!(ids(&delta(since(&world, &room, items(), &held))).0, ["a"]);
}

#[test]
fn r11_a_cursor_of_another_history_is_told_so() {
    let (world, room) = filled();
    let (_, held, _) = page(&world, &room, (items(), None), 10, None);
    // Restored to yesterday: the cursor is from the future.
    world.connection().execute("DELETE FROM _sync_log WHERE seq > 1", []).unwrap();
    assert_eq!(reset(since(&world, &room, items(), &held)), Reason::History);
    // And another history takes the same seqs.
    let room = world.room("default");
    for n in 2..6 {
        let item = json!({ "id": format!("new-{n}"), "rank": 1, "weight": 0 });
        send(&world, &room, request(&format!("another-{n}"), "items", Action::Insert, item)).unwrap();
    }
    assert_eq!(reset(since(&world, &room, items(), &held)), Reason::History);
    // To before the first mutation.
    world.connection().execute("DELETE FROM _sync_log", []).unwrap();
    assert_eq!(reset(since(&world, &room, items(), &held)), Reason::History);
}

#[test]
fn r16_a_cursor_at_the_floor_is_good_and_one_below_is_not() {
    let (world, room) = filled();
    let cursor =
        |seq: u64, mid: &str| ferrosync::room::cursor(&world.database().1, Seq(seq), Some(mid), Reader::default());
    assert_eq!(delta(since(&world, &room, items(), &cursor(1, "insert-a-1"))).from, Seq(1));
    let zero = ferrosync::room::cursor(&world.database().1, Seq(0), None, Reader::default());
    assert_eq!(ids(&delta(since(&world, &room, items(), &zero))).0, ["a", "b", "c"]);
    world.connection().execute("DELETE FROM _sync_log WHERE seq < 2", []).unwrap();
    assert_eq!(reset(since(&world, &room, items(), &zero)), Reason::TooOld);
    assert_eq!(reset(since(&world, &room, items(), &cursor(1, "insert-a-1"))), Reason::TooOld);
    assert_eq!(ids(&delta(since(&world, &room, items(), &cursor(2, "insert-b-1")))).0, ["c"]);
}

#[test]
fn l6_another_reader_or_another_schema_loads_again() {
    let (world, room) = filled();
    let (_, held, _) = page(&world, &room, (items(), None), 10, None);
    let ada = Reader::new(Some("ada"), &json!("editor"));
    assert_eq!(reset(since_as(&world, &room, (items(), None), &held, (ada, 1_000))), Reason::Access);
    let mine = ferrosync::room::cursor(&world.database().1, Seq(3), Some("insert-c-1"), ada);
    assert_eq!(delta(since_as(&world, &room, (items(), None), &mine, (ada, 1_000))).to, Seq(3));
    let other = Cursor::new(Seq(3), Some("insert-c-1"), Reader::default(), "ffffffffffffffff").to_string();
    assert_eq!(reset(since(&world, &room, items(), &other)), Reason::Schema);
}

#[test]
fn l6_all_cursors_before_an_entry_that_voids_them_lead_nowhere() {
    let (world, room) = filled();
    let (_, held, _) = page(&world, &room, (items(), None), 10, None);
    let void = "INSERT INTO _sync_log VALUES ('default', 4, 'reset-0001', NULL, '', '{\"*\":[],\"items\":[]}', 0)";
    world.connection().execute(void, []).unwrap();
    for collection in [items(), COLLECTIONS.find("todos").unwrap()] {
        assert_eq!(reset(since(&world, &room, collection, &held)), Reason::History);
    }
    let (_, now, _) = page(&world, &room, (items(), None), 10, None);
    assert_eq!(delta(since(&world, &room, items(), &now)).to, Seq(4));
}
