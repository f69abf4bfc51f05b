//! Objects that sleep, die and wake under open sockets.

use serde_json::json;

use crate::common::{Project, brief, fields, mutate, request, resume};

#[test]
fn l4_subscriptions_outlive_their_object() {
    let mut project = Project::new();
    let socket = project.open();
    project.subscribe(&socket, &["tasks/a", "notes"]);
    project.add("tasks/a", "1");
    project.wake_another();
    project.add("tasks/b", "2");
    project.add("tasks/a", "3");
    project.add("notes", "4");
    assert_eq!(brief(&socket), ["1 0 0 insert", "3 0 1 insert", "4 1 0 insert"]);
}

#[test]
fn r9_what_was_committed_and_not_told_is_announced_and_fetched() {
    let mut project = Project::new();
    let socket = project.open();
    let cursor = project.subscribe(&socket, &["notes"]).remove(0);
    let insert = project.mutation("notes", "insert", &fields("notes", "n"));
    let mid = insert["clientMutationId"].as_str().unwrap().to_owned();
    project.world.send(&project.room, &socket, &mutate(&[insert]));
    let rows = |project: &Project| -> i64 {
        project.world.connection().query_row("SELECT count(*) FROM notes", [], |row| row.get(0)).unwrap()
    };
    while rows(&project) == 0 {
        assert!(project.world.step());
    }
    project.wake_another();
    assert!(socket.changes().is_empty() && socket.frames_of("ack").is_empty());
    assert_eq!(socket.frames_of("tick"), [json!({ "type": "tick", "seq": 1, "lists": { "notes": 1 } })]);
    let frames = project.say(&socket, &resume(&[&format!("notes@{cursor}")], &[&mid]));
    assert_eq!(frames[0]["committed"][0]["seq"], 1);
    assert_eq!(frames[1]["rows"][0]["id"], "n");
}

#[test]
fn r9_a_socket_whose_lists_were_being_read_comes_again() {
    let mut project = Project::new();
    project.add("notes", "n");
    let (asking, idle) = (project.open(), project.open());
    let cursor = project.subscribe(&idle, &["notes"]).remove(0);
    project.world.send(&project.room, &asking, &resume(&[&format!("notes@{cursor}")], &[]));
    project.world.step();
    assert!(asking.frames_of("delta").is_empty());
    project.wake_another();
    assert_eq!((asking.closed().unwrap().0, idle.closed()), (1012, None));
}

#[test]
fn l5_nothing_is_lost_or_told_twice_round_the_reading_of_a_list() {
    for steps in 0..40 {
        let project = Project::new();
        project.add("notes", "0");
        let names = ["notes", "tasks", "steps"];
        let cursors = project.subscribe(&project.open(), &names);
        let lists: Vec<_> = names.iter().zip(cursors).map(|(name, cursor)| format!("{name}@{cursor}")).collect();
        let lists: Vec<_> = lists.iter().map(String::as_str).collect();
        project.add("notes", "1");
        let socket = project.open();
        let write = |id: &str| {
            let (room, insert) =
                (project.room.clone(), request(&project.mutation("notes", "insert", &fields("notes", id))));
            project.world.spawn(async move { room.mutate(insert, None).await });
        };
        write("2");
        for _ in 0..steps / 5 {
            project.world.step();
        }
        // While the second list and the third are read, the first goes on.
        project.world.send(&project.room, &socket, &resume(&lists, &[]));
        for _ in 0..steps % 5 {
            project.world.step();
        }
        write("3");
        project.world.settle();
        let mut rows: Vec<_> = socket.frames_of("delta")[0]["rows"].as_array().unwrap().clone();
        // What came before the resume was heard without a number, as everything is before it.
        let to = socket.frames_of("delta")[0]["to"].as_u64().unwrap();
        let after: Vec<_> = socket.changes().into_iter().filter(|change| change.get("sub").is_some()).collect();
        assert!(after.iter().all(|change| change["seq"].as_u64().unwrap() > to), "{steps}");
        rows.extend(after.iter().map(|change| change["payload"].clone()));
        let mut ids: Vec<_> = rows.iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect();
        ids.sort();
        assert_eq!(ids, ["1", "2", "3"], "{steps}");
    }
}

#[test]
fn r11_sockets_that_outlive_an_object_hear_where_a_restored_room_stands_before_it_commits() {
    let mut project = Project::new();
    project.add("tasks", "a");
    let socket = project.open();
    project.subscribe(&socket, &["tasks"]);
    project.add("tasks", "b");
    let before = socket.frames().len();
    project.world.kill();
    project.room = project.world.room("p1");
    project
        .world
        .connection()
        .execute_batch("DELETE FROM _sync_log WHERE seq > 1; DELETE FROM tasks WHERE id = 'b'")
        .unwrap();
    // Another event was first to wake the object, and is not as far yet.
    project.add("tasks", "c");
    let frames = socket.frames().split_off(before);
    let brief: Vec<_> =
        frames.iter().map(|frame| json!([frame["type"], frame["seq"], frame["changes"][0]["seq"]])).collect();
    assert_eq!(brief, [json!(["tick", 1, null]), json!(["broadcast", null, 2])]);
    let room = project.room.clone();
    project.world.run(async move { room.wake().await }).unwrap();
    assert_eq!(socket.frames().len(), before + 2, "it is told once");
}
