//! Subscriptions, and coming back.

use serde_json::{Value, json};

use crate::common::{Project, brief, fields, mutate, request, resume};

fn kinds(frames: &[Value]) -> Vec<&str> {
    frames.iter().map(|frame| frame["type"].as_str().unwrap()).collect()
}

#[test]
fn l6_who_comes_back_gets_the_difference() {
    let project = Project::new();
    project.add("tasks", "a");
    let cursors = project.subscribe(&project.open(), &["tasks", "notes"]);
    project.add("tasks", "b");
    project.send("tasks", "delete", &json!({ "id": "a" })).unwrap();
    project.add("notes", "n");
    let back = project.open();
    let lists = [format!("tasks@{}", cursors[0]), format!("notes@{}", cursors[1])];
    let frames = project.say(&back, &resume(&lists.each_ref().map(String::as_str), &[]));
    assert_eq!(kinds(&frames), ["resumed", "delta", "delta"]);
    let brief = |frame: &Value| json!([frame["sub"], frame["from"], frame["to"], frame["more"]]);
    assert_eq!(brief(&frames[1]), json!([0, 1, 4, false]));
    assert_eq!((&frames[1]["rows"][0]["id"], &frames[1]["removed"]), (&json!("b"), &json!(["a"])));
    assert_eq!((brief(&frames[2]), &frames[2]["rows"][0]["id"]), (json!([1, 1, 4, false]), &json!("n")));
    // And goes on from there.
    project.add("tasks", "c");
    assert_eq!(crate::common::brief(&back), ["5 0 3 insert"]);
}

#[test]
fn l5_a_list_without_a_cursor_starts_now() {
    let project = Project::new();
    project.add("tasks", "a");
    let socket = project.open();
    let frames = project.say(&socket, &resume(&["tasks"], &[]));
    assert_eq!(kinds(&frames), ["resumed", "delta"]);
    let delta = &frames[1];
    assert_eq!(
        json!([delta["from"], delta["to"], delta["rows"], delta["removed"], delta["more"], delta.get("scope")]),
        json!([1, 1, [], [], false, null])
    );
    project.add("tasks", "b");
    assert_eq!(brief(&socket), ["2 0 1 insert"]);
    // Its cursor is one to come back with.
    let back = project.open();
    let cursor = delta["cursor"].as_str().unwrap();
    let frames = project.say(&back, &resume(&[&format!("tasks@{cursor}")], &[]));
    assert_eq!(frames[1]["rows"][0]["id"], "b");
}

#[test]
fn a_later_resume_replaces_the_lists_and_leaves_those_that_go_on() {
    let project = Project::new();
    let socket = project.open();
    project.subscribe(&socket, &["tasks", "notes"]);
    project.add("tasks", "a");
    let frames = project.say(&socket, &resume(&["tasks", "steps"], &[]));
    assert_eq!(kinds(&frames), ["resumed", "delta", "delta"]);
    assert_eq!((&frames[1]["from"], &frames[1]["to"], &frames[1]["rows"]), (&json!(1), &json!(1), &json!([])));
    project.add("notes", "n");
    project.add("tasks", "b");
    assert_eq!(brief(&socket), ["1 0 0 insert", "3 0 1 insert"], "notes are not asked for any more");
    project.say(&socket, &resume(&[], &[]));
    project.add("tasks", "c");
    assert_eq!(socket.changes().len(), 2);
}

#[test]
fn a_list_that_is_asked_for_twice_is_told_twice() {
    let project = Project::new();
    let socket = project.open();
    project.subscribe(&socket, &["tasks", "tasks", "tasks/a", "tasks/b"]);
    project.add("tasks/a", "x");
    assert_eq!(brief(&socket), ["1 0 0 insert", "1 1 0 insert", "1 2 0 insert"]);
    assert_eq!(socket.frames_of("broadcast").len(), 1);
}

