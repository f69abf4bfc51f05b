//! Groups, refusals, retries, and what the log settles.

use std::collections::{BTreeMap, BTreeSet};

use ferrosync::{
    protocol::{Action, Answer, Data, Error, Seq, UserId},
    testing::{Fault, Slot, TestRoom, World},
};
use serde_json::json;

use crate::common::{COLLECTIONS, id, log, read, request, row, send};

fn insert(n: u8) -> ferrosync::protocol::MutationRequest {
    request(&format!("insert-{n:04}"), "todos", Action::Insert, json!({ "id": id(n), "title": format!("todo {n}") }))
}

#[test]
fn l3_same_mid_same_answer() {
    let world = World::new(&COLLECTIONS);
    let room = world.room("default");
    let first = send(&world, &room, insert(1)).unwrap();
    assert_eq!((first.seq, first.replayed), (Seq(1), false));
    send(
        &world,
        &room,
        request("update-0001", "todos", Action::Update, json!({ "id": id(1), "data": { "title": "new" } })),
    )
    .unwrap();
    let again = send(&world, &room, insert(1)).unwrap();
    assert_eq!((again.seq, again.replayed), (Seq(1), true));
    assert_eq!(row(&again)["title"], "new", "the row as it is now");
    assert_eq!(log(&world, "default").len(), 2);
}

#[test]
fn l3_an_object_that_has_just_woken_knows_what_was_done_before() {
    let world = World::new(&COLLECTIONS);
    let first = send(&world, &world.room("default"), insert(1)).unwrap();
    world.kill();
    let again = send(&world, &world.room("default"), insert(1)).unwrap();
    assert_eq!(again, Answer { replayed: true, ..first });
}

#[test]
fn l3_a_replay_of_a_row_that_is_gone_says_so() {
    let world = World::new(&COLLECTIONS);
    let room = world.room("default");
    send(&world, &room, insert(1)).unwrap();
    send(&world, &room, request("delete-0001", "todos", Action::Delete, json!({ "id": id(1) }))).unwrap();
    assert_eq!(send(&world, &room, insert(1)).unwrap().data, Data::Row(None));
    assert_eq!(read(&world, &room, "todos").0.len(), 0);
}

#[test]
fn r15_a_mid_sent_again_in_flight_shares_the_answer() {
    let world = World::new(&COLLECTIONS);
    let room = world.room("default");
    let start = || {
        let room = room.clone();
        world.spawn(async move { room.mutate(insert(1), None).await })
    };
    let (first, second) = (start(), start());
    world.settle();
    let (first, second) = (first.take().unwrap().unwrap(), second.take().unwrap().unwrap());
    assert_eq!((first.seq, first.replayed, second.seq, second.replayed), (Seq(1), false, Seq(1), true));
    assert_eq!(first.data, second.data);
}

#[test]
fn l3_another_body_or_another_identity_is_refused() {
    let world = World::new(&COLLECTIONS);
    let room = world.room("default");
    let as_user = |request, user: &str| {
        let (room, user) = (room.clone(), UserId::new(user));
        world.run(async move { room.mutate(request, Some(user)).await })
    };
    as_user(insert(1), "ada").unwrap();
    let other = request("insert-0001", "todos", Action::Insert, json!({ "id": id(1), "title": "other" }));
    assert_eq!(as_user(other.clone(), "ada"), Err(Error::MidReused));
    assert_eq!(as_user(insert(1), "bob"), Err(Error::MidReused));
    assert_eq!(send(&world, &room, insert(1)), Err(Error::MidReused));
    // And after the memory is gone.
    world.kill();
    assert_eq!(send(&world, &world.room("default"), other), Err(Error::MidReused));
}

