//! What sockets are told.

use ferrosync::{
    access::Reader,
    protocol::{Action, Seq},
    testing::{TestSockets, World},
};
use serde_json::{Value, json};

use crate::common::{COLLECTIONS, id, request, send};

fn insert(n: u8) -> ferrosync::protocol::MutationRequest {
    request(&format!("insert-{n:04}"), "todos", Action::Insert, json!({ "id": id(n), "title": format!("todo {n}") }))
}

#[test]
fn the_first_frame_says_where_the_room_stands() {
    let world = World::new(&COLLECTIONS);
    let room = world.room("default");
    send(&world, &room, insert(1)).unwrap();
    let frame = &world.connect(&room).frames()[0];
    assert_eq!(frame["type"], "sync-init");
    assert_eq!((&frame["protocol"], &frame["seq"]), (&json!(1), &json!(1)));
    let cursor = ferrosync::room::cursor(&world.database().1, Seq(1), Some("insert-0001"), Reader::default());
    assert_eq!(frame["cursor"], cursor);
    assert_eq!(frame["schema"], COLLECTIONS.wire_hash());
    assert!(frame["now"].as_i64().unwrap() >= 1_700_000_000_000);
}

#[test]
fn l1_every_socket_gets_every_change_in_one_order_with_full_rows() {
    let world = World::new(&COLLECTIONS);
    let room = world.room("default");
    let sockets = [world.connect(&room), world.connect(&room)];
    for request in [
        insert(1),
        request("update-0001", "todos", Action::Update, json!({ "id": id(1), "data": { "completed": true } })),
        request("bulk-000001", "todos", Action::BulkInsert, json!({ "items": [{ "id": id(2), "title": "two" }] })),
        request("item-00001", "items", Action::Insert, json!({ "id": "a", "rank": 1, "weight": 0.1 })),
        request("delete-0001", "todos", Action::Delete, json!({ "id": id(1) })),
        request("bulk-000002", "todos", Action::BulkDelete, json!({ "ids": [id(2)] })),
    ] {
        send(&world, &room, request).unwrap();
    }
    let changes = sockets[0].changes();
    assert_eq!(changes, sockets[1].changes());
    let brief =
        |change: &Value| format!("{} {} {} {}", change["seq"], change["prev"], change["collection"], change["action"]);
    assert_eq!(
        changes.iter().map(brief).collect::<Vec<_>>(),
        [
            r#"1 0 "todos" "insert""#,
            r#"2 1 "todos" "update""#,
            r#"3 2 "todos" "bulk-insert""#,
            r#"4 0 "items" "insert""#,
            r#"5 3 "todos" "delete""#,
            r#"6 5 "todos" "bulk-delete""#,
        ]
    );
    assert_eq!(changes[1]["payload"]["title"], "todo 1", "the full row");
    assert_eq!(changes[2]["payload"]["items"][0]["title"], "two");
    assert_eq!(changes[4]["payload"], json!({ "id": id(1) }));
    assert_eq!(changes[5]["payload"], json!({ "ids": [id(2)] }));
    assert_eq!(changes[0]["clientMutationId"], "insert-0001");
}

#[test]
fn one_frame_a_socket_a_flush() {
    let world = World::new(&COLLECTIONS);
    let room = world.room("default");
    let socket = world.connect(&room);
    for n in 0..50 {
        let room = room.clone();
        world.spawn(async move { room.mutate(insert(n), None).await });
    }
    world.settle();
    assert_eq!(socket.changes().len(), 50);
    assert_eq!(socket.frames().len(), 2, "sync-init and one broadcast");
}

#[test]
fn r9_sockets_that_outlived_their_object_are_told_where_the_room_stands() {
    let world = World::new(&COLLECTIONS);
    let room = world.room("default");
    send(&world, &room, insert(1)).unwrap();
    let socket = world.connect(&room);
    // The object dies between the commit and its publication.
    let dying = room.clone();
    let _ = world.spawn(async move { dying.mutate(insert(2), None).await });
    while world.connection().query_row("SELECT count(*) FROM todos", [], |row| row.get::<_, i64>(0)).unwrap() < 2 {
        assert!(world.step());
    }
    world.kill();
    world.settle();
    assert!(socket.changes().is_empty());
    let room = world.room("default");
    world.run(async move { room.wake().await }).unwrap();
    let last = socket.frames().pop().unwrap();
    assert_eq!(last, json!({ "type": "tick", "seq": 2, "lists": { "todos": 2 } }));
}

#[test]
fn r4_a_change_that_was_not_told_shows_in_the_next_one() {
    let world = World::new(&COLLECTIONS);
    let room = world.room("default");
    send(&world, &room, insert(1)).unwrap();
    let socket = world.connect(&room);
    // Another object commits and answers, and has none of this one's sockets to tell.
    let (other, _) = world.object("default", &TestSockets::default());
    assert_eq!(send(&world, &other, insert(2)).unwrap().seq.0, 2);
    world.settle();
    assert!(socket.changes().is_empty());
    send(&world, &room, insert(3)).unwrap();
    let told = socket.frames_from(1);
    assert_eq!(told[0], json!({ "type": "tick", "seq": 2, "lists": { "todos": 2 } }), "it is announced");
    let next = &told[1]["changes"][0];
    assert_eq!((&next["seq"], &next["prev"]), (&json!(3), &json!(2)), "and whoever missed that sees the gap");
}

#[test]
fn prev_is_known_after_waking() {
    let world = World::new(&COLLECTIONS);
    send(&world, &world.room("default"), insert(1)).unwrap();
    send(
        &world,
        &world.room("default"),
        request("item-00001", "items", Action::Insert, json!({ "id": "a", "rank": 1, "weight": 1 })),
    )
    .unwrap();
    world.kill();
    let room = world.room("default");
    let socket = world.connect(&room);
    send(&world, &room, insert(2)).unwrap();
    assert_eq!((&socket.changes()[0]["prev"], &socket.changes()[0]["seq"]), (&json!(1), &json!(3)));
}

#[test]
fn l13_a_change_that_no_frame_holds_is_told_by_a_tick() {
    let world = World::new(&COLLECTIONS);
    let room = world.room("default");
    let socket = world.connect(&room);
    let large = json!({ "id": id(1), "title": "x", "note": "x".repeat(1_200_000) });
    send(&world, &room, request("large-0001", "todos", Action::Insert, large)).unwrap();
    assert!(socket.changes().is_empty());
    assert_eq!(socket.frames()[1], json!({ "type": "tick", "seq": 1, "lists": { "todos": 1 } }));
}
