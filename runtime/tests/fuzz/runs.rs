//! How much is tried, and what came of it.

use std::{cell::RefCell, collections::BTreeMap, fmt::Debug};

use proptest::{
    prelude::*,
    test_runner::{TestError, TestRunner},
};

/// Inputs of all suites together, where nobody says otherwise.
const INPUTS: u32 = 20_000;

/// Inputs that are tried on one room, one after the other.
const TOGETHER: u32 = 16;

thread_local! {
    static SEEN: RefCell<BTreeMap<String, u64>> = RefCell::default();
}

/// Notes what came of an input.
pub(crate) fn count(what: &str) {
    SEEN.with_borrow_mut(|seen| *seen.entry(what.to_owned()).or_default() += 1);
}

/// Tries this suite's part of all inputs, in percent, and says what they came to.
pub(crate) fn run<S: Strategy>(suite: &str, percent: u32, input: S, attempt: impl Fn(&S::Value))
where
    S::Value: Debug + Clone,
{
    rounds(suite, inputs() / 100 * percent, 1, input.prop_map(|input| vec![input]), |inputs| attempt(&inputs[0]));
}

/// The same with several inputs a time.
pub(crate) fn run_together<S: Strategy>(suite: &str, percent: u32, input: S, attempt: impl Fn(&[S::Value]))
where
    S::Value: Debug + Clone,
{
    let together = prop::collection::vec(input, 1..=(2 * TOGETHER - 1) as usize);
    rounds(suite, inputs() / 100 * percent, TOGETHER, together, |inputs| attempt(inputs));
}

fn inputs() -> u32 {
    std::env::var("FERROSYNC_FUZZ").ok().map_or(INPUTS, |text| text.parse().expect("FERROSYNC_FUZZ is a number"))
}

fn rounds<T: Debug + Clone>(
    suite: &str,
    inputs: u32,
    together: u32,
    input: impl Strategy<Value = Vec<T>>,
    attempt: impl Fn(&[T]),
) {
    let started = std::time::Instant::now();
    let tried = std::cell::Cell::new(0);
    let cases = inputs.div_ceil(together);
    let config =
        ProptestConfig { cases, max_shrink_iters: 3_000, failure_persistence: None, ..ProptestConfig::default() };
    let result = TestRunner::new(config).run(&input, |inputs| {
        attempt(&inputs);
        tried.set(tried.get() + inputs.len());
        Ok(())
    });
    match result {
        Ok(()) => {}
        Err(TestError::Fail(reason, inputs)) => panic!("{suite}: {reason}\n{inputs:?}"),
        Err(error) => panic!("{suite}: {error}"),
    }
    SEEN.with_borrow(|seen| println!("{suite}: {} inputs in {:?}: {seen:?}", tried.get(), started.elapsed()));
}

/// Inputs that are all refused at the first look prove nothing.
pub(crate) fn require(least: &[&str]) {
    SEEN.with_borrow(|seen| {
        for what in least {
            assert!(seen.contains_key(*what), "never: {what}");
        }
    });
}
