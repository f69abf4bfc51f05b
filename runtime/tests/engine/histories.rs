//! Random histories, and what they came to.

use std::{collections::BTreeMap, fmt::Debug};

use proptest::{
    prelude::*,
    test_runner::{TestError, TestRunner},
};

/// Lives through so many histories, each with every check that `live` makes.
pub(crate) fn run<S: Strategy>(histories: u32, max_shrink_iters: u32, history: &S, live: impl Fn(S::Value))
where
    S::Value: Debug,
{
    let config =
        ProptestConfig { cases: histories, max_shrink_iters, failure_persistence: None, ..ProptestConfig::default() };
    let result = TestRunner::new(config).run(history, |history| {
        live(history);
        Ok(())
    });
    match result {
        Ok(()) => {}
        // One line a history: proptest's own form takes hundreds.
        Err(TestError::Fail(reason, history)) => panic!("{reason}\n{history:?}"),
        Err(error) => panic!("{error}"),
    }
}

/// A suite that never gets where things go wrong proves nothing.
pub(crate) fn require(histories: u32, seen: &BTreeMap<&'static str, u64>, least: &[(&str, u64)]) {
    println!("{histories} histories: {seen:?}");
    for (what, least) in least {
        assert!(seen.get(what).copied().unwrap_or_default() >= *least, "too few: {what}");
    }
}
