//! What a room is woken for: to tell of commits that nobody told, to prune its log, and for the app.

use core::time::Duration;

use ferrosync::{
    access::Pass,
    protocol::{Action, Error, MutationRequest, Seq},
    room::{Due, Retention, kept_sync_id},
    testing::{Fault, TestRoom, TestSocket, World},
};
use serde_json::{Value, json};

use crate::common::{COLLECTIONS, id, log, request, send};

const HOUR: i64 = 3_600_000;

fn insert(n: u8) -> MutationRequest {
    request(&format!("insert-{n:04}"), "todos", Action::Insert, json!({ "id": id(n), "title": format!("todo {n}") }))
}

/// Goes on to the alarm, which is for a new object of the room.
fn ring_in_time(world: &World) {
    let at = world.alarm("default").expect("nobody will tell of it");
    assert!(at <= world.now() + 30_000, "in {} ms", at - world.now());
    world.advance(at - world.now());
    let room = world.room("default");
    wake(world, &room);
    ring(world, &room);
}

/// What the runtime does when the alarm goes off: wakes the object, which tells its sockets, and calls it.
fn ring(world: &World, room: &TestRoom) -> Due {
    world.settle();
    assert!(world.take_alarm(room.sync_id().as_str()), "the alarm does not go off");
    let room = room.clone();
    let due = world.run(async move { room.alarm().await }).unwrap();
    world.settle();
    due
}

fn wake(world: &World, room: &TestRoom) {
    let room = room.clone();
    world.run(async move { room.wake().await }).unwrap();
}

fn ticks(frames: &[Value]) -> Vec<u64> {
    frames.iter().filter(|frame| frame["type"] == "tick").map(|frame| frame["seq"].as_u64().unwrap()).collect()
}

/// Sends a mutation and ends every object at each of its steps: whenever it was committed, the alarm is set.
#[test]
fn l4_r9_killed_between_commit_and_publish_everyone_is_told_within_the_alarm() {
    let mut untold = 0;
    for steps in 0..12 {
        let world = World::new(&COLLECTIONS);
        let room = world.room("default");
        let socket = world.connect(&room);
        let _answer = world.spawn(async move { room.mutate(insert(1), None).await });
        for _ in 0..steps {
            world.step();
        }
        let is_committed = !log(&world, "default").is_empty();
        let is_told = !socket.changes().is_empty();
        world.kill();
        world.settle();
        if !is_committed || is_told {
            continue;
        }
        untold += 1;
        ring_in_time(&world);
        assert_eq!(ticks(&socket.frames()), [1]);
    }
    assert!(untold > 0, "no step lies between commit and publish");
}

/// The commit began when nobody listened.
#[test]
fn l4_r9_who_comes_while_a_commit_is_under_way_is_told_within_the_alarm() {
    let mut untold = 0;
    for steps in 0..8 {
        let world = World::new(&COLLECTIONS);
        let room = world.room("default");
        send(&world, &room, insert(0)).unwrap();
        // It is tried twice, which leaves time to come in.
        let mut faults = vec![Fault::Before];
        world.set_faults(move || faults.pop().unwrap_or(Fault::None));
        let writer = room.clone();
        let _answer = world.spawn(async move { writer.mutate(insert(1), None).await });
        for _ in 0..steps {
            world.step();
        }
        let socket = world.connect(&room);
        let began = socket.frames()[0]["seq"].as_u64().unwrap();
        while log(&world, "default").len() < 2 {
            world.step();
        }
        world.kill();
        world.settle();
        if began == 2 || !socket.changes().is_empty() {
            continue;
        }
        untold += 1;
        ring_in_time(&world);
        assert_eq!(ticks(&socket.frames()), [2]);
    }
    assert!(untold > 0, "nobody came between");
}

/// Nobody is let in on the strength of an alarm that somebody else is still asking for.
#[test]
fn l4_r9_of_several_who_come_while_a_commit_is_under_way_all_are_told_within_the_alarm() {
    let mut untold = 0;
    for seed in 1..400 {
        let world = World::new(&COLLECTIONS);
        let room = world.room("default");
        send(&world, &room, insert(0)).unwrap();
        world.shuffle(seed);
        // It is tried three times, which leaves time to come in.
        let mut faults = vec![Fault::Before; 2];
        world.set_faults(move || faults.pop().unwrap_or(Fault::None));
        let writer = room.clone();
        let _answer = world.spawn(async move { writer.mutate(insert(1), None).await });
        world.step();
        let connect = || {
            let (room, sockets) = (room.clone(), world.effects("default").0);
            world.spawn(async move {
                let mut socket = None;
                let accept = |seat, frame: &str| socket = Some(sockets.accept(seat, frame));
                room.connect(Pass::default(), accept).await.unwrap();
                socket.unwrap()
            })
        };
        let arrivals = [(); 3].map(|()| {
            let socket = connect();
            world.step();
            socket
        });
        while log(&world, "default").len() < 2 {
            world.step();
        }
        world.kill();
        world.settle();
        let is_untold = |socket: &TestSocket| socket.frames()[0]["seq"] == 1 && socket.changes().is_empty();
        let untold_ones: Vec<_> = arrivals.iter().filter_map(|socket| socket.take()).filter(is_untold).collect();
        if untold_ones.is_empty() {
            continue;
        }
        untold += 1;
        ring_in_time(&world);
        assert!(untold_ones.iter().all(|socket| ticks(&socket.frames()) == [2]));
    }
    assert!(untold > 0, "nobody came between");
}

