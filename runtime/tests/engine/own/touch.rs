//! R17: rows that somebody else wrote are told, and so is that nothing holds any more.

use ferrosync::{
    protocol::{Action, Error, Seq},
    testing::World,
};
use serde_json::{Value, json};

use super::{Event, File, List, Person, Todo, commit, with};
use crate::{
    common::{log, request, send},
    words::schema::ALL,
};

fn changes(socket: &ferrosync::testing::TestSocket) -> Vec<Value> {
    let told = |change: &Value| {
        json!([change["seq"], change["prev"], change["collection"], change["action"], change["payload"]])
    };
    socket.changes().iter().map(told).collect()
}

#[test]
fn r17_rows_that_were_written_beside_the_room_are_told() {
    let world = World::new(&ALL);
    let room = world.room("house");
    commit(&world, &room, |transaction| {
        transaction
            .insert::<Person>(&json!({ "id": "p1", "name": "Zoë" }))
            .insert::<Person>(&json!({ "id": "p2", "name": "Max" }))
            .insert::<Person>(&json!({ "id": "p3", "name": "Ida" }))
    })
    .unwrap();
    let socket = world.connect(&room);
    world
        .connection()
        .execute_batch("UPDATE people SET name = 'Zoe' WHERE id = 'p1'; DELETE FROM people WHERE id = 'p2'; UPDATE people SET deleted_at = 1 WHERE id = 'p3'")
        .unwrap();
    let seq = with(&world, &room, async |room| room.touch::<Person>(&["p1", "p2", "p3", "p9"]).await).unwrap();
    assert_eq!(seq, Seq(2));
    let told = changes(&socket);
    assert_eq!(
        (&told[0][2], &told[0][3], &told[0][4]["items"][0]["name"]),
        (&json!("people"), &json!("bulk-update"), &json!("Zoe"))
    );
    assert_eq!(told[0][4]["items"].as_array().unwrap().len(), 1);
    assert_eq!(told[1], json!([2, 1, "people", "bulk-delete", { "ids": ["p2", "p3", "p9"] }]));
    let names = |ids: &[&str]| ids.iter().map(|id| json!([id, null, null])).collect::<Value>();
    assert_eq!(log(&world, "house")[1].2, json!({ "people": names(&["p1", "p2", "p3", "p9"]) }));
    // The order goes on.
    let next = send(&world, &room, request("mutation-1", "people", Action::Insert, json!({ "name": "Eva" }))).unwrap();
    assert_eq!(next.seq, Seq(3));
    assert_eq!(changes(&socket)[2][1], 2);
}

#[test]
fn r17_nothing_left_is_told_as_gone_alone() {
    let world = World::new(&ALL);
    let room = world.room("house");
    let socket = world.connect(&room);
    with(&world, &room, async |room| room.touch::<List>(&["l1"]).await).unwrap();
    assert_eq!(changes(&socket), [json!([1, 0, "lists", "bulk-delete", { "ids": ["l1"] }])]);
}

#[test]
fn r17_the_log_knows_the_scope_that_a_row_has_left() {
    let world = World::new(&ALL);
    let room = world.room("house");
    commit(&world, &room, |transaction| {
        let transaction = transaction.as_user("u").in_scope("a");
        ["f1", "f2", "f3"]
            .iter()
            .fold(transaction, |transaction, id| transaction.insert::<File>(&json!({ "id": id, "name": id })))
    })
    .unwrap();
    // Moved by a transaction that it did not see, deleted, and one that the room has never known.
    world
        .connection()
        .execute_batch(
            "UPDATE files SET folder = 'b' WHERE id = 'f1'; DELETE FROM files WHERE id = 'f2'; \
             INSERT INTO files(id, room_id, owner_id, folder, name) VALUES ('f4', 'house', 'u', 'b', 'f4'), \
             ('f5', 'other', 'u', 'c', 'f5')",
        )
        .unwrap();
    with(&world, &room, async |room| room.touch::<File>(&["f1", "f2", "f3", "f4", "f5"]).await).unwrap();
    assert_eq!(
        log(&world, "house")[1].2["files"],
        json!([["f1", "a", "b"], ["f2", "a", null], ["f3", "a", "a"], ["f4", null, "b", 2], ["f5", null, null, 2]])
    );
}

#[test]
fn what_cannot_be_touched_is_named() {
    let world = World::new(&ALL);
    let room = world.room("house");
    let touch = |ids: &'static [&'static str]| with(&world, &room, async move |room| room.touch::<Todo>(ids).await);
    assert!(matches!(touch(&[]), Err(Error::Validation(_))));
    assert!(matches!(touch(&["t1", "t1"]), Err(Error::Validation(_))));
    assert!(matches!(touch(&[""]), Err(Error::Validation(_))));
    let elsewhere = with(&world, &world.room("default"), async |room| room.touch::<Todo>(&["t1"]).await);
    assert!(matches!(elsewhere, Err(Error::NotFound(_))));
    assert!(log(&world, "house").is_empty());
}

#[test]
fn a_touched_row_is_not_asked_about_rules() {
    let world = World::new(&ALL);
    let room = world.room("house");
    let sql = "INSERT INTO events(id, room_id, begins, \"ends\", updated_at) VALUES ('e1', 'house', 2, 1, 0)";
    world.connection().execute_batch(sql).unwrap();
    let seq = with(&world, &room, async |room| room.touch::<Event>(&["e1"]).await);
    assert_eq!(seq, Ok(Seq(1)));
}

#[test]
fn r17_a_reset_voids_what_was_said_of_every_list() {
    let world = World::new(&ALL);
    let room = world.room("house");
    commit(&world, &room, |transaction| transaction.insert::<List>(&json!({ "title": "a" }))).unwrap();
    let socket = world.connect(&room);
    assert_eq!(with(&world, &room, async |room| room.reset().await), Ok(Seq(2)));
    let frames = socket.frames();
    let tick = frames.last().unwrap();
    assert_eq!((&tick["type"], &tick["seq"]), (&json!("tick"), &json!(2)));
    for name in ["lists", "todos", "people", "files"] {
        assert_eq!(tick["lists"][name], 2, "{name}");
    }
    assert!(socket.changes().is_empty(), "there is nothing to be seen of it");
    let entry = &log(&world, "house")[1].2;
    assert_eq!((&entry["*"], &entry["lists"], &entry["files"]), (&json!([]), &json!([]), &json!([])));

    // An object that wakes later says the same, and what is committed after it follows on it.
    let room = world.room("house");
    let socket = world.connect(&room);
    commit(&world, &room, |transaction| transaction.insert::<Todo>(&json!({ "title": "t" }))).unwrap();
    assert_eq!(changes(&socket)[0][1], 2);
}
