//! Rights that change while a socket is open.

use ferrosync::protocol::{Error, UserId};
use serde_json::json;

use crate::common::{Project, brief, fields, mutate, resume};

const MINUTE: i64 = 60_000;

#[test]
fn s1_a_scope_that_may_not_be_read_any_more_closes_the_socket() {
    let project = Project::guarded();
    let (alice, bob) = (project.open_as("alice"), project.open_as("bob"));
    project.subscribe(&alice, &["tasks/a"]);
    project.subscribe(&bob, &["tasks/a"]);
    project.desk.refused.borrow_mut().push("alice p1 Read tasks a".to_owned());
    project.add("tasks/a", "1");
    assert_eq!(alice.changes().len(), 1, "an answer is good for a minute");
    project.world.advance(MINUTE);
    project.desk.asked.take();
    project.add("tasks/a", "2");
    assert_eq!((alice.changes().len(), alice.closed().unwrap().0), (1, 1012));
    assert_eq!((brief(&bob), bob.closed()), (vec!["1 0 0 insert".to_owned(), "2 0 1 insert".to_owned()], None));
    let asked = project.desk.asked.take();
    assert!(asked.contains(&"alice p1 Read tasks a".to_owned()), "{asked:?}");
    // She comes again, and is told so list by list.
    let back = project.open_as("alice");
    let frames = project.say(&back, &resume(&["tasks/a", "notes"], &[]));
    assert_eq!((&frames[1]["reason"], &frames[2]["type"]), (&json!("access"), &json!("delta")));
}

#[test]
fn s1_a_failure_of_the_apps_code_is_no_pass_to_a_scope() {
    let project = Project::guarded();
    let alice = project.open_as("alice");
    project.subscribe(&alice, &["tasks/a"]);
    project.world.advance(MINUTE);
    *project.desk.fails.borrow_mut() = Some(Error::Internal);
    project.add("tasks/a", "1");
    assert_eq!((alice.changes().len(), alice.closed().unwrap().0), (0, 1011));
    // Nor to a list that is asked for: nobody is told that they may not.
    let back = project.open_as("alice");
    let frames = project.say(&back, &resume(&["tasks/a"], &[]));
    let last = frames.last().unwrap();
    assert_eq!(json!([last["type"], last["code"]]), json!(["error", "INTERNAL"]));
    assert_eq!(back.closed().unwrap().0, 1011);
}

#[test]
fn l1_what_waits_for_a_look_comes_before_the_answers_to_a_resume() {
    let project = Project::guarded();
    let alice = project.open_as("alice");
    project.subscribe(&alice, &["notes"]);
    project.world.advance(MINUTE);
    project.desk.hold.set(true);
    let room = project.room.clone();
    let insert = crate::common::request(&project.mutation("notes", "insert", &fields("notes", "n")));
    project.world.run(async move { room.mutate(insert, None).await }).unwrap();
    // Meanwhile she asks for another list; the one that goes on must not be said to be whole.
    project.world.send(&project.room, &alice, &resume(&["notes", "tasks"], &[]));
    for _ in 0..50 {
        project.world.step();
    }
    assert_eq!(alice.changes().len(), 0);
    project.desk.hold.set(false);
    project.world.settle();
    let kinds: Vec<_> = alice.frames().iter().map(|frame| frame["type"].as_str().unwrap().to_owned()).collect();
    assert_eq!(kinds[3..], ["broadcast", "resumed", "delta", "delta"]);
    assert_eq!(alice.frames_of("delta")[1]["to"], 1);
}

#[test]
fn s1_who_is_put_out_while_lists_are_read_hears_nothing_of_them() {
    let project = Project::guarded();
    project.add("notes", "n");
    let alice = project.open_as("alice");
    let cursor = project.subscribe(&alice, &["notes"]).remove(0);
    project.add("notes", "m");
    let alice = project.open_as("alice");
    project.desk.hold.set(true);
    project.world.send(&project.room, &alice, &resume(&[&format!("notes@{cursor}")], &[]));
    for _ in 0..50 {
        project.world.step();
    }
    project.room.revoke(&UserId::new("alice"));
    project.desk.hold.set(false);
    project.world.settle();
    assert_eq!(alice.closed().unwrap().0, 4403);
    assert!(alice.frames_of("delta").is_empty() && alice.changes().is_empty());
}

#[test]
fn s1_frames_behind_a_revocation_are_not_handled() {
    let project = Project::guarded();
    let alice = project.open_as("alice");
    project.desk.hold.set(true);
    for id in ["a", "b"] {
        project.world.send(
            &project.room,
            &alice,
            &mutate(&[project.mutation("notes", "insert", &fields("notes", id))]),
        );
        project.world.step();
        project.world.step();
    }
    project.room.revoke(&UserId::new("alice"));
    project.desk.refused.borrow_mut().push("alice".to_owned());
    project.desk.hold.set(false);
    project.world.settle();
    assert_eq!((project.list("notes").0.len(), alice.frames().len()), (0, 1), "sync-init alone");
}