#[test]
fn l4_the_alarm_is_not_set_anew_for_each_mutation() {
    let world = World::new(&COLLECTIONS);
    let room = world.room("default");
    send(&world, &room, insert(0)).unwrap();
    assert_eq!(world.alarm("default"), None, "nobody listens");
    let _socket = world.connect(&room);
    send(&world, &room, insert(1)).unwrap();
    let first = world.alarm("default").unwrap();
    for n in 2..50 {
        send(&world, &room, insert(n)).unwrap();
    }
    assert_eq!(world.alarm("default"), Some(first));
    // It is put off before it can go off in the middle of a commit.
    world.advance(first - world.now() - 1);
    send(&world, &room, insert(50)).unwrap();
    let second = world.alarm("default").unwrap();
    assert!(second > first && second <= world.now() + 30_000);
    // And it is not set again by itself: a room in which nothing happens costs nothing.
    world.advance(second - world.now());
    ring(&world, &room);
    assert_eq!(world.alarm("default"), None);
}

/// The room's alarm, for its log, and a mutation meet at each of their steps: the one never takes the other's alarm away.
#[test]
fn l4_an_alarm_that_is_asked_for_while_another_goes_off_stays() {
    let mut met = 0;
    for (steps, seed) in (0..12).flat_map(|steps| (0..16).map(move |seed| (steps, seed))) {
        let world = World::new(&COLLECTIONS);
        world.shuffle(seed);
        let room = short(&world, Duration::ZERO);
        for n in 0..5 {
            send(&world, &room, insert(n)).unwrap();
        }
        let _socket = world.connect(&room);
        world.settle();
        world.advance(world.alarm("default").unwrap() - world.now());
        assert!(world.take_alarm("default"));
        let ringing = room.clone();
        let rung = world.spawn(async move { ringing.alarm().await });
        for _ in 0..steps {
            world.step();
        }
        met += u32::from(rung.borrow().is_none());
        send(&world, &room, insert(9)).unwrap();
        world.settle();
        let at = world.alarm("default").expect("nobody would tell of the commit");
        assert!(at <= world.now() + 30_000, "seed {seed}, after {steps} steps: in {} ms", at - world.now());
    }
    assert!(met > 50, "they do not meet");
}

/// The log cannot be read after a commit whose answer was lost, and nobody writes any more.
#[test]
fn l4_what_could_not_be_found_out_is_told_when_it_can() {
    let world = World::new(&COLLECTIONS);
    let room = world.room("default");
    let socket = world.connect(&room);
    let mut is_first = true;
    world.set_faults(move || if std::mem::take(&mut is_first) { Fault::After } else { Fault::Before });
    // Nor can it be read.
    let answer = {
        let room = room.clone();
        world.spawn(async move { room.mutate(insert(1), None).await })
    };
    while log(&world, "default").is_empty() {
        assert!(world.step());
    }
    world.connection().execute_batch("ALTER TABLE _sync_log RENAME TO away").unwrap();
    world.settle();
    assert!(matches!(answer.take(), Some(Err(Error::Unavailable { .. }))), "{answer:?}");
    world.connection().execute_batch("ALTER TABLE away RENAME TO _sync_log").unwrap();
    world.advance(30_000);
    ring(&world, &room);
    assert_eq!(ticks(&socket.frames()), [1]);
    assert_eq!(send(&world, &room, insert(1)).map(|answer| (answer.seq, answer.replayed)), Ok((Seq(1), true)));
}

/// A room whose log keeps three entries, whatever their age.
fn short(world: &World, age: Duration) -> TestRoom {
    let room = world.room("default");
    room.retain(Retention { entries: 3, age });
    room
}

fn seqs(world: &World) -> Vec<u64> {
    log(world, "default").into_iter().map(|(seq, ..)| seq).collect()
}

