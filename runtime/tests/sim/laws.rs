//! L1 to L6, L8 to L11 and L13 in every history.

use std::thread;

use proptest::test_runner::{Config, RngAlgorithm, TestError, TestRng, TestRunner};

use super::{
    history,
    seen::{self, Seen},
    step::story,
};

/// Histories of one run.
const HISTORIES: u32 = 10_000;

/// Lives through `histories` that are drawn from `seed`.
pub(crate) fn run(histories: u32, seed: u64, shrinks: u32) -> Result<(), String> {
    let config = Config { cases: histories, max_shrink_iters: shrinks, failure_persistence: None, ..Config::default() };
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    let lived = TestRunner::new_with_rng(config, rng).run(&story(), |story| {
        history::live(&story);
        Ok(())
    });
    match lived {
        Ok(()) => Ok(()),
        // One line a history: proptest's own form takes hundreds.
        Err(TestError::Fail(reason, least)) => Err(format!("{reason}\n{least:?}")),
        Err(error) => Err(error.to_string()),
    }
}

/// The same on as many threads as the machine has.
fn run_all(histories: u32, seed: u64) -> Seen {
    let threads = thread::available_parallelism().map_or(1, |threads| u32::try_from(threads.get()).unwrap());
    let each = histories.div_ceil(threads);
    let work = |thread: u32| move || (run(each, seed + u64::from(thread), 60), seen::take());
    let workers: Vec<_> = (0..threads).map(|thread| thread::spawn(work(thread))).collect();
    let mut total = Seen::from([("histories", u64::from(each * threads))]);
    for worker in workers {
        let (lived, of_worker) = worker.join().unwrap();
        lived.unwrap_or_else(|failure| panic!("{failure}"));
        for (what, times) in of_worker {
            *total.entry(what).or_default() += times;
        }
    }
    total
}

#[test]
fn l1_l2_l3_l4_l5_l6_l8_l9_l10_l11_l13_hold_in_every_history() {
    let number = |name: &str| std::env::var(name).ok().map(|text| text.parse::<u64>().unwrap());
    let histories = number("FERROSYNC_HISTORIES").map_or(HISTORIES, |histories| u32::try_from(histories).unwrap());
    let seen = run_all(histories, number("FERROSYNC_SEED").unwrap_or_default());
    println!("{seen:?}");
    for (what, least) in [
        ("histories", 10_000),
        ("crashes with a mutation in flight", 10_000),
        ("crashes after commit", 1_000),
        ("replays", 1_000),
        ("hibernations", 1_000),
        ("resets", 100),
        ("fences lost", 100),
        ("histories on object storage", 1_000),
        ("mutations sent over sockets", 10_000),
        ("restored databases", 100),
    ] {
        let seen = seen.get(what).copied().unwrap_or_default();
        assert!(seen >= least * u64::from(histories) / u64::from(HISTORIES), "too few: {what}");
    }
}