#[test]
fn l3_what_another_object_committed_is_not_refused_for_a_body_in_flight() {
    let world = World::new(&COLLECTIONS);
    let (room, other) = (world.room("default"), world.room("default"));
    send(&world, &room, insert(1)).unwrap();
    // Committed where this room does not know of it yet ..
    send(&world, &other, insert(2)).unwrap();
    let another_body = request("insert-0002", "todos", Action::Insert, json!({ "id": id(3), "title": "other" }));
    let start = |request| {
        let room = room.clone();
        world.spawn(async move { room.mutate(request, None).await })
    };
    // .. so its first sender comes back while another body waits under its mid.
    let (other_body, first_body) = (start(another_body), start(insert(2)));
    world.settle();
    assert_eq!(other_body.take().unwrap(), Err(Error::MidReused));
    let first_body = first_body.take().unwrap().unwrap();
    assert_eq!((first_body.seq, first_body.replayed), (Seq(2), true));
}

#[test]
fn l3_of_two_bodies_in_flight_the_first_is_done_unless_it_is_refused() {
    let world = World::new(&COLLECTIONS);
    let room = world.room("default");
    let start = |request| {
        let room = room.clone();
        world.spawn(async move { room.mutate(request, None).await })
    };
    let update = request("insert-0001", "todos", Action::Update, json!({ "id": id(9), "data": { "title": "new" } }));
    let (refused, done, late) = (start(update.clone()), start(insert(1)), start(update));
    world.settle();
    assert!(matches!(refused.take().unwrap(), Err(Error::NotFound(_))));
    assert_eq!(done.take().unwrap().unwrap().seq, Seq(1));
    // It shared the first one's flight.
    assert!(matches!(late.take().unwrap(), Err(Error::NotFound(_))));
}

#[test]
fn l3_a_refusal_is_not_recorded() {
    let world = World::new(&COLLECTIONS);
    let room = world.room("default");
    let update = || request("update-0001", "todos", Action::Update, json!({ "id": id(1), "data": { "title": "new" } }));
    assert!(matches!(send(&world, &room, update()), Err(Error::NotFound(_))));
    send(&world, &room, insert(1)).unwrap();
    let answer = send(&world, &room, update()).unwrap();
    assert_eq!((answer.seq, answer.replayed), (Seq(2), false));
}

#[test]
fn l3_a_stale_mutation_is_told_so_once_the_log_is_pruned() {
    let world = World::new(&COLLECTIONS);
    let room = world.room("default");
    for n in 1..=5 {
        send(&world, &room, insert(n)).unwrap();
    }
    world.connection().execute("DELETE FROM _sync_log WHERE seq <= 3", []).unwrap();
    world.kill();
    let room = world.room("default");
    let with_since = |n, since| ferrosync::protocol::MutationRequest { since: Some(Seq(since)), ..insert(n) };
    assert_eq!(send(&world, &room, with_since(2, 1)), Err(Error::StaleMutation));
    assert_eq!(send(&world, &room, with_since(4, 3)).map(|answer| answer.seq), Ok(Seq(4)));
    assert_eq!(send(&world, &room, with_since(6, 3)).map(|answer| answer.seq), Ok(Seq(6)));
}

#[test]
fn a_hundred_concurrent_mutations_are_two_commits() {
    let world = World::new(&COLLECTIONS);
    let room = world.room("default");
    send(&world, &room, insert(200)).unwrap();
    let before = world.batches();
    let answers: Vec<_> = (0..100)
        .map(|n| {
            let room = room.clone();
            world.spawn(async move { room.mutate(insert(n), None).await })
        })
        .collect();
    world.settle();
    let seqs: Vec<u64> = answers.iter().map(|answer| answer.take().unwrap().unwrap().seq.0).collect();
    assert_eq!(seqs, (2..=101).collect::<Vec<_>>(), "in the order they came");
    assert!(world.batches() - before <= 2, "{} batches", world.batches() - before);
}