#[test]
fn r16_the_log_keeps_its_newest_entries_and_goes_on_after_them() {
    let world = World::new(&COLLECTIONS);
    let room = short(&world, Duration::ZERO);
    for n in 1..=4 {
        send(&world, &room, insert(n)).unwrap();
    }
    // What the fourth one is too many for is seen at the fifth.
    assert_eq!(world.alarm("default"), None);
    send(&world, &room, insert(5)).unwrap();
    world.advance(HOUR);
    assert_eq!(ring(&world, &room), Due { app: None });
    assert_eq!(seqs(&world), [3, 4, 5]);
    assert_eq!(world.alarm("default"), None);
    assert_eq!(send(&world, &room, insert(6)).unwrap().seq, Seq(6));
    // Another object goes on where this one was.
    world.kill();
    assert_eq!(send(&world, &short(&world, Duration::ZERO), insert(7)).unwrap().seq, Seq(7));
}

#[test]
fn r16_not_even_a_retention_of_nothing_takes_the_newest_entry() {
    let world = World::new(&COLLECTIONS);
    let room = world.room("default");
    room.retain(Retention { entries: 0, age: Duration::ZERO });
    for n in 1..=3 {
        send(&world, &room, insert(n)).unwrap();
    }
    world.advance(HOUR);
    ring(&world, &room);
    assert_eq!(seqs(&world), [3]);
    assert_eq!(send(&world, &room, insert(4)).unwrap().seq, Seq(4));
}

#[test]
fn r16_what_is_young_stays_however_much_it_is() {
    let world = World::new(&COLLECTIONS);
    let room = short(&world, Duration::from_hours(24));
    for n in 1..=10 {
        send(&world, &room, insert(n)).unwrap();
    }
    world.advance(HOUR);
    ring(&world, &room);
    assert_eq!(seqs(&world).len(), 10);
    // It is looked at again when the oldest entry is old enough, and no sooner.
    let next = world.alarm("default").unwrap() - world.now();
    assert!((22 * HOUR..=24 * HOUR).contains(&next), "in {next} ms");
    // An object that has just woken does it as well: what it is for is kept.
    world.kill();
    let room = short(&world, Duration::from_hours(24));
    world.advance(next + 1_000);
    ring(&world, &room);
    assert_eq!(seqs(&world), [8, 9, 10]);
}

/// A clock that was set back must not make a hole in the log.
#[test]
fn r16_what_is_left_has_no_gap() {
    let world = World::new(&COLLECTIONS);
    let room = short(&world, Duration::from_hours(24));
    for n in 1..=9 {
        send(&world, &room, insert(n)).unwrap();
    }
    world.connection().execute("UPDATE _sync_log SET at = at + 100000000 WHERE seq = 2", []).unwrap();
    world.advance(25 * HOUR);
    ring(&world, &room);
    assert_eq!(seqs(&world), (2..=9).collect::<Vec<_>>());
}

#[test]
fn r16_one_go_takes_so_much_and_the_next_one_comes_soon() {
    let world = World::new(&COLLECTIONS);
    let room = short(&world, Duration::ZERO);
    for n in 1..=4 {
        send(&world, &room, insert(n)).unwrap();
    }
    // As a room's log is that was never pruned.
    let fill = "WITH RECURSIVE n(i) AS (SELECT 5 UNION ALL SELECT i + 1 FROM n WHERE i < 25000) INSERT INTO _sync_log \
                SELECT 'default', i, 'filled-' || i, NULL, '', '{}', 0 FROM n";
    world.connection().execute(fill, []).unwrap();
    world.kill();
    let room = short(&world, Duration::ZERO);
    send(&world, &room, insert(5)).unwrap();
    world.advance(HOUR);
    ring(&world, &room);
    assert_eq!(seqs(&world).len(), 15_001);
    let next = world.alarm("default").unwrap() - world.now();
    assert!(next <= 10_000, "in {next} ms");
    for _ in 0..2 {
        world.advance(10_000);
        ring(&world, &room);
    }
    assert_eq!(seqs(&world), [24_999, 25_000, 25_001]);
    assert_eq!(world.alarm("default"), None);
}

