//! L13: every limit is one, and is said.

use ferrosync::{
    access::{Limits, Pass, Rate},
    protocol::{Action, Error, Seq, limits},
    room::Caller,
    testing::TestRoom,
};
use serde_json::json;

use crate::common::{insert, pass, request, world};

#[test]
fn l13_a_limit_that_cannot_be_kept_is_named() {
    let named = |limits: Limits| match limits.check() {
        Err(Error::Misconfigured(text)) => text,
        other => panic!("{other:?}"),
    };
    let all = Limits::DEFAULT;
    for (name, none, over) in [
        ("body_bytes", all.body_bytes(0), Some(all.body_bytes(limits::BODY_BYTES + 1))),
        ("frame_bytes", all.frame_bytes(0), Some(all.frame_bytes(limits::FRAME_BYTES + 1))),
        ("bulk_items", all.bulk_items(0), Some(all.bulk_items(limits::BULK_ITEMS + 1))),
        ("list_rows", all.list_rows(0), Some(all.list_rows(limits::LIST_MAX + 1))),
        ("queue", all.queue(0), None),
        ("sockets", all.sockets(0), None),
        ("sockets_per_user", all.sockets_per_user(0), None),
        ("mutations", all.mutations(Rate::per_second(0)), None),
        ("reads", all.reads(Rate::per_minute(1).burst(0)), None),
    ] {
        for limits in [Some(none), over].into_iter().flatten() {
            assert!(named(limits).contains(&format!("`{name}`")), "{name}: {}", named(limits));
        }
    }
    assert_eq!(all.check(), Ok(()));
    assert_eq!(all.queue(usize::MAX).sockets(1).mutations(Rate::per_second(u32::MAX)).check(), Ok(()));
}

fn submit(
    room: &TestRoom,
    request: ferrosync::protocol::MutationRequest,
) -> impl Future<Output = Result<Seq, Error>> + use<> {
    let room = room.clone();
    async move { Ok(room.submit(request, &Caller::default()).await?.answer().await?.seq) }
}

#[test]
fn l13_a_bulk_over_the_limit_is_413_and_changes_nothing() {
    let world = world();
    let room = world.room("default");
    room.limit(Limits::DEFAULT.bulk_items(2));
    let bulk = |action, payload| request(None, action, payload);
    let note = || json!({ "text": "hello" });
    let over = Err(Error::bulk_over(2));
    let items = json!({ "items": [note(), note(), note()] });
    assert_eq!(world.run(submit(&room, bulk(Action::BulkInsert, items.clone()))), over);
    assert_eq!(world.run(submit(&room, bulk(Action::BulkDelete, json!({ "ids": ["a", "b", "c"] })))), over);
    assert_eq!(world.run(submit(&room, bulk(Action::BulkUpdate, items))), over);
    let items = json!({ "items": [note(), note()] });
    assert_eq!(world.run(submit(&room, bulk(Action::BulkInsert, items))), Ok(Seq(1)));
}

#[test]
fn l13_a_queue_over_the_limit_is_429_and_goes_on() {
    let world = world();
    let room = world.room("default");
    room.limit(Limits::DEFAULT.queue(2));
    // The room has to be read first; then those of one macrotask wait together.
    assert_eq!(world.run(submit(&room, insert("mutation-0"))), Ok(Seq(1)));
    let sent: Vec<_> = (1..=3).map(|n| world.spawn(submit(&room, insert(&format!("mutation-{n}"))))).collect();
    world.settle();
    let answers: Vec<_> = sent.iter().map(|slot| slot.borrow_mut().take().unwrap()).collect();
    assert_eq!(answers, [Ok(Seq(2)), Ok(Seq(3)), Err(Error::RateLimited { retry_after: 1 })]);
    assert_eq!(world.run(submit(&room, insert("mutation-3"))), Ok(Seq(4)));
}

/// Whether a socket is let in.
fn knock(world: &ferrosync::testing::World, room: &TestRoom, pass: Pass) -> Result<(), Error> {
    let (room, mut accepted) = (room.clone(), false);
    world.run(async move {
        let outcome = room.connect(pass, |_, _| accepted = true).await;
        assert_eq!(accepted, outcome.is_ok(), "nobody is let in who is refused");
        outcome
    })
}

#[test]
fn l13_a_room_and_a_user_have_so_many_sockets() {
    let world = world();
    let room = world.room("default");
    room.limit(Limits::DEFAULT.sockets(5).sockets_per_user(2));
    let mut alice: Vec<_> = (0..2).map(|_| world.connect_as(&room, pass("alice"))).collect();
    assert!(matches!(knock(&world, &room, pass("alice")), Err(Error::TooManySockets(words)) if words.contains("you")));
    let _bob = world.connect_as(&room, pass("bob"));
    // Those whom nobody knows are not one user.
    let _strangers: Vec<_> = (0..2).map(|_| world.connect_as(&room, Pass::default())).collect();
    for who in [pass("carol"), Pass::default()] {
        assert!(matches!(knock(&world, &room, who), Err(Error::TooManySockets(words)) if words.contains("room")));
    }
    // Whoever leaves makes room.
    let (sockets, _) = world.effects("default");
    ferrosync::room::Sockets::close(&sockets, &alice.remove(0), 1000, "");
    assert_eq!(knock(&world, &room, pass("alice")), Ok(()));
}

#[test]
fn s14_limits_hold_for_those_who_set_none() {
    let world = world();
    let room = world.room("default");
    assert_eq!(*room.limits(), Limits::default());
    for _ in 0..limits::SOCKETS_PER_USER {
        let _ = world.connect_as(&room, pass("alice"));
    }
    assert!(knock(&world, &room, pass("alice")).is_err());
    for _ in limits::SOCKETS_PER_USER..limits::SOCKETS {
        let _ = world.connect(&room);
    }
    assert!(knock(&world, &room, Pass::default()).is_err());
}