#[test]
fn r13_refused_neighbours_cost_a_group_nothing() {
    let world = World::new(&COLLECTIONS);
    let room = world.room("default");
    send(&world, &room, insert(0)).unwrap();
    let before = world.batches();
    let answers: Vec<_> = (0..90u8)
        .map(|n| {
            let room = room.clone();
            let request = match n % 3 {
                0 => insert(n + 1),
                // The id is taken: refused.
                1 => request(&format!("taken-{n:04}"), "todos", Action::Insert, json!({ "id": id(0), "title": "x" })),
                // The row is missing: refused.
                _ => request(&format!("gone-{n:05}"), "todos", Action::Delete, json!({ "id": id(250) })),
            };
            world.spawn(async move { room.mutate(request, None).await })
        })
        .collect();
    world.settle();
    let mut next = 2;
    for (n, answer) in answers.iter().enumerate() {
        match (n % 3, answer.take().unwrap()) {
            (0, Ok(answer)) => {
                assert_eq!(answer.seq, Seq(next));
                next += 1;
            }
            (1, Err(Error::IdTaken(_))) | (2, Err(Error::NotFound(_))) => {}
            (_, answer) => panic!("{n}: {answer:?}"),
        }
    }
    assert_eq!(world.batches() - before, 1);
}

#[test]
fn l1_edits_of_one_row_in_one_group_keep_their_order() {
    let world = World::new(&COLLECTIONS);
    let room = world.room("default");
    send(&world, &room, insert(1)).unwrap();
    let before = world.batches();
    let edit = |mid: &str, data| request(mid, "todos", Action::Update, json!({ "id": id(1), "data": data }));
    let answers: Vec<_> = [
        edit("edit-00001", json!({ "title": "one" })),
        edit("edit-00002", json!({ "completed": true })),
        edit("edit-00003", json!({ "title": "three" })),
    ]
    .into_iter()
    .map(|request| {
        let room = room.clone();
        world.spawn(async move { room.mutate(request, None).await })
    })
    .collect();
    world.settle();
    let rows: Vec<_> = answers.iter().map(|answer| row(&answer.take().unwrap().unwrap())).collect();
    assert_eq!(world.batches() - before, 1);
    assert_eq!((&rows[0]["title"], &rows[0]["completed"]), (&json!("one"), &json!(false)));
    assert_eq!((&rows[1]["title"], &rows[1]["completed"]), (&json!("one"), &json!(true)));
    assert_eq!((&rows[2]["title"], &rows[2]["completed"]), (&json!("three"), &json!(true)));
}

#[test]
fn l1_what_an_earlier_mutation_makes_possible_waits_for_it() {
    let world = World::new(&COLLECTIONS);
    let room = world.room("default");
    let steps = [
        (insert(1), true),
        (request("delete-0001", "todos", Action::Delete, json!({ "id": id(1) })), true),
        (request("edit-00001", "todos", Action::Update, json!({ "id": id(1), "data": { "title": "x" } })), false),
        (request("insert-again", "todos", Action::Insert, json!({ "id": id(1), "title": "again" })), true),
    ];
    let answers: Vec<_> = steps
        .into_iter()
        .map(|(request, is_ok)| {
            let room = room.clone();
            (world.spawn(async move { room.mutate(request, None).await }), is_ok)
        })
        .collect();
    world.settle();
    for (answer, is_ok) in answers {
        let answer = answer.take().unwrap();
        assert_eq!(answer.is_ok(), is_ok, "{answer:?}");
    }
    assert_eq!(read(&world, &room, "todos").0[0]["title"], "again");
}

#[test]
fn l2_a_bulk_is_all_or_nothing() {
    let world = World::new(&COLLECTIONS);
    let room = world.room("default");
    send(&world, &room, insert(2)).unwrap();
    let item = |n: u8| json!({ "id": id(n), "title": "bulk" });
    let refused = request("bulk-000001", "todos", Action::BulkInsert, json!({ "items": [item(1), item(2), item(3)] }));
    assert!(matches!(send(&world, &room, refused), Err(Error::IdTaken(_))));
    let refused = request("bulk-000002", "todos", Action::BulkDelete, json!({ "ids": [id(2), id(9)] }));
    assert!(matches!(send(&world, &room, refused), Err(Error::NotFound(_))));
    assert_eq!(read(&world, &room, "todos").0.len(), 1);
    assert_eq!(log(&world, "default").len(), 1);
    let answer = send(
        &world,
        &room,
        request("bulk-000003", "todos", Action::BulkInsert, json!({ "items": [item(3), item(1)] })),
    )
    .unwrap();
    let Data::Rows(rows) = answer.data else { panic!("no rows") };
    assert_eq!(answer.seq, Seq(2));
    assert!(rows[0].contains(&id(3)) && rows[1].contains(&id(1)), "in the payload's order");
}

