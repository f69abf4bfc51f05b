//! Who listens to one scope.

use ferrosync::testing::TestSocket;
use serde_json::{Value, json};

use crate::common::{Project, brief, fields, resume};

/// The payloads that came, with the action.
fn told(socket: &TestSocket) -> Vec<Value> {
    socket.changes().iter().map(|change| json!([change["action"], change["payload"]])).collect()
}

#[test]
fn s8_a_socket_hears_of_its_scope_and_of_no_other() {
    let project = Project::new();
    let (a, all) = (project.open(), project.open());
    project.subscribe(&a, &["tasks/a"]);
    project.subscribe(&all, &["tasks"]);
    project.add("tasks/a", "1");
    project.add("tasks/b", "2");
    project.add("tasks", "3");
    project.add("tasks/a", "4");
    assert_eq!(brief(&a), ["1 0 0 insert", "4 0 1 insert"], "`prev` is its scope's");
    assert_eq!(brief(&all), ["1 0 0 insert", "2 0 1 insert", "3 0 2 insert", "4 0 3 insert"]);
    assert!(a.changes().iter().all(|change| change["scope"] == "a"));
    assert_eq!(a.changes()[1]["payload"]["id"], "4");
}

#[test]
fn s8_a_bulk_over_scopes_is_told_in_parts() {
    let project = Project::new();
    let (a, b) = (project.open(), project.open());
    for (socket, list) in [(&a, "tasks/a"), (&b, "tasks/b")] {
        project.subscribe(socket, &[list]);
    }
    for (list, id) in [("tasks/a", "1"), ("tasks/b", "2"), ("tasks/a", "3"), ("tasks", "4")] {
        project.add(list, id);
    }
    let item = |id: &str| json!({ "id": id, "data": { "title": "new" } });
    let items: Vec<_> = ["1", "2", "4"].map(item).into();
    project.send("tasks", "bulk-update", &json!({ "items": items })).unwrap();
    project.send("tasks", "bulk-delete", &json!({ "ids": ["3", "2", "4"] })).unwrap();
    let ids = |socket: &TestSocket| {
        let items = |change: &Value| {
            change["payload"]["items"].as_array().into_iter().flatten().map(|row| row["id"].clone()).collect::<Vec<_>>()
        };
        socket
            .changes()
            .iter()
            .map(|change| json!([change["seq"], change["prev"], items(change), change["payload"]["ids"]]))
            .collect::<Vec<_>>()
    };
    assert_eq!(ids(&a)[2..], [json!([5, 3, ["1"], null]), json!([6, 5, [], ["3"]])]);
    assert_eq!(ids(&b)[1..], [json!([5, 2, ["2"], null]), json!([6, 5, [], ["2"]])]);
}

#[test]
fn r7_what_goes_with_a_row_is_told_where_it_was() {
    let project = Project::new();
    let (a, b) = (project.open(), project.open());
    project.subscribe(&a, &["tasks/a", "steps/a"]);
    project.subscribe(&b, &["steps/b"]);
    project.add("tasks/a", "t");
    for (list, id) in [("steps/a", "s1"), ("steps/b", "s2"), ("steps", "s3")] {
        project.add(list, id);
    }
    project.send("tasks/a", "delete", &json!({ "id": "t" })).unwrap();
    assert_eq!(told(&a)[2..], [json!(["delete", { "id": "t" }]), json!(["bulk-delete", { "ids": ["s1"] }])]);
    assert_eq!(told(&b)[1..], [json!(["bulk-delete", { "ids": ["s2"] }])]);
    assert_eq!(brief(&a)[2..], ["5 0 1 delete", "5 1 2 bulk-delete"]);
    assert_eq!(brief(&b)[1..], ["5 0 3 bulk-delete"]);
}

#[test]
fn s6_a_row_that_is_deleted_without_its_scope_leaves_it() {
    let project = Project::new();
    let a = project.open();
    project.subscribe(&a, &["tasks/a"]);
    project.add("tasks/a", "1");
    project.send("tasks", "update", &json!({ "id": "1", "data": { "title": "new" } })).unwrap();
    project.send("tasks", "delete", &json!({ "id": "1" })).unwrap();
    assert_eq!(brief(&a), ["1 0 0 insert", "2 0 1 update", "3 0 2 delete"]);
    assert_eq!(told(&a)[2], json!(["delete", { "id": "1" }]));
}

