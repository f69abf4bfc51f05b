//! Mutations over sockets.

use ferrosync::protocol::Error;
use serde_json::{Value, json};

use crate::common::{Project, fields, mutate, resume};

fn results(frames: &[Value]) -> Vec<Value> {
    let acks = frames.iter().filter(|frame| frame["type"] == "ack");
    acks.flat_map(|ack| ack["results"].as_array().unwrap().clone()).collect()
}

#[test]
fn l1_mutations_of_a_frame_are_done_in_order_and_answered_in_order() {
    let project = Project::new();
    let (sender, other) = (project.open(), project.open());
    let mutations = [
        project.mutation("tasks", "insert", &json!({ "id": "a", "title": "one" })),
        project.mutation("tasks", "update", &json!({ "id": "a", "data": { "title": "two" } })),
        project.mutation("tasks", "update", &json!({ "id": "gone", "data": { "title": "x" } })),
        project.mutation("tasks", "insert", &json!({ "id": "b", "title": "" , "more": 1 })),
        project.mutation("tasks", "delete", &json!({ "id": "a" })),
    ];
    let results = results(&project.say(&sender, &mutate(&mutations)));
    let brief = |result: &Value| json!([result["clientMutationId"], result["seq"], result["error"]["code"]]);
    let name = |n: usize| mutations[n]["clientMutationId"].clone();
    assert_eq!(
        results.iter().map(brief).collect::<Vec<_>>(),
        [
            json!([name(0), 1, null]),
            json!([name(1), 2, null]),
            json!([name(2), null, "NOT_FOUND"]),
            json!([name(3), null, "UNKNOWN_FIELD"]),
            json!([name(4), 3, null]),
        ]
    );
    assert_eq!((&results[1]["data"]["title"], results[4].get("data")), (&json!("two"), None));
    assert_eq!(results[2]["error"]["status"], 404);
    let seqs = |changes: Vec<Value>| changes.iter().map(|change| change["seq"].clone()).collect::<Vec<_>>();
    assert_eq!(seqs(other.changes()), [1, 2, 3]);
    assert_eq!(other.changes(), sender.changes());
}

#[test]
fn l1_two_hundred_frames_in_a_row_are_done_in_order_in_few_frames_back() {
    let project = Project::new();
    let socket = project.open();
    project.add("tasks", "a");
    for n in 0..200 {
        let update = project.mutation("tasks", "update", &json!({ "id": "a", "data": { "title": n.to_string() } }));
        project.world.send(&project.room, &socket, &mutate(&[update]));
    }
    project.world.settle();
    let results = results(&socket.frames());
    assert!(results.iter().zip(2..).all(|(result, seq)| result["seq"] == seq), "{results:?}");
    assert_eq!((results.len(), project.list("tasks").0[0]["title"].clone()), (200, json!("199")));
    let count = |kind: &str| socket.frames_of(kind).len();
    assert!(count("ack") <= 4 && count("broadcast") <= 5, "{} {}", count("ack"), count("broadcast"));
}

#[test]
fn l3_a_mutation_that_is_sent_again_is_done_once() {
    let project = Project::new();
    let socket = project.open();
    let insert = project.mutation("tasks", "insert", &fields("tasks", "a"));
    // While the first is in flight, and after it.
    project.world.send(&project.room, &socket, &mutate(&[insert.clone(), insert.clone()]));
    let frames = project.say(&socket, &mutate(std::slice::from_ref(&insert)));
    let mut all = results(&frames);
    all.extend(results(&project.say(&project.open(), &mutate(&[insert]))));
    let brief = |result: &Value| json!([result["seq"], result["replayed"], result["data"]["id"]]);
    let all: Vec<_> = all.iter().map(brief).collect();
    assert_eq!(all, [json!([1, null, "a"]), json!([1, true, "a"]), json!([1, true, "a"]), json!([1, true, "a"])]);
    assert_eq!(socket.changes().len(), 1);
}

#[test]
fn l4_an_ack_comes_after_the_commit_and_its_broadcast() {
    let project = Project::new();
    let socket = project.open();
    let insert = project.mutation("tasks", "insert", &fields("tasks", "a"));
    project.world.send(&project.room, &socket, &mutate(&[insert]));
    let rows =
        || -> i64 { project.world.connection().query_row("SELECT count(*) FROM tasks", [], |row| row.get(0)).unwrap() };
    while rows() == 0 {
        assert!(socket.frames_of("ack").is_empty());
        assert!(project.world.step());
    }
    project.world.settle();
    let kinds: Vec<_> = socket.frames().iter().map(|frame| frame["type"].as_str().unwrap().to_owned()).collect();
    assert_eq!(kinds, ["sync-init", "broadcast", "ack"]);
}

