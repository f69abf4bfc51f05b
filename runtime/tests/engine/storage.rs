//! What differs between D1, which is a way off, and the object's own database.

use std::{cell::RefCell, rc::Rc};

use ferrosync::{
    observe::{Event, Observer},
    protocol::{Action, Answer, Error, MutationRequest, Seq, SyncId},
    testing::{Fault, TestRoom, World},
};
use serde_json::json;

use crate::common::{COLLECTIONS, log, request};

/// The flushes of a room: their first and last seq, how many were in it, and how many it refused.
#[derive(Debug, Default)]
struct Flushes(RefCell<Vec<(u64, u64, usize, usize)>>);

impl Observer for Flushes {
    fn see(&self, _: &SyncId, event: &Event<'_>) {
        if let Event::Flush { first, last, mutations, refused, .. } = event {
            self.0.borrow_mut().push((first.0, last.0, *mutations, *refused));
        }
    }
}

fn worlds() -> [(&'static str, World); 2] {
    let local = World::new(&COLLECTIONS);
    local.make_local();
    [("D1", World::new(&COLLECTIONS)), ("the object's own", local)]
}

fn insert(n: u16, title: &str) -> MutationRequest {
    let id = format!("0190a5b4-6c2e-7000-8000-{n:012x}");
    request(&format!("insert-{n:04}"), "todos", Action::Insert, json!({ "id": id, "title": title }))
}

fn send_all(world: &World, room: &TestRoom, requests: Vec<MutationRequest>) -> Vec<Result<Answer, Error>> {
    let send = |request| {
        let room = room.clone();
        world.spawn(async move { room.mutate(request, None).await })
    };
    let answers: Vec<_> = requests.into_iter().map(send).collect();
    world.settle();
    answers.into_iter().map(|answer| answer.take().unwrap()).collect()
}

/// A constraint that the schema knows nothing of, as a hand-made migration may add: the log lets in what it refuses.
fn forbid_titles_twice(world: &World) {
    world.connection().execute("CREATE UNIQUE INDEX beside_us ON todos(title)", []).unwrap();
}

#[test]
fn r6_r13_one_bad_mutation_of_a_hundred_changes_no_other_answer() {
    for (storage, world) in worlds() {
        let room = world.room("default");
        forbid_titles_twice(&world);
        let socket = world.connect(&room);
        let flushes = Rc::new(Flushes::default());
        room.observe(Rc::clone(&flushes) as Rc<dyn Observer>);
        let before = world.batches();
        let bad = 57;
        let title = |n: u16| if n == bad { "todo 3".to_owned() } else { format!("todo {n}") };
        let answers = send_all(&world, &room, (0..100).map(|n| insert(n, &title(n))).collect());
        let mut next = 0;
        for (n, answer) in (0u16..).zip(&answers) {
            if n == bad {
                assert!(matches!(answer, Err(Error::Conflict { .. })), "{storage}: {answer:?}");
            } else {
                next += 1;
                let answer = answer.as_ref().unwrap();
                assert_eq!((answer.seq, answer.replayed), (Seq(next), false), "{storage}: {n}");
            }
        }
        // L1: the log, what was told and the answers are one order, without a gap.
        let seqs: Vec<_> = log(&world, "default").into_iter().map(|(seq, ..)| seq).collect();
        assert_eq!(seqs, (1..=99).collect::<Vec<_>>(), "{storage}");
        let told: Vec<_> = socket.changes().iter().map(|change| change["seq"].as_u64().unwrap()).collect();
        assert_eq!(told, seqs, "{storage}");
        let broadcasts = socket.frames().iter().filter(|frame| frame["type"] == "broadcast").count();
        let batches = world.batches() - before;
        let committed: usize = flushes.0.borrow().iter().map(|(_, _, mutations, _)| mutations).sum();
        assert_eq!(committed, 99, "{storage}");
        println!("{storage}: {batches} batches, {broadcasts} broadcasts, flushes {:?}", flushes.0.borrow());
        if storage == "D1" {
            // Halves of halves: seven times two round trips, and those of the group before and of the log.
            assert!(batches <= 18, "{batches} batches");
        } else {
            // One by one, in one event: that is one commit, and it is told in one frame.
            assert_eq!((broadcasts, flushes.0.borrow().as_slice()), (1, &[(1, 99, 99, 1)][..]));
        }
    }
}

#[test]
fn r6_r13_what_a_trigger_refuses_costs_its_neighbours_nothing() {
    for (storage, world) in worlds() {
        let trigger = "CREATE TRIGGER fuse BEFORE INSERT ON todos WHEN NEW.title = 'bad' \
                       BEGIN SELECT RAISE(ABORT, 'the fuse has blown'); END";
        world.connection().execute_batch(trigger).unwrap();
        let room = world.room("default");
        let title = |n: u16| if n == 37 { "bad" } else { "good" };
        let answers = send_all(&world, &room, (0..100).map(|n| insert(n, title(n))).collect());
        for (n, answer) in answers.iter().enumerate() {
            match answer {
                Err(Error::Conflict { message, .. }) if n == 37 => {
                    assert!(!message.contains("blown"), "s10: {message}");
                }
                Ok(_) if n != 37 => {}
                answer => panic!("{storage}: {n}: {answer:?}"),
            }
        }
        assert_eq!(log(&world, "default").len(), 99, "{storage}");
    }
}

#[test]
fn r13_a_hundred_mutations_at_once_are_one_batch() {
    for (storage, world) in worlds() {
        let room = world.room("default");
        send_all(&world, &room, vec![insert(200, "the first one reads the log")]);
        let flushes = Rc::new(Flushes::default());
        room.observe(Rc::clone(&flushes) as Rc<dyn Observer>);
        let before = world.batches();
        let answers = send_all(&world, &room, (0..100).map(|n| insert(n, "todo")).collect());
        assert!(answers.iter().all(Result::is_ok), "{storage}");
        assert_eq!(world.batches() - before, 1, "{storage}");
        assert_eq!(flushes.0.borrow().as_slice(), [(2, 101, 100, 0)], "{storage}");
    }
}

/// What a third of a thousand mutations ask for, and are refused: each time for the same reason, or each for its own.
fn refused(kind: &str, n: u16) -> MutationRequest {
    let (mid, of) = (format!("refused-{n:05}"), |row: u16| insert(row, "taken").payload);
    match kind {
        "rows that are there" => request(&mid, "todos", Action::Insert, of(5_000 + n)),
        "one row that is there" => request(&mid, "todos", Action::Insert, of(5_000)),
        "a row among two" => {
            let items = json!({ "items": [of(5_000), of(10_000 + n)] });
            request(&mid, "todos", Action::BulkInsert, items)
        }
        "one row that is not there" => request(&mid, "todos", Action::Delete, json!({ "id": of(9_999)["id"] })),
        "patches of one row that is not there" => patch(n, 9_999),
        kind => panic!("{kind}"),
    }
}

fn patch(n: u16, row: u16) -> MutationRequest {
    let patch = json!({ "id": insert(row, "").payload["id"], "data": { "title": "x" } });
    request(&format!("patched-{n:05}"), "todos", Action::Update, patch)
}

#[test]
fn r13_a_thousand_mutations_of_which_a_third_is_refused_cost_as_much_as_good_ones() {
    let batches = |world: &World, kind: Option<&str>| {
        let room = world.room("default");
        send_all(world, &room, (0..1_000).map(|n| insert(5_000 + n, "a row that is there")).collect());
        let before = world.batches();
        let request = |n: u16| match kind {
            Some("patches of one row") if n.is_multiple_of(3) => patch(n, 5_000),
            Some(kind) if n.is_multiple_of(3) => refused(kind, n),
            _ => insert(n, "todo"),
        };
        let answers = send_all(world, &room, (0..1_000).map(request).collect());
        let refused = answers.iter().filter(|answer| answer.is_err()).count();
        assert_eq!(refused, if kind.is_some_and(|kind| kind != "patches of one row") { 334 } else { 0 });
        world.batches() - before
    };
    for kind in [
        "rows that are there",
        "one row that is there",
        "a row among two",
        "one row that is not there",
        "patches of one row that is not there",
    ] {
        // Each patch of one row is a statement, refused or not.
        let like = kind.strip_suffix(" that is not there").filter(|kind| kind.starts_with("patches"));
        for ((storage, good), (_, mixed)) in worlds().into_iter().zip(worlds()) {
            let (good, mixed) = (batches(&good, like), batches(&mixed, Some(kind)));
            println!("{storage}, {kind}: {good} batches for 1,000 good ones, {mixed} with a third refused");
            // 1.2 times, in whole numbers.
            assert!(mixed * 10 <= good * 12, "{storage}, {kind}: {mixed} batches instead of {good}");
        }
    }
}

/// The room remembers the newest of the log. What is older is looked for in the log, unless nobody can have sent it.
#[test]
fn r13_a_mutation_that_the_room_names_itself_is_not_looked_for_in_a_long_log() {
    for (storage, world) in worlds() {
        let room = world.room("default");
        for first in (0..10_100).step_by(100) {
            send_all(&world, &room, (first..first + 100).map(|n| insert(n, "todo")).collect());
        }
        // Another object, which remembers as much as one does that has just begun.
        let room = world.room("default");
        send_all(&world, &room, vec![insert(20_000, "the first one reads the log")]);
        let batches = |request: MutationRequest| {
            let before = world.batches();
            let answers = send_all(&world, &room, vec![request]);
            assert!(answers[0].is_ok(), "{storage}: {answers:?}");
            world.batches() - before
        };
        let looked_for = batches(insert(20_001, "it may have been sent before"));
        let new = batches(MutationRequest { client_mutation_id: None, ..insert(20_002, "new") });
        assert_eq!((looked_for, new), (2, 1), "{storage}");
    }
}

/// Nobody has the row yet: the first of those who want it gets it, and it costs no more.
#[test]
fn r13_of_many_that_want_one_row_the_first_gets_it_at_once() {
    for (storage, world) in worlds() {
        let room = world.room("default");
        send_all(&world, &room, vec![insert(5_000, "the first one reads the log")]);
        let before = world.batches();
        let request = |n: u16| match n % 3 {
            0 => request(&format!("wanted-{n:05}"), "todos", Action::Insert, insert(7_000, &n.to_string()).payload),
            _ => insert(n, "todo"),
        };
        let answers = send_all(&world, &room, (0..300).map(request).collect());
        assert_eq!(world.batches() - before, 1, "{storage}");
        let refused: Vec<usize> = (0..300).filter(|n| answers[*n].is_err()).collect();
        assert_eq!(refused, (3..300).step_by(3).collect::<Vec<_>>(), "{storage}");
        assert!(answers[3..].iter().step_by(3).all(|answer| matches!(answer, Err(Error::IdTaken(_)))), "{storage}");
        let sql = "SELECT title FROM todos WHERE id LIKE '%1b58'";
        let title: String = world.connection().query_row(sql, [], |row| row.get(0)).unwrap();
        assert_eq!(title, "0", "{storage}: 7,000 is 1b58 in hexadecimal");
    }
}

/// Another object commits while this one does its group one by one.
#[test]
fn r10_a_lost_fence_is_found_where_a_group_is_done_one_by_one() {
    let world = World::new(&COLLECTIONS);
    world.make_local();
    forbid_titles_twice(&world);
    let (one, two) = (world.room("default"), world.room("default"));
    send_all(&world, &one, vec![insert(0, "0")]);
    send_all(&world, &two, vec![insert(1, "1")]);
    // `one` does not know of seq 2, and one of its group is refused by the database.
    let answers = send_all(&world, &one, vec![insert(2, "2"), insert(3, "0"), insert(4, "4")]);
    let seqs: Vec<_> = answers.iter().map(|answer| answer.as_ref().ok().map(|answer| answer.seq)).collect();
    assert_eq!(seqs, [Some(Seq(3)), None, Some(Seq(4))]);
}

/// The same on D1, where the first half may be in when the connection is lost in the second.
#[test]
fn r1_r13_a_group_that_is_halved_survives_lost_answers() {
    for lost in 0..6 {
        let world = World::new(&COLLECTIONS);
        forbid_titles_twice(&world);
        let room = world.room("default");
        send_all(&world, &room, vec![insert(100, "0")]);
        let mut batch = 0;
        world.set_faults(move || {
            batch += 1;
            if batch == lost { Fault::After } else { Fault::None }
        });
        let answers = send_all(&world, &room, (0..8).map(|n| insert(n, &n.to_string())).collect());
        let refused: Vec<_> = answers.iter().map(Result::is_err).collect();
        assert_eq!(refused, [true, false, false, false, false, false, false, false], "{lost}");
        assert_eq!(log(&world, "default").len(), 8, "{lost}");
    }
}

#[test]
fn r1_a_restart_survives_in_the_objects_own_storage() {
    let world = World::new(&COLLECTIONS);
    world.make_local();
    let first = send_all(&world, &world.room("default"), vec![insert(1, "one"), insert(2, "two")]);
    world.kill();
    let room = world.room("default");
    let again = send_all(&world, &room, vec![insert(1, "one"), insert(2, "two"), insert(3, "three")]);
    for (first, again) in first.iter().zip(&again) {
        assert_eq!(*again, first.clone().map(|answer| Answer { replayed: true, ..answer }));
    }
    assert_eq!(again[2].as_ref().unwrap().seq, Seq(3));
}