#[test]
fn r14_r16_who_knows_only_what_was_pruned_is_told_that_nobody_can_tell() {
    let world = World::new(&COLLECTIONS);
    let room = short(&world, Duration::ZERO);
    for n in 1..=6 {
        send(&world, &room, insert(n)).unwrap();
    }
    world.advance(HOUR);
    ring(&world, &room);
    assert_eq!(seqs(&world), [4, 5, 6]);
    let since = |n: u8, seq: u64| MutationRequest { since: Some(Seq(seq)), ..insert(n) };
    assert_eq!(send(&world, &room, since(1, 0)), Err(Error::StaleMutation));
    assert_eq!(send(&world, &room, since(3, 2)), Err(Error::StaleMutation));
    let replayed =
        |answer: Result<ferrosync::protocol::Answer, Error>| answer.map(|answer| (answer.seq, answer.replayed));
    assert_eq!(replayed(send(&world, &room, since(4, 3))), Ok((Seq(4), true)));
    assert_eq!(replayed(send(&world, &room, since(7, 3))), Ok((Seq(7), false)));
}

/// A second object is up when the first one prunes: what is gone is no more unknown to it than to the first.
#[test]
fn l3_r16_what_another_object_has_pruned_is_not_done_again() {
    for filled in [4, 12_000] {
        let world = World::new(&COLLECTIONS);
        let room = short(&world, Duration::ZERO);
        for n in 1..=4 {
            send(&world, &room, insert(n)).unwrap();
        }
        let fill = format!(
            "WITH RECURSIVE n(i) AS (SELECT 5 UNION ALL SELECT i + 1 FROM n WHERE i < {filled}) INSERT INTO _sync_log \
             SELECT 'default', i, 'filled-' || i, NULL, '', '{{}}', 0 FROM n WHERE i <= {filled}"
        );
        world.connection().execute(&fill, []).unwrap();
        let room = short(&world, Duration::ZERO);
        send(&world, &room, insert(5)).unwrap();
        let other = world.room("default");
        world.connect(&other);
        world.advance(HOUR);
        ring(&world, &room);
        // The row is gone meanwhile, so that nothing but the log could refuse it.
        let delete = request("delete-0001", "todos", Action::Delete, json!({ "id": id(1) }));
        send(&world, &room, delete).unwrap();
        let again = MutationRequest { since: Some(Seq(0)), ..insert(1) };
        assert_eq!(send(&world, &other, again), Err(Error::StaleMutation), "{filled} entries");
    }
}

#[test]
fn another_rooms_log_stays() {
    let world = World::new(&COLLECTIONS);
    let room = short(&world, Duration::ZERO);
    let other = world.room("board");
    let card =
        |n: u8| request(&format!("card-{n:06}"), "cards", Action::Insert, json!({ "id": id(n), "title": "card" }));
    for n in 1..=6 {
        send(&world, &other, card(n)).unwrap();
        send(&world, &room, insert(n)).unwrap();
    }
    world.advance(HOUR);
    ring(&world, &room);
    assert_eq!((seqs(&world).len(), log(&world, "board").len()), (3, 6));
}

#[test]
fn the_apps_own_alarm_is_due_until_it_is_done() {
    let world = World::new(&COLLECTIONS);
    let room = short(&world, Duration::ZERO);
    let set = |room: &TestRoom, at| {
        let room = room.clone();
        world.run(async move { room.set_app_alarm(at).await });
    };
    let at = world.now() + 5 * HOUR;
    set(&room, Some(at));
    assert_eq!(world.alarm("default"), Some(at));
    // It does not keep the room from being woken for other things before.
    let _socket = world.connect(&room);
    for n in 1..=5 {
        send(&world, &room, insert(n)).unwrap();
    }
    assert!(world.alarm("default").unwrap() < at);
    while world.alarm("default").unwrap() < at {
        world.advance(world.alarm("default").unwrap() - world.now());
        assert_eq!(ring(&world, &room), Due { app: None });
    }
    assert_eq!(seqs(&world), [3, 4, 5]);

    // The object that has it in its book is gone, and so is the one that did not finish.
    for _ in 0..2 {
        world.kill();
        let room = world.room("default");
        world.advance((at - world.now()).max(0));
        assert_eq!(ring(&world, &room), Due { app: Some(at) });
        assert_eq!(world.alarm("default"), Some(at), "it is due still");
    }
    let room = world.room("default");
    assert_eq!(ring(&world, &room), Due { app: Some(at) });
    // While it is done, another one is asked for.
    set(&room, Some(at + HOUR));
    let finish = |at| {
        let room = room.clone();
        world.run(async move { room.finish_app_alarm(at).await });
    };
    finish(at);
    assert_eq!(world.alarm("default"), Some(at + HOUR));
    finish(at + HOUR);
    assert_eq!(world.alarm("default"), None);
}

#[test]
fn an_object_without_a_room_knows_whose_it_is_by_what_was_kept() {
    assert_eq!(kept_sync_id("project:1,170000,").unwrap().as_str(), "project:1");
    for text in ["", ",1,2", "not a room,1,"] {
        assert_eq!(kept_sync_id(text), None, "{text}");
    }
}