#[test]
fn l6_a_cursor_that_cannot_be_honoured_gets_a_reset_and_changes_from_then_on() {
    let project = Project::new();
    project.add("tasks", "a");
    let cursor = project.subscribe(&project.open(), &["tasks"]).remove(0);
    // Another history: the same seq, another mutation.
    project.world.connection().execute("UPDATE _sync_log SET mid = 'restored-01'", []).unwrap();
    let socket = project.open();
    let frames = project.say(&socket, &resume(&[&format!("tasks@{cursor}")], &[]));
    assert_eq!(frames[1], json!({ "type": "reset", "sub": 0, "collection": "tasks", "reason": "history" }));
    project.world.connection().execute("UPDATE _sync_log SET mid = 'mutation-1'", []).unwrap();
    project.add("tasks", "b");
    assert_eq!(brief(&socket), ["2 0 1 insert"]);
}

#[test]
fn h11_a_cursor_that_is_none_closes_the_socket() {
    let project = Project::new();
    project.add("tasks", "a");
    for bad in ["x", "1", "1.2.3.4", "99999999999999999999.0.0.0", "\u{0}"] {
        let socket = project.open();
        let frames = project.say(&socket, &resume(&[&format!("tasks@{bad}")], &[]));
        assert_eq!(frames.last().unwrap()["code"], "VALIDATION", "{bad}");
        assert_eq!(socket.closed().unwrap().0, 1008, "{bad}");
    }
}

#[test]
fn s1_a_cursor_of_another_room_reads_no_other_room() {
    let project = Project::new();
    let other = project.world.room("p2");
    let insert = request(&project.mutation("tasks", "insert", &fields("tasks", "theirs")));
    let at = other.clone();
    project.world.run(async move { at.mutate(insert, None).await }).unwrap();
    project.add("tasks", "ours");
    let theirs = project.world.connect(&other);
    project.world.send(&other, &theirs, &resume(&["tasks"], &[]));
    project.world.settle();
    let cursor = theirs.frames_of("delta")[0]["cursor"].as_str().unwrap().to_owned();
    let socket = project.open();
    let frames = project.say(&socket, &resume(&[&format!("tasks@{cursor}")], &[]));
    assert_eq!(frames[1]["reason"], "history", "the same seq, but not the same mutation");
    assert!(!frames.iter().any(|frame| frame.to_string().contains("theirs")));
}

#[test]
fn a_list_that_is_not_there_is_refused_alone() {
    let project = Project::new();
    let socket = project.open();
    let frames = project.say(&socket, &resume(&["gone", "notes/a", "tasks/", "tasks"], &[]));
    assert_eq!(kinds(&frames), ["resumed", "reset", "reset", "reset", "delta"]);
    assert!(frames[1..4].iter().all(|frame| frame["reason"] == "schema"));
    project.add("tasks/a", "x");
    assert_eq!(brief(&socket), ["1 3 0 insert"]);
}

#[test]
fn r12_a_client_learns_what_became_of_what_it_sent() {
    let project = Project::new();
    let socket = project.open();
    let done = project.mutation("tasks", "insert", &fields("tasks", "a"));
    let done_by = done["clientMutationId"].as_str().unwrap();
    project.say(&socket, &mutate(std::slice::from_ref(&done)));
    let frames = project.say(&project.open(), &resume(&[], &[done_by, "never-sent"]));
    assert_eq!(
        frames,
        [json!({
            "type": "resumed",
            "committed": [{ "clientMutationId": done_by, "seq": 1 }],
            "missing": ["never-sent"],
            "stale": [],
        })]
    );
    // Somebody else's is like none.
    let frames = project.say(&project.open_as("eve"), &resume(&[], &[done_by]));
    assert_eq!((&frames[0]["committed"], &frames[0]["missing"]), (&json!([]), &json!([done_by])));
}

