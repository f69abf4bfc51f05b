//! Half of a proof that Rust and TypeScript accept the same values: asks Rust about many, and writes down what it says.
//! `tests/parity/` asks TypeScript the same.

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

use ferrosync::validate::Issue;
use ferrosync_tests::schemas::{everything, rules};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::json;

use cases::Group;
use verdict::Verdict;

/// Where the answers go; without it, a file that nobody reads.
const FILE: &str = "FERROSYNC_PARITY_FILE";

/// Makes a run's values again. Every run has others, and prints its seed.
const SEED: &str = "FERROSYNC_PARITY_SEED";

/// Values in each group.
const CASES: usize = 300;

/// Every code that a value in JSON can get.
const CODES: [&str; 26] = [
    "empty_patch",
    "invalid_email",
    "invalid_format",
    "invalid_json",
    "invalid_type",
    "invalid_url",
    "invalid_uuid",
    "missing_part",
    "missing_prefix",
    "missing_suffix",
    "not_integer",
    "not_multiple_of",
    "not_one_of",
    "out_of_range",
    "readonly_column",
    "required",
    "reserved",
    "server_column",
    "too_deep",
    "too_few",
    "too_large",
    "too_long",
    "too_many",
    "too_short",
    "too_small",
    "unknown_field",
];

/// What becomes of a group's values.
#[derive(Debug, Default)]
struct Tally {
    accepted: usize,
    malformed: usize,
    /// Refused by the column's own rules, and by nothing else.
    broken: usize,
    codes: BTreeSet<&'static str>,
}

#[test]
fn l12_rust_answers_many_values_and_neither_always_yes_nor_always_no() {
    let seed = env::var(SEED).map_or_else(|_| random(), |text| text.parse().unwrap());
    let mut runner = runner(seed);
    let (mut lines, mut count, mut malformed, mut codes) = (String::new(), 0, 0, BTreeSet::new());
    let mut unfair = Vec::new();
    let schemas = [("everything", everything::COLLECTIONS), ("rules", rules::COLLECTIONS)];
    let groups = schemas.into_iter().flat_map(|(name, schema)| cases::groups(name, schema));
    // A required `Json<T>` of a type that is declared elsewhere: nobody knows right values of it.
    let groups = groups.filter(|group| group.collection.name != "people");
    for group in groups.chain(cases::megabytes("rules", rules::COLLECTIONS)) {
        let mut tally = Tally::default();
        for texts in group.texts.iter().cycle().take(group.count) {
            let text = texts.new_tree(&mut runner).unwrap().current();
            let verdict = verdict::ask(&group, &text);
            writeln!(lines, "{}", verdict::line(&group, &text, &verdict)).unwrap();
            tally.add(&group, &verdict);
        }
        count += group.count;
        malformed += tally.malformed;
        if let Err(why) = tally.is_fair(&group) {
            unfair.push(format!("{group}: {why}: {tally:?}"));
        }
        codes.extend(tally.codes);
    }
    assert!(unfair.is_empty(), "seed {seed}\n{}", unfair.join("\n"));
    assert_eq!(codes, BTreeSet::from(CODES), "seed {seed}");
    assert!(malformed > 0, "seed {seed}");
    assert!(count >= 40_000, "{count} values");
    let summary = format!("{count} values, {malformed} of them malformed, seed {seed}");
    let file = write(&format!("{}\n{lines}", json!(summary)));
    println!("{summary}, in {}", file.display());
}

impl Tally {
    fn add(&mut self, group: &Group, verdict: &Verdict) {
        match verdict {
            Verdict::Accepted(_) => self.accepted += 1,
            Verdict::Malformed => self.malformed += 1,
            Verdict::Refused(issues) => {
                let is_rule = |issue: &Issue| group.codes.contains(&issue.code);
                self.broken += usize::from(issues.iter().all(is_rule));
                self.codes.extend(issues.iter().map(|issue| issue.code));
            }
        }
    }

    /// A fifth is accepted and a fifth is not; of what has rules, a fifth breaks them; and each is broken somehow.
    fn is_fair(&self, group: &Group) -> Result<(), &'static str> {
        const PART: usize = CASES / 5;
        if group.is_balanced && !(PART..=CASES - PART).contains(&self.accepted) {
            return Err("too few or too many accepted");
        }
        if !group.codes.is_empty() && self.broken < PART {
            return Err("too few broken rules");
        }
        if group.codes.iter().any(|code| !self.codes.contains(code)) {
            return Err("a rule that is never broken");
        }
        Ok(())
    }
}

fn runner(seed: u64) -> TestRunner {
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let config = Config { failure_persistence: None, max_local_rejects: u32::MAX, ..Config::default() };
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