#[test]
fn l9_each_mutation_is_asked_about_as_over_http() {
    let project = Project::guarded();
    let socket = project.open_as("alice");
    let both = mutate(&[
        project.mutation("tasks/a", "insert", &fields("tasks", "x")),
        project.mutation("tasks/b", "insert", &fields("tasks", "y")),
        project.mutation("notes", "insert", &fields("notes", "n")),
        project.mutation("notes", "update", &json!({ "id": "n", "data": { "text": "m" } })),
        project.mutation("gone", "insert", &json!({})),
        // Where there are no scopes nobody is asked about one, and it is refused by name.
        project.mutation("notes/a", "insert", &fields("notes", "o")),
    ]);
    project.desk.refused.borrow_mut().push("Write tasks b".to_owned());
    let results = results(&project.say(&socket, &both));
    let mut asked = project.desk.asked.take();
    asked.sort();
    assert_eq!(asked, ["alice p1 Write notes -", "alice p1 Write tasks a", "alice p1 Write tasks b"]);
    let codes: Vec<_> = results.iter().map(|result| result["error"]["code"].clone()).collect();
    let none = Value::Null;
    assert_eq!(codes, [none.clone(), json!("FORBIDDEN"), none.clone(), none, json!("NOT_FOUND"), json!("VALIDATION")]);
    assert_eq!(project.list("tasks").0.len(), 1);
    // Asked again for the next frame: a right that is gone is gone at once.
    project.desk.refused.borrow_mut().push("Write notes".to_owned());
    let frames = project.say(&socket, &mutate(&[project.mutation("notes", "delete", &json!({ "id": "n" }))]));
    assert_eq!((&frames[0]["results"][0]["error"]["status"], project.list("notes").0.len()), (&json!(403), 1));
}

#[test]
fn l8_what_the_apps_code_fails_to_say_is_no_refusal() {
    let project = Project::guarded();
    let socket = project.open_as("alice");
    *project.desk.fails.borrow_mut() = Some(Error::Internal);
    let frames = project.say(&socket, &mutate(&[project.mutation("notes", "insert", &fields("notes", "n"))]));
    assert_eq!(frames[0]["results"][0]["error"]["status"], 500);
    assert_eq!(socket.closed(), None);
}

#[test]
fn r3_frames_wait_for_those_before_them_however_long_the_app_thinks() {
    let project = Project::guarded();
    let socket = project.open_as("alice");
    project.desk.hold.set(true);
    for n in 0..3 {
        let insert = project.mutation("notes", "insert", &fields("notes", &format!("n{n}")));
        project.world.send(&project.room, &socket, &mutate(&[insert]));
        for _ in 0..20 {
            project.world.step();
        }
    }
    project.world.send(&project.room, &socket, &resume(&["notes"], &[]));
    project.desk.hold.set(false);
    project.world.settle();
    let results = results(&socket.frames());
    assert_eq!(results.iter().map(|result| result["seq"].clone()).collect::<Vec<_>>(), [1, 2, 3]);
    // The frames that came while the first was asked about were asked about together.
    let asked = project.desk.asked.take();
    assert_eq!(asked.iter().filter(|question| question.contains("Write")).count(), 2, "{asked:?}");
    assert_eq!(socket.frames_of("delta").len(), 1);
}

#[test]
fn l8_an_answer_that_does_not_come_in_time_is_unknown() {
    let project = Project::new();
    let socket = project.open();
    let (slow, lost) = (project.mutation("notes", "insert", &fields("notes", "n")), "mutation-1");
    project.world.send(&project.room, &socket, &mutate(std::slice::from_ref(&slow)));
    project.world.step();
    project.world.advance(10_000);
    project.world.settle();
    let results = results(&socket.frames());
    let error = &results[0]["error"];
    assert_eq!(
        json!([results[0]["clientMutationId"], error["code"], error["clientMutationId"], error["status"]]),
        json!([lost, "TIMEOUT", lost, 503])
    );
    // It was done all the same, as its next send learns.
    let frames = project.say(&socket, &mutate(&[slow]));
    assert_eq!(frames[0]["results"][0]["replayed"], true);
}

#[test]
fn h11_a_bad_mutation_is_refused_alone() {
    let project = Project::new();
    let socket = project.open();
    let good = project.mutation("notes", "insert", &fields("notes", "n"));
    let broken =
        r#"{"clientMutationId":"surrogate","collection":"notes","action":"insert","payload":{"text":"\ud800"}}"#;
    let text = format!(r#"{{"type":"mutate","mutations":[{{}},7,{good},{broken}]}}"#);
    project.world.send_text(&project.room, &socket, &text);
    project.world.settle();
    let results = results(&socket.frames());
    let codes: Vec<_> = results.iter().map(|result| result["error"]["code"].clone()).collect();
    assert_eq!(codes, [json!("VALIDATION"), json!("VALIDATION"), Value::Null, json!("MALFORMED")]);
    assert_eq!((&results[3]["clientMutationId"], socket.closed()), (&json!("surrogate"), None));
}

#[test]
fn s2_s16_another_rooms_rows_are_like_none_over_frames() {
    let project = Project::new();
    let (other, socket) = (project.world.room("p2"), project.open());
    let theirs = crate::common::request(&project.mutation("tasks", "insert", &fields("tasks", "theirs")));
    project.world.run(async move { other.mutate(theirs, None).await }).unwrap();
    let mutations = |id: &str| {
        [
            project.mutation("tasks", "update", &json!({ "id": id, "data": { "title": "x" } })),
            project.mutation("tasks", "delete", &json!({ "id": id })),
            project.mutation("tasks", "bulk-delete", &json!({ "ids": [id] })),
            project.mutation("steps", "insert", &json!({ "id": "s", "taskId": id })),
            project.mutation("tasks", "update", &json!({ "id": id, "data": { "projectId": "p1" } })),
        ]
    };
    let errors = |id: &str| {
        let results = results(&project.say(&socket, &mutate(&mutations(id))));
        results
            .iter()
            .map(|result| json!([result["error"]["code"], result["error"]["message"], result["error"]["issues"]]))
            .collect::<Vec<_>>()
    };
    assert_eq!(errors("theirs"), errors("missing"));
    assert!(errors("theirs").iter().all(|error| !error[0].is_null()));
}
