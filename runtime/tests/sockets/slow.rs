//! Sockets that do not keep up.

use serde_json::{Value, json};

use crate::common::{Project, fields, resume};

/// Inserts so many notes of so many bytes.
fn pour(project: &Project, from: u32, count: u32, bytes: usize) {
    for n in from..from + count {
        let mut fields = fields("notes", &n.to_string());
        fields["text"] = Value::from("x".repeat(bytes));
        project.send("notes", "insert", &fields).unwrap();
    }
}

fn seen(project: &Project, socket: &ferrosync::testing::TestSocket, seq: u64) {
    project.say(socket, &json!({ "type": "seen", "seq": seq }));
}

#[test]
fn p2_a_socket_far_behind_gets_only_ticks_until_it_asks() {
    let mut project = Project::new();
    let (slow, fine) = (project.open(), project.open());
    let cursor = project.subscribe(&slow, &["notes"]).remove(0);
    project.subscribe(&fine, &["notes"]);
    seen(&project, &slow, 0);
    pour(&project, 0, 20, 300_000);
    // Four megabytes and the one that brought it over.
    let heard = slow.changes().len();
    assert!((14..=15).contains(&heard), "{heard}");
    assert_eq!(fine.changes().len(), 20, "who never says what it has seen is not judged");
    let ticks = slow.frames_of("tick");
    assert_eq!(ticks[0]["lists"], json!({ "notes": heard + 1 }));
    // That it has caught up is not yet that it knows what it missed; nor does another object forget it.
    seen(&project, &slow, heard as u64);
    project.wake_another();
    pour(&project, 20, 1, 1);
    assert_eq!(slow.changes().len(), heard);
    let frames = project.say(&slow, &resume(&[&format!("notes@{cursor}")], &[]));
    let delta = frames.iter().filter(|frame| frame["type"] == "delta");
    assert_eq!(delta.map(|delta| delta["rows"].as_array().unwrap().len()).sum::<usize>(), 21);
    pour(&project, 21, 1, 1);
    assert_eq!((slow.changes().len(), slow.closed()), (heard + 1, None));
}

#[test]
fn p2_a_socket_that_does_not_ask_is_closed() {
    let project = Project::new();
    let slow = project.open();
    seen(&project, &slow, 0);
    pour(&project, 0, 20, 300_000);
    let ticks = slow.frames_of("tick").len();
    assert_eq!(slow.closed(), None);
    project.world.advance(59_000);
    pour(&project, 20, 2, 1);
    assert_eq!((slow.frames_of("tick").len(), slow.closed()), (ticks + 1, None), "and not with every flush");
    project.world.advance(1_000);
    pour(&project, 22, 1, 1);
    assert_eq!(slow.closed().unwrap().0, 4408);
}

#[test]
fn p2_a_list_that_goes_on_behind_a_gap_is_announced_first() {
    let project = Project::new();
    let slow = project.open();
    project.subscribe(&slow, &["notes", "tasks"]);
    seen(&project, &slow, 0);
    pour(&project, 0, 20, 300_000);
    let held = slow.changes().last().unwrap()["seq"].as_u64().unwrap();
    // Within a second there is no second tick, so this one is not announced yet.
    let last = project.add("tasks", "t");
    let frames = project.say(&slow, &resume(&["notes", "tasks"], &[]));
    assert_eq!((&frames[0]["type"], &frames[0]["lists"]), (&json!("tick"), &json!({ "notes": 20, "tasks": last })));
    assert!(held < 20 && frames[1]["type"] == "resumed");
}

#[test]
fn who_keeps_up_is_never_cut_off() {
    let project = Project::new();
    let socket = project.open();
    for n in 0..30 {
        seen(&project, &socket, n);
        pour(&project, u32::try_from(n).unwrap(), 1, 300_000);
    }
    assert_eq!((socket.changes().len(), socket.frames_of("tick").len()), (30, 0));
}
