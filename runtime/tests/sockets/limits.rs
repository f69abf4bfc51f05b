//! What a socket may ask for, and how often.

use ferrosync::{
    access::{Known, Limits, Pass, Rate},
    observe::{Event, Observer},
    protocol::SyncId,
};
use serde_json::{Value, json};
use std::{cell::RefCell, rc::Rc};

use crate::common::{Project, fields, mutate, resume};

#[test]
fn l13_subscriptions_that_a_socket_cannot_keep_are_refused_by_name() {
    let project = Project::new();
    let user = Some(Known { id: "u".to_owned(), identity: json!("x".repeat(3_990)) });
    let pass = Pass { user, access: json!("x".repeat(3_990)), ..Pass::default() };
    let socket = project.world.connect_as(&project.room, pass);
    let lists: Vec<_> = (0..64).map(|n| format!("tasks/{n}{}", "ä".repeat(62))).collect();
    let lists: Vec<_> = lists.iter().map(String::as_str).collect();
    let frames = project.say(&socket, &resume(&lists, &[]));
    let last = frames.last().unwrap();
    assert_eq!(json!([last["type"], last["code"]]), json!(["error", "TOO_LARGE"]));
    assert_eq!(socket.closed().unwrap().0, 1012);
    // With an identity of an ordinary size they fit.
    let socket = project.open_as("alice");
    project.say(&socket, &resume(&lists, &[]));
    assert_eq!(socket.closed(), None);
}

#[test]
fn l13_who_sends_too_often_is_told_and_then_closed() {
    let project = Project::new();
    project.room.limit(Limits::default().mutations(Rate::per_minute(2)));
    let socket = project.open();
    let insert = |n: usize| project.mutation("notes", "insert", &fields("notes", &n.to_string()));
    let mutations: Vec<_> = (0..4).map(insert).collect();
    project.say(&socket, &mutate(&mutations));
    let results = socket.frames_of("ack")[0]["results"].as_array().unwrap().clone();
    let codes: Vec<_> = results.iter().map(|result| result["error"]["code"].clone()).collect();
    assert_eq!(codes, [Value::Null, Value::Null, json!("RATE_LIMITED"), json!("RATE_LIMITED")]);
    assert_eq!(results[2]["error"]["retryAfter"], 30);
    for n in 4..=22 {
        project.say(&socket, &mutate(&[insert(n)]));
        assert_eq!(socket.closed(), None, "{n}");
    }
    project.say(&socket, &mutate(&[insert(23), insert(24)]));
    project.say(&socket, &mutate(&[insert(25)]));
    assert_eq!(socket.closed().unwrap().0, 4429);
    assert_eq!(project.list("notes").0.len(), 2);
}

#[test]
fn l13_lists_are_reads() {
    let project = Project::new();
    project.room.limit(Limits::default().reads(Rate::per_minute(2)));
    let socket = project.open();
    let frames = project.say(&socket, &resume(&["notes", "tasks", "steps"], &[]));
    assert_eq!(frames.last().unwrap()["code"], "RATE_LIMITED");
    assert_eq!(socket.closed().unwrap().0, 4429);
}

#[test]
fn l13_a_frames_size_is_the_apps() {
    let project = Project::new();
    project.room.limit(Limits::default().frame_bytes(2_000));
    let socket = project.open();
    project.say(&socket, &mutate(&[project.mutation("notes", "insert", &json!({ "text": "x".repeat(2_000) }))]));
    assert_eq!(socket.closed().unwrap().0, 1009);
}

#[derive(Debug, Default)]
struct Diary(RefCell<Vec<String>>);

impl Observer for Diary {
    fn see(&self, _: &SyncId, event: &Event<'_>) {
        let line = match event {
            Event::Connected { user, sockets } => format!("{} came, {sockets}", user.unwrap()),
            Event::Disconnected { user, code, sockets } => format!("{} went {code}, {sockets}", user.unwrap()),
            Event::Delta { collection, rows, .. } => format!("delta {collection} {rows}"),
            Event::Reset { collection, reason } => format!("reset {collection} {reason}"),
            _ => return,
        };
        self.0.borrow_mut().push(line);
    }
}

#[test]
fn observers_see_who_comes_and_goes_and_what_they_are_told() {
    let project = Project::new();
    let diary = Rc::new(Diary::default());
    project.room.observe(diary.clone());
    let (alice, bob) = (project.open_as("alice"), project.open_as("bob"));
    let cursor = project.subscribe(&alice, &["notes"]).remove(0);
    project.add("notes", "n");
    let list = format!("notes@{cursor}");
    project.say(&alice, &resume(&[&list], &[]));
    project.say(&bob, &resume(&[&list], &[]));
    project.room.revoke(&ferrosync::protocol::UserId::new("alice"));
    project.room.left(&bob, 1001);
    project.room.left(&bob, 1006);
    assert_eq!(
        *diary.0.borrow(),
        [
            "alice came, 1",
            "bob came, 2",
            "delta notes 1",
            "reset notes access",
            "alice went 4403, 1",
            "bob went 1001, 1",
        ]
    );
}
