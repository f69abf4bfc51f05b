//! Whether the laws' histories find the bugs that they are there to find: each of them is planted in the engine.

use std::{sync::Mutex, thread};

use ferrosync::testing::{Bug, plant};

use super::{laws, seen};

const BUGS: [Bug; 19] = [
    Bug::PublishBeforeCommit,
    Bug::AnswerBeforeCommit,
    Bug::NoFence,
    Bug::AllRivals,
    Bug::SeqByCount,
    Bug::NoDigest,
    Bug::NoOwnerOfMid,
    Bug::NoSecondLook,
    Bug::MemoryNotLoaded,
    Bug::UnknownIsRefused,
    Bug::DeltaOffByOne,
    Bug::DeltaWithoutRemovals,
    Bug::NoTickAtWake,
    Bug::NoTickBehind,
    Bug::NoScopeInPublish,
    Bug::PrevIsZero,
    Bug::NoGuard,
    Bug::NoHoldAtResume,
    Bug::NoPlaceInCursor,
];

/// Within so many histories each is found: the rarest takes a thousand. A run of the laws has more than twice as many.
const HISTORIES: u32 = 4_000;

/// What the histories say of an engine with this bug, and how many it took.
fn hunt(bug: Bug) -> (Option<String>, u64) {
    plant(Some(bug));
    let failure = laws::run(HISTORIES, 7, 0).err();
    plant(None);
    let lived = seen::take().get("lived").copied().unwrap_or_default();
    let reason = failure.map(|failure| failure.lines().next().unwrap_or_default().chars().take(160).collect());
    (reason, lived)
}

#[test]
fn every_planted_bug_is_found() {
    let (left, missed) = (Mutex::new(BUGS.to_vec()), Mutex::new(Vec::new()));
    let work = || {
        loop {
            let Some(bug) = left.lock().unwrap().pop() else { return };
            let (reason, lived) = hunt(bug);
            println!("{bug:?}: {lived} histories: {reason:?}");
            if reason.is_none() {
                missed.lock().unwrap().push(bug);
            }
        }
    };
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(work);
        }
    });
    let missed = missed.into_inner().unwrap();
    assert!(missed.is_empty(), "not found: {missed:?}");
}
