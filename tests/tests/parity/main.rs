//! Half of a proof that Rust and TypeScript accept the same values: asks Rust about many, and writes down what it says.
//! `tests/parity/` runs this and asks TypeScript the same.

#![allow(clippy::unwrap_used)]

mod cases;
mod json;
mod numbers;
mod values;
mod verdict;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

use ferrosync_tests::schemas::everything;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use verdict::Verdict;

/// Where the answers go; without it, a file that nobody reads.
const FILE: &str = "FERROSYNC_PARITY_FILE";

/// Makes a run's values again. Every run has others, and prints its seed.
const SEED: &str = "FERROSYNC_PARITY_SEED";

/// Values in each group.
const CASES: usize = 500;

/// Every code that a value in JSON can get.
const CODES: [&str; 10] = [
    "empty_patch",
    "invalid_type",
    "invalid_uuid",
    "out_of_range",
    "required",
    "reserved",
    "server_column",
    "too_long",
    "too_short",
    "unknown_field",
];

#[test]
fn l12_rust_answers_many_values_and_neither_always_yes_nor_always_no() {
    let seed = env::var(SEED).map_or_else(|_| random(), |text| text.parse().unwrap());
    let mut runner = runner(seed);
    let (mut lines, mut count, mut malformed, mut codes) = (String::new(), 0, 0, BTreeSet::new());
    for group in cases::groups(everything::COLLECTIONS) {
        let mut accepted = 0;
        for _ in 0..CASES {
            let text = group.texts.new_tree(&mut runner).unwrap().current();
            let verdict = verdict::ask(&group, &text);
            writeln!(lines, "{}", verdict::line(&group, &text, &verdict)).unwrap();
            match verdict {
                Verdict::Accepted => accepted += 1,
                Verdict::Refused(issues) => codes.extend(issues.iter().map(|issue| issue.code)),
                Verdict::Malformed => malformed += 1,
            }
        }
        count += CASES;
        let fair = CASES / 5..=CASES - CASES / 5;
        let (shape, collection, about) = (group.shape.name(), group.collection.name, group.about);
        assert!(
            !group.is_balanced || fair.contains(&accepted),
            "{accepted} of {CASES} accepted: {shape} {collection}, {about}; seed {seed}"
        );
    }
    assert_eq!(codes, BTreeSet::from(CODES), "seed {seed}");
    assert!(malformed > 0, "seed {seed}");
    assert!(count >= 20_000, "{count} values");
    let file = write(&lines);
    println!("parity: {count} values, {malformed} of them malformed, seed {seed}, in {}", file.display());
}

fn runner(seed: u64) -> TestRunner {
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let config = Config { failure_persistence: None, ..Config::default() };
    TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &bytes))
}

fn random() -> u64 {
    use std::hash::{BuildHasher, RandomState};
    RandomState::new().hash_one(0)
}

fn write(lines: &str) -> PathBuf {
    let file =
        env::var_os(FILE).map_or_else(|| Path::new(env!("CARGO_TARGET_TMPDIR")).join("parity.jsonl"), PathBuf::from);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(&file, lines).unwrap();
    file
}
