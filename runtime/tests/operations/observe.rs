//! What operators are told of rooms.

use core::time::Duration;
use std::{cell::RefCell, rc::Rc};

use ferrosync::{
    access::{NeedsAccess, SyncApp, Wired},
    observe::{Event, Watch, line, lines},
    protocol::{Action, MutationId, Seq, SyncId, UserId},
    room::Caller,
    testing::{TestRoom, World},
};
use serde_json::{Value, json};

use crate::common::{COLLECTIONS, NewNote, Note, caller, insert, request, world};

/// A room whose lines are kept.
fn observed(world: &World) -> (TestRoom, Rc<RefCell<Vec<Value>>>) {
    let kept = Rc::new(RefCell::new(Vec::new()));
    let sink = Rc::clone(&kept);
    let app: SyncApp<NeedsAccess, (), (), ()> = SyncApp::new(COLLECTIONS);
    let wiring =
        app.observe(lines(move |line| sink.borrow_mut().push(serde_json::from_str(line).unwrap()))).public().wire();
    let room = world.room("default");
    room.observe(Rc::new(Watch::new(wiring.sinks, Rc::new(()))));
    (room, kept)
}

/// What was told of mutations since the last time, without their times.
fn told(kept: &RefCell<Vec<Value>>) -> Vec<Value> {
    let mut lines = kept.take();
    lines.retain(|line| matches!(line["ferrosync"].as_str(), Some("mutation" | "refusal")));
    for line in &mut lines {
        assert!(line.as_object_mut().unwrap().remove("ms").unwrap().as_i64().is_some_and(|ms| ms >= 0));
    }
    lines
}

#[test]
fn every_mutation_is_told_once_with_the_request_that_brought_it() {
    let world = world();
    let (room, kept) = observed(&world);
    let send = |request, id: &str| {
        let (room, caller) = (room.clone(), caller("alice", id));
        world.run(async move { room.submit(request, &caller).await?.answer().await })
    };
    let line = |kind: &str, request: &str, mid: &str, more: Value| {
        let mut line = json!({
            "ferrosync": kind, "room": "default", "requestId": request, "mid": mid, "user": "alice", "collection": "notes",
        });
        line.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        line
    };
    let committed = json!({ "action": "insert", "seq": 1, "rows": 1, "replayed": false });
    let again = json!({ "action": "insert", "seq": 1, "rows": 1, "replayed": true });

    send(insert("mutation-1"), "r-1").unwrap();
    send(insert("mutation-1"), "r-2").unwrap();
    assert_eq!(
        told(&kept),
        [line("mutation", "r-1", "mutation-1", committed), line("mutation", "r-2", "mutation-1", again)]
    );

    // Refused before it was queued, and by the database.
    send(request(Some("mutation-2"), Action::Insert, json!({ "text": "far too long" })), "r-3").unwrap_err();
    let missing = json!({ "id": "0190c0de-0000-7000-8000-00000000dead" });
    send(request(Some("mutation-3"), Action::Delete, missing), "r-4").unwrap_err();
    let refused = |action: &str, code: &str| json!({ "action": action, "code": code });
    assert_eq!(
        told(&kept),
        [
            line("refusal", "r-3", "mutation-2", refused("insert", "VALIDATION")),
            line("refusal", "r-4", "mutation-3", refused("delete", "NOT_FOUND")),
        ]
    );

    // One that nobody named has the name that the room gave it, and a bulk has its rows.
    let items = json!({ "items": [{ "text": "a" }, { "text": "b" }] });
    send(request(None, Action::BulkInsert, items), "r-5").unwrap();
    let lines = told(&kept);
    assert_eq!((&lines[0]["rows"], &lines[0]["seq"]), (&json!(2), &json!(2)), "{lines:?}");
    assert!(lines[0]["mid"].as_str().is_some_and(|mid| mid.len() == 36));
}

#[test]
fn the_second_send_of_a_mutation_in_flight_is_told_as_one() {
    let world = world();
    let (room, kept) = observed(&world);
    for id in ["r-1", "r-2"] {
        let (room, caller) = (room.clone(), caller("alice", id));
        world.spawn(async move { room.submit(insert("mutation-1"), &caller).await?.answer().await });
    }
    world.settle();
    let replayed: Vec<_> = told(&kept).iter().map(|line| line["replayed"].clone()).collect();
    assert_eq!(replayed, [json!(false), json!(true)]);
}

