//! Sockets that stay open: what they are told, and for how long.

use ferrosync::{
    protocol::{Error, UserId},
    testing::World,
};
use serde_json::{Value, json};

use crate::order::{Office, SCHEMA, add, insert, pass};

const MINUTE: i64 = 60_000;

#[test]
fn s1_a_socket_hears_of_what_it_may_read_and_of_nothing_else() {
    let world = World::new(&SCHEMA);
    let room = world.room("default");
    let (both, notes, none) = (pass("a", &["notes", "secrets"]), pass("b", &["notes"]), pass("c", &[]));
    let sockets = [both, notes.clone(), notes, none].map(|pass| world.connect_as(&room, pass));
    add(&world, &room, "notes", 1);
    add(&world, &room, "secrets", 2);
    add(&world, &room, "notes", 3);
    let seen = sockets.map(|socket| {
        socket.changes().iter().map(|change| format!("{} {}", change["seq"], change["prev"])).collect::<Vec<_>>()
    });
    assert_eq!(seen[0], ["1 0", "2 0", "3 1"]);
    assert_eq!(seen[1], ["1 0", "3 1"]);
    assert_eq!((&seen[2], seen[3].len()), (&seen[1], 0));
}

#[test]
fn s1_a_tick_names_no_list_that_may_not_be_read() {
    let world = World::new(&SCHEMA);
    let room = world.room("default");
    add(&world, &room, "notes", 1);
    add(&world, &room, "secrets", 2);
    let socket = world.connect_as(&room, pass("b", &["notes"]));
    world.kill();
    let room = world.room("default");
    world.run(async move { room.wake().await }).unwrap();
    assert_eq!(socket.frames()[1]["lists"], json!({ "notes": 1 }));
}

#[test]
fn the_first_frame_says_who_one_is_and_what_one_may() {
    let world = World::new(&SCHEMA);
    let room = world.room("default");
    let mut pass = pass("alice", &["notes"]);
    pass.access = json!({ "role": "editor" });
    let frame = &world.connect_as(&room, pass).frames()[0];
    assert_eq!((&frame["userId"], &frame["access"]), (&json!("alice"), &json!({ "role": "editor" })));
    let frame = &world.connect(&room).frames()[0];
    assert_eq!((frame.get("userId"), frame.get("access")), (None, None));
}

#[test]
fn s1_who_is_kept_out_meanwhile_hears_nothing_more() {
    let office = Office::open();
    let socket = office.listen("alice");
    office.add(1);
    office.rights.borrow_mut().remove("alice");
    office.world.advance(MINUTE);
    office.add(2);
    assert_eq!(socket.changes().len(), 1, "the second is not for her");
    assert_eq!(socket.closed().unwrap().0, 4403);
}

#[test]
fn s1_an_answer_is_good_for_a_minute() {
    let office = Office::open();
    let socket = office.listen("alice");
    office.rights.borrow_mut().remove("alice");
    office.world.advance(MINUTE - 100);
    office.add(1);
    assert_eq!((socket.changes().len(), socket.closed()), (1, None));
    assert!(office.asked.take().is_empty());
    office.world.advance(MINUTE);
    office.add(2);
    assert_eq!(socket.closed().unwrap().0, 4403);
}

#[test]
fn s1_a_room_in_which_nothing_happens_asks_nobody() {
    let office = Office::open();
    let socket = office.listen("alice");
    office.world.advance(60 * MINUTE);
    office.world.settle();
    assert!(office.asked.take().is_empty());
    // And then once for the room and once for each of its collections, however much there is to tell.
    let room = office.room.clone();
    for n in 1..=20 {
        let room = room.clone();
        office.world.spawn(async move { room.mutate(insert("notes", n), None).await });
    }
    office.world.settle();
    assert_eq!(office.asked.take(), ["alice -", "alice notes", "alice secrets"]);
    assert_eq!(socket.changes().len(), 20);
}

#[test]
fn s1_an_answer_is_not_asked_for_again_within_the_minute() {
    let office = Office::open();
    let socket = office.listen("alice");
    office.world.advance(MINUTE);
    office.add(1);
    assert_eq!(office.asked.take().len(), 3);
    office.add(2);
    // Nor by the next object.
    office.world.kill();
    let room = office.open_again();
    let woken = room.clone();
    office.world.run(async move { woken.wake().await }).unwrap();
    office.world.settle();
    assert!(office.asked.take().is_empty());
    assert_eq!((socket.frames().len(), socket.changes().len()), (4, 2));
}

#[test]
fn s1_the_tabs_of_one_user_are_asked_about_once() {
    let office = Office::open();
    let sockets: Vec<_> = ["alice", "alice", "bob", "alice"].map(|user| office.listen(user)).into();
    office.world.advance(MINUTE);
    office.add(1);
    let asked = office.asked.take();
    assert_eq!(asked.iter().filter(|question| *question == "alice -").count(), 1, "{asked:?}");
    assert_eq!(asked.len(), 6);
    assert!(sockets.iter().all(|socket| socket.changes().len() == 1));
}