#[test]
fn h6_a_missing_row_is_not_a_success_and_not_published() {
    let world = World::new(&COLLECTIONS);
    let room = world.room("default");
    let socket = world.connect(&room);
    for (n, action) in [Action::Update, Action::Delete].into_iter().enumerate() {
        let payload = json!({ "id": id(1), "data": { "title": "x" } });
        assert!(matches!(
            send(&world, &room, request(&format!("missing-{n}"), "todos", action, payload)),
            Err(Error::NotFound(_))
        ));
    }
    assert!(socket.changes().is_empty());
    assert!(log(&world, "default").is_empty());
}

#[test]
fn l2_values_that_the_database_refuses_cost_only_their_own_mutation() {
    let world = World::new(&COLLECTIONS);
    // A constraint that the schema knows nothing of, as a hand-made migration may add.
    world.connection().execute("CREATE UNIQUE INDEX beside_us ON todos(title)", []).unwrap();
    let room = world.room("default");
    let answers: Vec<_> = (0..8u8)
        .map(|n| {
            let (room, title) = (room.clone(), if n == 5 { "todo 2".to_owned() } else { format!("todo {n}") });
            let payload = json!({ "id": id(n), "title": title });
            let request = request(&format!("unique-{n:03}"), "todos", Action::Insert, payload);
            world.spawn(async move { room.mutate(request, None).await })
        })
        .collect();
    world.settle();
    for (n, answer) in answers.iter().enumerate() {
        let answer = answer.take().unwrap();
        assert_eq!(matches!(answer, Err(Error::Conflict { .. })), n == 5, "{n}: {answer:?}");
        if let Err(error) = answer {
            // S10: nothing of SQL, of the other row, or of the index.
            assert_eq!(error.to_string(), "the database's own constraints refuse these values");
        }
    }
    assert_eq!(log(&world, "default").iter().map(|(seq, ..)| *seq).collect::<Vec<_>>(), (1..=7).collect::<Vec<_>>());
}

#[test]
fn r10_of_two_objects_exactly_one_commits_a_seq() {
    let world = World::new(&COLLECTIONS);
    let (one, two) = (world.room("default"), world.room("default"));
    send(&world, &one, insert(1)).unwrap();
    send(&world, &two, insert(2)).unwrap();
    // `one` does not know of seq 2 yet.
    assert_eq!(send(&world, &one, insert(3)).unwrap().seq, Seq(3));
    assert_eq!(send(&world, &two, insert(3)).map(|answer| (answer.seq, answer.replayed)), Ok((Seq(3), true)));
}