#[test]
fn what_the_app_writes_itself_is_told_too() {
    let world = world();
    let (room, kept) = observed(&world);
    let notes = room.collection::<Note>().as_user(UserId::new("cron"));
    world.run(async move { notes.create(&NewNote { id: None, text: "hello".into() }).await }).unwrap();
    let lines = told(&kept);
    assert_eq!((lines.len(), &lines[0]["user"], lines[0].get("requestId")), (1, &json!("cron"), None));
}

#[test]
fn a_mutation_that_is_not_waited_for_any_longer_is_told_as_late() {
    let world = world();
    let (room, kept) = observed(&world);
    world
        .run({
            let room = room.clone();
            async move { room.status().await }
        })
        .unwrap();
    let answer =
        world.spawn(async move { room.answer(insert("mutation-1"), &Caller::default(), Duration::ZERO).await });
    world.settle();
    assert!(answer.take().unwrap().is_err());
    let lines = told(&kept);
    assert_eq!((lines.len(), &lines[0]["code"], &lines[0]["mid"]), (1, &json!("TIMEOUT"), &json!("mutation-1")));
}

#[test]
fn an_event_is_one_line_of_json_whatever_its_names_are() {
    let (room, mid) = (SyncId::parse("p1").unwrap(), MutationId::parse("a\"b\n\\cdef").unwrap());
    let user = UserId::new("Zoë\u{2028}\"");
    let events = [
        (
            Event::Mutation {
                request: Some("r"),
                mid: &mid,
                user: Some(&user),
                collection: "todos",
                action: Action::BulkUpdate,
                seq: Seq(9_007_199_254_740_991),
                rows: 3,
                replayed: true,
                took: 12,
            },
            json!({
                "ferrosync": "mutation", "room": "p1", "requestId": "r", "mid": mid.as_str(), "user": user.as_str(), "ms": 12,
                "collection": "todos", "action": "bulk-update", "seq": 9_007_199_254_740_991_u64, "rows": 3, "replayed": true,
            }),
        ),
        (
            Event::Refusal {
                request: None,
                mid: None,
                user: None,
                collection: "todos",
                action: Action::Delete,
                code: "NOT_FOUND",
                took: 0,
            },
            json!({
                "ferrosync": "refusal", "room": "p1", "collection": "todos", "action": "delete", "code": "NOT_FOUND", "ms": 0,
            }),
        ),
        (
            Event::Flush {
                first: Seq(1),
                last: Seq(3),
                mutations: 3,
                refused: 1,
                sockets: 2,
                rows_read: 10,
                rows_written: 20,
                took: 4,
            },
            json!({
                "ferrosync": "flush", "room": "p1", "first": 1, "last": 3, "mutations": 3, "refused": 1, "sockets": 2,
                "rowsRead": 10, "rowsWritten": 20, "ms": 4,
            }),
        ),
        (
            Event::Connected { user: Some(&user), sockets: 1 },
            json!({ "ferrosync": "connected", "room": "p1", "user": user.as_str(), "sockets": 1 }),
        ),
        (
            Event::Disconnected { user: None, code: 4403, sockets: 0 },
            json!({ "ferrosync": "disconnected", "room": "p1", "code": 4403, "sockets": 0 }),
        ),
        (
            Event::Delta { collection: "todos", from: Seq(1), to: Seq(5), rows: 3, removed: 1 },
            json!({ "ferrosync": "delta", "room": "p1", "collection": "todos", "from": 1, "to": 5, "rows": 3, "removed": 1 }),
        ),
        (
            Event::Reset { collection: "todos", reason: "too_old" },
            json!({ "ferrosync": "reset", "room": "p1", "collection": "todos", "reason": "too_old" }),
        ),
    ];
    for (event, expected) in events {
        let text = line(&room, &event);
        assert!(!text.contains('\n'), "{text}");
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), expected);
    }
}