#[test]
fn s1_other_rights_are_fetched_at_the_door() {
    for change in ["other", "less", "more"] {
        let office = Office::open();
        let socket = office.listen("alice");
        let (role, reads): (&str, &[&str]) = match change {
            "other" => ("viewer", &["notes", "secrets"]),
            "less" => ("editor", &["notes"]),
            _ => ("editor", &["notes", "secrets", "diaries"]),
        };
        // `diaries` is no collection: more than all cannot be read.
        office.rights.borrow_mut().insert("alice", (role, reads));
        office.world.advance(MINUTE);
        office.add(1);
        let expected = if change == "more" { None } else { Some(1012) };
        assert_eq!(socket.closed().map(|(code, _)| code), expected, "{change}");
        assert_eq!(socket.changes().len(), usize::from(change == "more"));
    }
}

#[test]
fn s1_an_error_of_the_apps_code_is_no_pass_for_who_is_in() {
    let office = Office::open();
    let socket = office.listen("alice");
    *office.fails.borrow_mut() = Some(Error::Internal);
    office.world.advance(MINUTE);
    office.add(1);
    // 1011: come again. It says nothing of the right itself.
    assert_eq!((socket.changes().len(), socket.closed().unwrap().0), (0, 1011));
}

#[test]
fn c30_who_is_not_known_any_more_is_asked_to_sign_in() {
    let office = Office::open();
    let socket = office.listen("alice");
    *office.fails.borrow_mut() = Some(Error::Unauthenticated);
    office.world.advance(MINUTE);
    office.add(1);
    assert_eq!((socket.changes().len(), socket.closed().unwrap().0), (0, 4401));
}

#[test]
fn s1_a_revoked_user_is_out_at_once_with_all_tabs() {
    let office = Office::open();
    let (alice, bob) = ([office.listen("alice"), office.listen("alice")], office.listen("bob"));
    assert_eq!(office.room.revoke(&UserId::new("alice")), 2);
    assert_eq!(office.room.revoke(&UserId::new("alice")), 0);
    office.add(1);
    for socket in alice {
        assert_eq!((socket.changes().len(), socket.closed().unwrap().0), (0, 4403));
    }
    assert_eq!((bob.changes().len(), bob.closed()), (1, None));
}

#[test]
fn s1_what_waits_for_an_answer_is_not_sent_to_a_revoked_user() {
    let office = Office::open();
    let socket = office.listen("alice");
    office.world.advance(MINUTE);
    office.add_until_asked(1);
    office.room.revoke(&UserId::new("alice"));
    // What the app would have answered does not matter any more.
    *office.fails.borrow_mut() = Some(Error::Internal);
    office.world.settle();
    assert_eq!((socket.frames().len(), socket.closed().unwrap().0), (1, 4403), "sync-init alone");
}

#[test]
fn s1_a_room_that_asks_nobody_lets_its_sockets_be() {
    let world = World::new(&SCHEMA);
    let room = world.room("default");
    let socket = world.connect(&room);
    world.advance(60 * MINUTE);
    add(&world, &room, "notes", 1);
    assert_eq!((socket.changes().len(), socket.closed()), (1, None));
}

#[test]
fn r9_an_object_that_dies_while_it_asks_owes_its_sockets_a_tick() {
    let office = Office::open();
    let socket = office.listen("alice");
    office.world.advance(MINUTE);
    office.add_until_asked(1);
    office.world.kill();
    office.world.settle();
    assert_eq!(socket.frames().len(), 1);
    let room = office.open_again();
    let woken = room.clone();
    office.world.run(async move { woken.wake().await }).unwrap();
    office.world.settle();
    // Asked about first: the answer that the last object waited for is lost.
    assert_eq!(office.asked.take(), ["alice -", "alice -", "alice notes", "alice secrets"]);
    assert_eq!(socket.frames()[1], json!({ "type": "tick", "seq": 1, "lists": { "notes": 1 } }));
    add(&office.world, &room, "notes", 2);
    assert_eq!(socket.changes()[0]["seq"], 2);
}

#[test]
fn l13_who_waits_long_is_told_to_ask() {
    let office = Office::open();
    let socket = office.listen("alice");
    office.world.advance(MINUTE);
    office.hold.set(true);
    // More is written meanwhile than is kept for one socket.
    for n in 1..=3 {
        let (room, mut request) = (office.room.clone(), insert("notes", n));
        request.payload["text"] = Value::from("x".repeat(600_000));
        office.world.run(async move { room.mutate(request, None).await }).unwrap();
    }
    office.hold.set(false);
    office.world.settle();
    let frames = socket.frames();
    assert_eq!(frames.len(), 2, "sync-init, and one more");
    assert_eq!(frames[1], json!({ "type": "tick", "seq": 3, "lists": { "notes": 3 } }));
}