#[test]
fn r5_no_seq_is_given_twice() {
    for seed in 1..80 {
        let world = World::new(&COLLECTIONS);
        world.shuffle(seed);
        world.set_distance(if seed % 2 == 0 { 40 } else { 0 });
        let mut draws = seed;
        world.set_faults(move || {
            draws = draws.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            [Fault::None, Fault::After, Fault::Late, Fault::Before][usize::from((draws >> 61) as u8 / 2)]
        });
        let objects = [world.room("default"), world.room("default")];
        let socket = world.connect(&objects[0]);
        let start = |n: u8, object: usize| {
            let room = objects[object].clone();
            world.spawn(async move { room.mutate(insert(n), None).await })
        };
        // Each of them to one object or the other, and once more to the one that it was not sent to.
        let sends = (0..24).map(|turn: u8| (turn % 12, usize::from(turn + turn / 12) % 2));
        let slots: Vec<_> = sends.map(|(n, object)| (n, start(n, object))).collect();
        world.settle();
        world.set_faults(|| Fault::None);
        let log: BTreeMap<u64, String> = log(&world, "default").into_iter().map(|(seq, mid, _)| (seq, mid)).collect();
        for (n, slot) in slots {
            if let Some(Ok(answer)) = slot.take() {
                assert_eq!(log.get(&answer.seq.0), insert(n).client_mutation_id.as_ref(), "seed {seed}");
            }
        }
        assert!(log.keys().copied().eq(1..=log.len() as u64), "seed {seed}: {log:?}");
        assert_eq!(
            log.values().collect::<BTreeSet<_>>().len(),
            log.len(),
            "seed {seed}: a mutation stands there twice"
        );
        let mut told = BTreeMap::new();
        for change in socket.changes() {
            let row = change["payload"]["id"].clone();
            let before = told.insert(change["seq"].as_u64(), row.clone());
            assert!(before.is_none_or(|before| before == row), "seed {seed}: two changes of one seq");
        }
    }
}

#[test]
fn r10_what_another_object_committed_while_it_waited_is_not_done_again() {
    let world = World::new(&COLLECTIONS);
    let (one, two) = (world.room("default"), world.room("default"));
    send(&world, &one, insert(1)).unwrap();
    send(&world, &two, insert(2)).unwrap();
    // In `one`'s queue: a delete, and behind it an insert of the same row, which therefore waits for the next group.
    let later = request("later-00001", "todos", Action::Insert, json!({ "id": id(1), "title": "again" }));
    let start = |request| {
        let room = one.clone();
        world.spawn(async move { room.mutate(request, None).await })
    };
    send(&world, &two, request("delete-0001", "todos", Action::Delete, json!({ "id": id(1) }))).unwrap();
    let first = start(request("delete-0002", "todos", Action::Delete, json!({ "id": id(1) })));
    let second = start(later.clone());
    // Meanwhile the sender of the second tried the other object.
    let done = send(&world, &two, later).unwrap();
    world.settle();
    let seqs = [first.take().unwrap(), second.take().unwrap()].map(|answer| answer.map(|answer| answer.seq));
    assert_eq!(seqs[1], Ok(done.seq));
    assert_eq!(log(&world, "default").iter().filter(|(_, mid, _)| mid == "later-00001").count(), 1);
}

#[test]
fn r2_an_unknown_outcome_is_settled_from_the_log() {
    for fault in [Fault::Before, Fault::After, Fault::Late] {
        let world = World::new(&COLLECTIONS);
        let room = world.room("default");
        let socket = world.connect(&room);
        let mut faults = vec![fault];
        world.set_faults(move || faults.pop().unwrap_or(Fault::None));
        let answer = send(&world, &room, insert(1)).unwrap();
        world.settle();
        assert_eq!(answer.seq, Seq(1), "{fault:?}");
        assert_eq!(log(&world, "default").len(), 1, "{fault:?}");
        assert_eq!(read(&world, &room, "todos").0.len(), 1, "{fault:?}");
        // Whoever listens has the row, or knows that there is one.
        let frames = socket.frames();
        let is_told = |frame: &serde_json::Value| frame["type"] == "tick" && frame["lists"]["todos"] == 1;
        assert!(!socket.changes().is_empty() || frames.iter().any(is_told), "{fault:?}: {frames:?}");
    }
}

#[test]
fn l8_a_database_that_stays_away_is_told_as_unknown() {
    let world = World::new(&COLLECTIONS);
    let room = world.room("default");
    world.set_faults(|| Fault::Before);
    let answer = send(&world, &room, insert(1));
    assert!(
        matches!(&answer, Err(Error::Unavailable { mid: Some(mid) }) if mid.as_str() == "insert-0001"),
        "{answer:?}"
    );
    world.set_faults(|| Fault::None);
    assert_eq!(send(&world, &room, insert(1)).unwrap().seq, Seq(1));
}

