//! libtest's summary lines.

use super::Counts;

/// The sum over all `test result:` lines that `cargo test` has printed.
pub(crate) fn counts(output: &str) -> Counts {
    let mut sum = Counts { passed: 0, failed: 0 };
    for line in output.lines().filter_map(|line| line.trim().strip_prefix("test result:")) {
        // `test result: ok. 5 passed; 0 failed; 1 ignored; 0 measured; 2 filtered out; finished in 0.00s`
        let number = |word: &str| {
            let part = line.split(['.', ';']).map(str::trim).find(|part| part.ends_with(word))?;
            part.strip_suffix(word)?.trim().parse::<u64>().ok()
        };
        sum.passed += number("passed").unwrap_or(0);
        sum.failed += ["failed", "ignored", "filtered out"].into_iter().filter_map(number).sum::<u64>();
    }
    sum
}

/// The part of the output that says what failed: each failed test's own output, or what does not compile.
pub(crate) fn failures(output: &str) -> String {
    let lines: Vec<&str> = output.lines().collect();
    let mut kept = Vec::new();
    let mut inside = false;
    for line in &lines {
        // `failures:` begins the outputs, and once more the list of names that ends with the summary line.
        inside = (inside || *line == "failures:") && !line.starts_with("test result:");
        if inside || line.starts_with("error") {
            kept.push(*line);
        }
    }
    if kept.is_empty() { lines[lines.len().saturating_sub(60)..].join("\n") } else { kept.join("\n") }
}

/// The output without the lines that only say how far it is.
pub(crate) fn without_progress(output: &str) -> String {
    const STEPS: [&str; 5] = ["Checking ", "Compiling ", "Downloaded ", "Downloading ", "Fresh "];
    // cargo sets its verbs flush right, so they begin with blanks; so does quoted code, with a number or a bar.
    let tells = |line: &&str| !STEPS.iter().any(|step| line.trim_start().starts_with(step) && line.starts_with(' '));
    output.lines().filter(tells).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    const OUTPUT: &str = "\
running 2 tests
test a ... ok
test result: ok. 2 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.31s

running 3 tests
test b ... FAILED

failures:

---- b stdout ----
left is not right

failures:
    b

test result: FAILED. 10 passed; 1 failed; 2 ignored; 0 measured; 3 filtered out; finished in 1.00s

   Doc-tests ferrosync
test result: ok. 0 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s
error: 1 target failed:
";

    #[test]
    fn summaries_are_added_up() {
        assert_eq!(counts(OUTPUT), Counts { passed: 12, failed: 6 });
    }

    #[test]
    fn ignored_tests_have_failed() {
        let line = "test result: ok. 1 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s";
        assert_eq!(counts(line), Counts { passed: 1, failed: 1 });
    }

    #[test]
    fn a_line_inside_a_sentence_is_no_summary() {
        assert_eq!(counts("it printed test result: ok. 5 passed; 0 failed"), Counts { passed: 0, failed: 0 });
    }

    #[test]
    fn the_failed_tests_output_is_shown() {
        let shown = failures(OUTPUT);
        assert!(shown.contains("left is not right") && shown.contains("error: 1 target failed"), "{shown}");
        assert!(!shown.contains("test a ... ok"), "{shown}");
    }

    #[test]
    fn progress_is_left_out() {
        let output =
            "   Compiling syn v2.0.0\n    Checking worker v0.8.7\nerror: no\n  --> src/lib.rs:1:1\nChecking formatting";
        assert_eq!(without_progress(output), "error: no\n  --> src/lib.rs:1:1\nChecking formatting");
    }

    #[test]
    fn without_any_mark_the_end_is_shown() {
        assert_eq!(failures("one\ntwo"), "one\ntwo");
    }
}
