//! L1 of groups: what comes at once is answered as if it had come one after the other, whatever of it is taken together.

use std::{cell::RefCell, collections::BTreeMap};

use ferrosync::protocol::{Answer, Error, MutationRequest, Seq};
use proptest::prelude::*;

use super::ops::{self, Op};
use crate::{
    common::log,
    histories::{self, Lent},
    words::ALL,
};

type Answers = Vec<Result<Seq, Error>>;

thread_local! {
    static SEEN: RefCell<BTreeMap<&'static str, u64>> = RefCell::default();
}

/// What a world answers, whose rooms begin with the same rows, and how many batches that took.
fn live(requests: &[MutationRequest], founding: u64, at_once: bool) -> (Lent, Answers, u64) {
    let world = Lent::new(&ALL);
    let room = world.room("house");
    let send = |request: MutationRequest| {
        let room = room.clone();
        world.spawn(async move { room.mutate(request, None).await })
    };
    let founders = ops::founders(founding).into_iter().enumerate();
    for (place, op) in founders {
        send(op.request(&format!("founder-{place:03}")));
        world.settle();
    }
    let before = world.batches();
    let slots: Vec<_> = requests
        .iter()
        .map(|request| {
            let slot = send(request.clone());
            if !at_once {
                world.settle();
            }
            slot
        })
        .collect();
    world.settle();
    let seq = |answer: Result<Answer, Error>| answer.map(|answer| answer.seq);
    let answers = slots.into_iter().map(|slot| seq(slot.take().unwrap())).collect();
    let batches = world.batches() - before;
    (world, answers, batches)
}

#[test]
fn l1_r13_a_group_is_answered_as_if_each_had_come_alone() {
    const HISTORIES: u32 = 400;
    // The same few again and again: then they ask the same, and often more than one thing.
    let drawn = (prop::collection::vec(ops::op(), 2..8), prop::collection::vec(any::<prop::sample::Index>(), 10..40));
    histories::run(HISTORIES, 200, &(drawn, any::<u64>()), |((kinds, order), seed): ((Vec<Op>, Vec<_>), u64)| {
        let request = |(place, which): (usize, &prop::sample::Index)| {
            kinds[which.index(kinds.len())].request(&format!("mutation-{place:03}"))
        };
        let requests: Vec<_> = order.iter().enumerate().map(request).collect();
        let (alone, expected, batches_alone) = live(&requests, seed, false);
        let (together, answers, batches) = live(&requests, seed, true);
        for ((request, answer), expected) in requests.iter().zip(&answers).zip(&expected) {
            assert_eq!(answer, expected, "{request:?}");
        }
        assert_eq!(log(&together, "house"), log(&alone, "house"));
        SEEN.with_borrow_mut(|seen| {
            let mut count = |what, times| *seen.entry(what).or_default() += times;
            count("refused", answers.iter().filter(|answer| answer.is_err()).count() as u64);
            count("committed", answers.iter().filter(|answer| answer.is_ok()).count() as u64);
            count("batches alone", batches_alone);
            count("batches", batches);
        });
    });
    SEEN.with_borrow(|seen| {
        histories::require(HISTORIES, seen, &[("refused", 4_000), ("committed", 1_000)]);
        assert!(seen["batches"] * 2 < seen["batches alone"], "nothing is taken together");
    });
}