/// As if the database were restored to what it was after its first mutation, an insert.
fn restore_to_the_first(world: &World) {
    world
        .connection()
        .execute_batch(&format!("DELETE FROM _sync_log WHERE seq > 1; DELETE FROM todos WHERE id <> '{}'", id(1)))
        .unwrap();
}

#[test]
fn r11_a_restored_database_starts_everyone_again() {
    let world = World::new(&COLLECTIONS);
    let room = world.room("default");
    for n in 1..=3 {
        send(&world, &room, insert(n)).unwrap();
    }
    let socket = world.connect(&room);
    restore_to_the_first(&world);
    // The first mutation finds out; its sender is told to ask again, and then it is done in the history that there is.
    assert!(matches!(send(&world, &room, insert(4)), Err(Error::Unavailable { .. })));
    assert_eq!(socket.closed().map(|(code, _)| code), Some(1012));
    assert_eq!(send(&world, &room, insert(4)).unwrap().seq, Seq(2));
    // What the lost history had done is done again, not replayed.
    assert_eq!(send(&world, &room, insert(3)).map(|answer| (answer.seq, answer.replayed)), Ok((Seq(3), false)));
}

/// An object that still tells a lost history is at the same seq as another that tells the restored one.
#[test]
fn r10_r11_an_object_of_a_lost_history_commits_nothing_at_its_seq() {
    let world = World::new(&COLLECTIONS);
    let lost = world.room("default");
    let socket = world.connect(&lost);
    for n in 1..=3 {
        send(&world, &lost, insert(n)).unwrap();
    }
    restore_to_the_first(&world);
    let object = world.room("default");
    for n in 4..=5 {
        send(&world, &object, insert(n)).unwrap();
    }
    let late = send(&world, &lost, insert(6));
    assert!(matches!(late, Err(Error::Unavailable { .. })), "{late:?}");
    assert_eq!(socket.closed().map(|(code, _)| code), Some(1012));
    assert_eq!(log(&world, "default").len(), 3);
    assert_eq!(send(&world, &lost, insert(6)).unwrap().seq, Seq(4));
}

/// A room whose commits take so long that they do not wait for each other.
fn distant(world: &World) -> TestRoom {
    world.set_distance(40);
    let room = world.room("default");
    send(world, &room, insert(0)).unwrap();
    // One alone may have been an exception. This one leaves nothing behind.
    let taken = request("taken-0000", "todos", Action::Insert, json!({ "id": id(0), "title": "again" }));
    assert!(matches!(send(world, &room, taken), Err(Error::IdTaken(_))));
    room
}

#[test]
fn l1_commits_that_take_long_are_under_way_together_and_keep_their_order() {
    let world = World::new(&COLLECTIONS);
    let room = distant(&world);
    let socket = world.connect(&room);
    // With the first commit that somebody hears of comes the alarm.
    send(&world, &room, insert(9)).unwrap();
    let start = |n: u8| {
        let room = room.clone();
        world.spawn(async move { room.mutate(insert(n), None).await })
    };
    let before = world.batches();
    let sent = |n: u8| {
        let answer = start(n);
        assert!(world.is_busy());
        answer
    };
    let answers: Vec<_> = (1..=3).map(sent).collect();
    while world.batches() < before + 3 {
        assert!(answers.iter().all(|answer| answer.borrow().is_none()), "they wait for each other");
        assert!(world.step());
    }
    world.settle();
    let seqs: Vec<_> = answers.iter().map(|answer| answer.take().unwrap().unwrap().seq).collect();
    assert_eq!(seqs, [Seq(3), Seq(4), Seq(5)]);
    assert_eq!(world.batches(), before + 3);
    let told: Vec<_> = socket.changes().iter().map(|change| (change["prev"].clone(), change["seq"].clone())).collect();
    assert_eq!(told[1..], [(json!(2), json!(3)), (json!(3), json!(4)), (json!(4), json!(5))]);
}