#[test]
fn l6_a_long_difference_comes_in_pieces_and_nothing_between_them() {
    let project = Project::new();
    project.add("tasks", "first");
    let cursor = project.subscribe(&project.open(), &["tasks"]).remove(0);
    for n in 0..4 {
        let items: Vec<_> = (0..600).map(|m| fields("tasks", &format!("{n}-{m}"))).collect();
        project.send("tasks", "bulk-insert", &json!({ "items": items })).unwrap();
    }
    // A list so long that it is not the whole of it.
    let items: Vec<_> = (0..1_000).map(|m| fields("tasks", &format!("old-{m}"))).collect();
    let text = json!(items).to_string();
    project
        .world
        .connection()
        .execute(
            "INSERT INTO tasks(id, project_id, title) \
             SELECT n.value || (i.value->>'id'), 'p1', 't' FROM json_each(?1) i, json_each('[1,2,3,4,5,6,7,8,9]') n",
            [text],
        )
        .unwrap();
    let socket = project.open();
    project.world.send(&project.room, &socket, &resume(&[&format!("tasks@{cursor}")], &[]));
    let last = request(&project.mutation("tasks", "insert", &fields("tasks", "late")));
    let room = project.room.clone();
    project.world.spawn(async move { room.mutate(last, None).await });
    project.world.settle();
    let frames = socket.frames();
    let deltas = socket.frames_of("delta");
    assert!(deltas.len() >= 3, "{}", deltas.len());
    let rows: usize = deltas.iter().map(|delta| delta["rows"].as_array().unwrap().len()).sum();
    let after: Vec<_> = socket.changes().iter().map(|change| change["payload"]["id"].clone()).collect();
    assert_eq!(rows + after.len(), 2_401, "each once: {after:?}");
    let place = |kind: &str| frames.iter().rposition(|frame| frame["type"] == kind);
    let broadcast = frames.iter().position(|frame| frame["type"] == "broadcast");
    assert!(broadcast.is_none_or(|broadcast| place("delta").is_some_and(|delta| delta < broadcast)));
    assert!(deltas.windows(2).all(|pair| pair[0]["more"] == true && pair[0]["to"] == pair[1]["from"]));
}

#[test]
fn l13_frames_that_are_none_close_the_socket_with_a_reason() {
    let project = Project::new();
    for (text, code, closed) in [
        ("what?".to_owned(), "MALFORMED", 1008),
        (r#"{"type":"hello"}"#.to_owned(), "VALIDATION", 1008),
        (r#"{"type":"seen","seq":1,"more":2}"#.to_owned(), "UNKNOWN_FIELD", 1008),
        ("x".repeat(1_000_001), "TOO_LARGE", 1009),
    ] {
        let socket = project.open();
        project.world.send_text(&project.room, &socket, &text);
        project.world.settle();
        let last = socket.frames().pop().unwrap();
        assert_eq!((&last["type"], &last["code"]), (&json!("error"), &json!(code)));
        assert_eq!(socket.closed().unwrap().0, closed);
    }
}

#[test]
fn r11_no_list_goes_on_at_a_place_that_a_restored_database_lost() {
    // Restored to before what the room has told last; or to that, and another object has written since.
    for (lost, beside) in [("seq > 1", ""), ("seq > 1", "another"), ("seq > 2", "another")] {
        let project = Project::new();
        for id in ["a", "b", "c"] {
            project.add("tasks", id);
        }
        let (socket, other) = (project.open(), project.open());
        project.subscribe(&socket, &["notes"]);
        let tables = format!("DELETE FROM _sync_log WHERE {lost}; DELETE FROM tasks WHERE id = 'c'");
        project.world.connection().execute_batch(&tables).unwrap();
        if beside == "another" {
            let room = project.world.room("p1");
            let request = request(&project.mutation("tasks", "insert", &fields("tasks", "d")));
            project.world.run(async move { room.mutate(request, None).await }).unwrap();
        }
        // The list comes from the database, as over HTTP; the room is not asked.
        let (_, seq, cursor) = project.page("tasks");
        assert!(seq <= 3, "{lost} {beside}");
        let frames = project.say(&socket, &resume(&["notes", &format!("tasks@{cursor}")], &[]));
        let told = frames.iter().filter(|frame| frame["type"] == "delta" && frame["collection"] == "tasks").count();
        assert_eq!(told, 0, "{lost} {beside}: {frames:?}");
        assert_eq!(socket.closed().unwrap().0, 1012, "{lost} {beside}");
        // Nor does anybody else go on.
        assert_eq!(other.closed().unwrap().0, 1012, "{lost} {beside}");
        let back = project.open();
        assert_eq!(back.frames()[0]["seq"], seq);
        let frames = project.say(&back, &resume(&[&format!("tasks@{cursor}")], &[]));
        assert_eq!((kinds(&frames), &frames[1]["to"]), (vec!["resumed", "delta"], &json!(seq)));
    }
}