#[test]
fn s1_a_reader_of_one_list_may_listen_to_it_alone() {
    let project = Project::guarded();
    // Alice may open a socket, and read the list `a` of tasks.
    for question in ["Read tasks -", "Read steps", "Read notes", "Read tasks b"] {
        project.desk.refused.borrow_mut().push(question.to_owned());
    }
    let mut pass = crate::common::pass("alice");
    pass.reads = ferrosync::access::Reads::Only(Vec::new());
    let socket = project.world.connect_as(&project.room, pass);
    let frames = project.say(&socket, &resume(&["tasks/a", "tasks/b", "tasks", "notes"], &[]));
    let answers: Vec<_> = frames[1..].iter().map(|frame| json!([frame["type"], frame["reason"]])).collect();
    let refused = json!(["reset", "access"]);
    assert_eq!(answers, [json!(["delta", null]), refused.clone(), refused.clone(), refused]);
    for (list, id) in [("tasks/a", "1"), ("tasks/b", "2"), ("tasks", "3"), ("notes", "4")] {
        project.add(list, id);
    }
    assert_eq!(brief(&socket), ["1 0 0 insert"]);
    assert_eq!(socket.closed(), None);
}

#[test]
fn l6_a_scopes_difference_names_nothing_of_others() {
    let project = Project::new();
    for (list, id) in [("tasks/a", "1"), ("tasks/b", "2")] {
        project.add(list, id);
    }
    let cursor = project.subscribe(&project.open(), &["tasks/a"]).remove(0);
    for (list, id) in [("tasks/a", "3"), ("tasks/b", "4")] {
        project.add(list, id);
    }
    for id in ["1", "2"] {
        project.send("tasks", "delete", &json!({ "id": id })).unwrap();
    }
    let socket = project.open();
    let frames = project.say(&socket, &resume(&[&format!("tasks/a@{cursor}")], &[]));
    let delta = &frames[1];
    assert_eq!(
        (&delta["rows"][0]["id"], &delta["removed"], &delta["scope"]),
        (&json!("3"), &json!(["1"]), &json!("a"))
    );
    assert_eq!(delta["rows"].as_array().unwrap().len(), 1);
}

#[test]
fn l4_prev_of_a_scope_is_known_after_waking() {
    let mut project = Project::new();
    let (a, b) = (project.open(), project.open());
    project.subscribe(&a, &["tasks/a"]);
    project.subscribe(&b, &["tasks/b"]);
    project.add("tasks/a", "1");
    project.add("tasks/b", "2");
    project.wake_another();
    assert_eq!(a.frames_of("tick")[0], json!({ "type": "tick", "seq": 2, "lists": { "tasks": 1 } }));
    assert_eq!(b.frames_of("tick")[0], json!({ "type": "tick", "seq": 2, "lists": { "tasks": 2 } }));
    project.add("tasks/a", "3");
    assert_eq!(brief(&a), ["1 0 0 insert", "3 0 1 insert"]);
}

#[test]
fn l4_prev_of_a_scope_is_no_earlier_than_the_log_tells() {
    let mut project = Project::new();
    let a = project.open();
    project.subscribe(&a, &["tasks/a"]);
    project.add("tasks/a", "1");
    for id in ["2", "3", "4"] {
        project.add("tasks/b", id);
    }
    project.world.kill();
    project.room = project.world.room("p1");
    // The object has looked where its log begins, and then the log is pruned, before it looks for scopes.
    project.open();
    project.world.connection().execute("DELETE FROM _sync_log WHERE seq < 3", []).unwrap();
    let room = project.room.clone();
    project.world.run(async move { room.wake().await }).unwrap();
    project.add("tasks/a", "5");
    assert_eq!(brief(&a), ["1 0 0 insert", "5 0 2 insert"]);
}

#[test]
fn l13_a_change_of_a_scope_that_no_frame_holds_is_told_by_a_tick_of_that_scope() {
    let project = Project::new();
    let (a, b) = (project.open(), project.open());
    project.subscribe(&a, &["tasks/a"]);
    project.subscribe(&b, &["tasks/b"]);
    let large = json!({ "id": "1", "title": "x".repeat(1_200_000) });
    project.send("tasks/a", "insert", &large).unwrap();
    assert_eq!(a.frames_of("tick"), [json!({ "type": "tick", "seq": 1, "lists": { "tasks": 1 } })]);
    assert!(b.frames_of("tick").is_empty() && b.changes().is_empty());
    let _ = fields("tasks", "x");
}