/// Sends the `n`th new title of the row of `insert(0)`.
fn retitle(world: &World, room: &TestRoom, n: u32) -> Slot<Result<Answer, Error>> {
    let data = json!({ "id": id(0), "data": { "title": format!("title {n}") } });
    let request = request(&format!("update-{n:06}"), "todos", Action::Update, data);
    let room = room.clone();
    let answer = world.spawn(async move { room.mutate(request, None).await });
    assert!(world.is_busy());
    answer
}

/// On a near database, commits that are under way together would only wait for each other there. That one of them took long, as when
/// the database was busy, does not make it a distant one.
#[test]
fn one_commit_that_took_long_does_not_let_others_follow() {
    let world = World::new(&COLLECTIONS);
    let room = world.room("default");
    send(&world, &room, insert(0)).unwrap();
    let batches_of_eight = |first: u32| {
        let before = world.batches();
        for n in first..first + 8 {
            retitle(&world, &room, n);
        }
        world.settle();
        world.batches() - before
    };
    assert_eq!(batches_of_eight(0), 2);
    world.set_distance(40);
    retitle(&world, &room, 8);
    world.settle();
    world.set_distance(0);
    assert_eq!(batches_of_eight(10), 2);
}

#[test]
fn a_database_that_has_come_near_is_found_so_though_commits_always_follow() {
    let world = World::new(&COLLECTIONS);
    let room = distant(&world);
    // Two wait at any time.
    let mut waiting = Vec::new();
    let mut batches_of_a_thousand = |first: u32| {
        let before = world.batches();
        for n in first..first + 1000 {
            waiting.push(retitle(&world, &room, n));
            while waiting.len() > 1 {
                assert!(world.step());
                waiting.retain(|answer| answer.borrow().is_none());
            }
        }
        world.batches() - before
    };
    let far = batches_of_a_thousand(1000);
    world.set_distance(0);
    batches_of_a_thousand(2000);
    let near = batches_of_a_thousand(3000);
    assert!(far > 900, "{far} commits do not follow each other");
    assert!(near < 600, "{near} commits still do");
    world.settle();
}

#[test]
fn r13_a_refusal_costs_the_commits_behind_it_nothing() {
    let world = World::new(&COLLECTIONS);
    let room = distant(&world);
    let taken = request("taken-0001", "todos", Action::Insert, json!({ "id": id(0), "title": "again" }));
    let sent = |request| {
        let room = room.clone();
        let answer = world.spawn(async move { room.mutate(request, None).await });
        assert!(world.is_busy());
        answer
    };
    let answers: Vec<_> = [taken, insert(1), insert(2), insert(3)].map(sent).into_iter().collect();
    world.settle();
    let seqs: Vec<_> = answers.iter().map(|answer| answer.take().unwrap().map(|answer| answer.seq)).collect();
    assert!(matches!(&seqs[0], Err(Error::IdTaken(_))), "{seqs:?}");
    assert_eq!(seqs[1..], [Ok(Seq(2)), Ok(Seq(3)), Ok(Seq(4))]);
    assert_eq!(world.fences_lost(), 3, "they did not follow it");
}

/// Each commit that is under way may be lost before it arrives, after it, or arrive when nobody waits for it any more.
#[test]
fn r2_what_became_of_commits_that_were_under_way_together_is_in_the_log() {
    let mut lost = 0;
    for faults in 0..4_usize.pow(4) {
        let world = World::new(&COLLECTIONS);
        let room = distant(&world);
        let mut batch = 0;
        world.set_faults(move || {
            batch += 1;
            let drawn = faults / 4_usize.pow(batch - 1) % 4;
            if batch > 4 { Fault::None } else { [Fault::None, Fault::Before, Fault::After, Fault::Late][drawn] }
        });
        let sent = |n: u8| {
            let room = room.clone();
            let answer = world.spawn(async move { room.mutate(insert(n), None).await });
            assert!(world.is_busy());
            answer
        };
        let answers: Vec<_> = (1..=5).map(sent).collect();
        world.settle();
        let log = log(&world, "default");
        assert_eq!(log.len(), 6, "{faults}: {log:?}");
        for (n, answer) in (1..).zip(answers) {
            let answer = answer.take().unwrap().unwrap();
            let place = log.iter().position(|(_, mid, _)| *mid == format!("insert-{n:04}")).unwrap();
            assert_eq!(answer.seq, Seq(log[place].0), "{faults}");
        }
        assert_eq!(read(&world, &room, "todos").0.len(), 6, "{faults}");
        lost += world.fences_lost();
    }
    assert!(lost > 256, "they did not follow each other: {lost}");
}

