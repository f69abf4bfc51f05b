//! How often one caller may ask.

use ferrosync::{
    access::{Limits, Rate},
    protocol::{Error, UserId},
    room::{Payer, Toll, TooFast},
    testing::{TestRoom, World},
};

use crate::common::world;

fn room(world: &World, limits: Limits) -> TestRoom {
    let room = world.room("default");
    room.limit(limits);
    room
}

/// How many of these pass at once.
fn passed(room: &TestRoom, toll: Toll, payer: Payer<'_>, tries: u32) -> u32 {
    (0..tries).map(|_| u32::from(room.charge(toll, payer).is_ok())).sum()
}

#[test]
fn l13_a_rate_lets_a_burst_pass_and_then_what_time_brings_back() {
    let world = world();
    let room = room(&world, Limits::DEFAULT.mutations(Rate::per_second(10).burst(30)));
    let alice = UserId::new("alice");
    let alice = Payer::User(&alice);
    assert_eq!(passed(&room, Toll::Mutation, alice, 100), 30);
    assert_eq!(room.charge(Toll::Mutation, alice).unwrap_err().retry_after, 1);
    world.advance(99);
    assert_eq!(passed(&room, Toll::Mutation, alice, 10), 0);
    world.advance(1);
    assert_eq!(passed(&room, Toll::Mutation, alice, 10), 1);
    world.advance(1_000);
    assert_eq!(passed(&room, Toll::Mutation, alice, 100), 10);
    // However long she was away, it is a burst and no more.
    world.advance(86_400_000);
    assert_eq!(passed(&room, Toll::Mutation, alice, 100), 30);
}

#[test]
fn l13_each_caller_and_each_toll_has_an_account_of_its_own() {
    let world = world();
    let rate = Rate::per_minute(2);
    let room = room(&world, Limits::DEFAULT.mutations(rate).reads(rate));
    let name = UserId::new("x");
    for payer in [Payer::User(&name), Payer::Socket("x"), Payer::Address("x")] {
        assert_eq!(passed(&room, Toll::Mutation, payer, 5), 2, "{payer:?}");
        assert_eq!(passed(&room, Toll::Read, payer, 5), 2, "{payer:?}");
    }
    let waits = room.charge(Toll::Read, Payer::Socket("x")).unwrap_err();
    assert_eq!(waits, TooFast { retry_after: 30, goes_on: false });
    assert_eq!(Error::from(waits).retry_after(), Some(30));
}

#[test]
fn l13_without_a_rate_nobody_is_counted() {
    let world = world();
    let room = world.room("default");
    assert_eq!(passed(&room, Toll::Mutation, Payer::Socket("x"), 100_000), 100_000);
}

#[test]
fn l13_whoever_does_not_stop_is_told_apart_from_who_asks_again() {
    let world = world();
    let room = room(&world, Limits::DEFAULT.mutations(Rate::per_second(1)));
    let payer = Payer::Socket("x");
    assert_eq!(passed(&room, Toll::Mutation, payer, 1), 1);
    let refusals: Vec<_> = (0..30).map(|_| room.charge(Toll::Mutation, payer).unwrap_err().goes_on).collect();
    assert_eq!(refusals.iter().filter(|goes_on| !**goes_on).count(), 20);
    assert!(refusals[..20].iter().all(|goes_on| !goes_on));
    // One that waits begins anew.
    world.advance(1_000);
    assert_eq!(passed(&room, Toll::Mutation, payer, 1), 1);
    assert!(!room.charge(Toll::Mutation, payer).unwrap_err().goes_on);
}

#[test]
fn r14_a_clock_that_is_set_back_locks_nobody_out() {
    let world = world();
    let room = room(&world, Limits::DEFAULT.mutations(Rate::per_second(1).burst(2)));
    let payer = Payer::Socket("x");
    assert_eq!(passed(&room, Toll::Mutation, payer, 3), 2);
    world.advance(-3_600_000);
    assert_eq!(passed(&room, Toll::Mutation, payer, 3), 0);
    world.advance(2_000);
    assert_eq!(passed(&room, Toll::Mutation, payer, 3), 2);
}