#[test]
fn l13_a_room_queues_ten_thousand_and_no_more() {
    let world = World::new(&COLLECTIONS);
    let room = world.room("default");
    send(&world, &room, insert(1)).unwrap();
    let answers: Vec<_> = (0..10_001)
        .map(|n| {
            let room = room.clone();
            let request = request(&format!("delete-{n:06}"), "todos", Action::Delete, json!({ "id": id(2) }));
            world.spawn(async move { room.mutate(request, None).await })
        })
        .collect();
    world.step();
    let refused: Vec<_> = answers.iter().filter_map(|answer| answer.take()).collect();
    assert_eq!(refused, [Err(Error::RateLimited { retry_after: 1 })]);
    world.settle();
}

/// Where a commit takes a millisecond or two, who was answered by the last one comes again within some turns of the loop; in two halves,
/// each of them would wait for the other's commit, for ever.
#[test]
fn a_group_waits_some_turns_for_those_whom_the_last_one_answered() {
    let world = World::new(&COLLECTIONS);
    let room = world.room("default");
    send(&world, &room, insert(0)).unwrap();
    // The first one alone, and then three.
    (0..4).for_each(|n| drop(retitle(&world, &room, n)));
    world.settle();
    let commits = world.batches();
    for n in 10..13 {
        assert_eq!(world.batches(), commits, "the others are not waited for");
        retitle(&world, &room, n);
        world.step();
    }
    world.settle();
    assert_eq!(world.batches(), commits + 1);
    // Who does not come is not waited for long, and one alone not at all.
    send(&world, &room, insert(1)).unwrap();
    send(&world, &room, insert(2)).unwrap();
    assert_eq!(world.batches(), commits + 3);
}

/// Where a commit takes long, four are under way; those who were answered by one of them commit together again, though they do not
/// come at once.
#[test]
fn a_group_waits_for_its_part_of_those_whom_the_last_ones_answered() {
    let world = World::new(&COLLECTIONS);
    let room = world.room("default");
    let start = |n: u8| {
        let room = room.clone();
        world.spawn(async move { room.mutate(insert(n), None).await })
    };
    let distant = |members: std::ops::Range<u8>| {
        let before = world.batches();
        let answers: Vec<_> = members.map(start).collect();
        while world.batches() == before && world.step() {}
        // The database has it; its answer takes a while.
        world.advance(80);
        world.settle();
        assert!(answers.iter().all(|answer| matches!(&*answer.borrow(), Some(Ok(_)))));
    };
    send(&world, &room, insert(0)).unwrap();
    distant(100..116);
    // One more comes in each step, until they are four.
    let commits = world.batches();
    let mut answers = vec![start(5)];
    assert!(world.is_busy());
    for n in 6..9 {
        answers.push(start(n));
        assert_eq!(world.batches(), commits, "{} are here, and the others are not waited for", answers.len());
        world.step();
    }
    world.settle();
    assert_eq!(world.batches(), commits + 1, "they do not commit together");
    // .. but whoever does not come is not waited for twice, and one alone not at all.
    let commits = world.batches();
    send(&world, &room, insert(9)).unwrap();
    send(&world, &room, insert(10)).unwrap();
    assert_eq!(world.batches(), commits + 2);
}
