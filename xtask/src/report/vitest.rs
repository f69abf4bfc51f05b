//! vitest's JSON report.

use serde_json::Value;

use super::Counts;

/// What a report says: how many tests did what, and the failures in words.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Outcome {
    pub(crate) counts: Counts,
    pub(crate) failures: String,
}

/// Reads a report of `--reporter=json`. An error is a sentence about what is wrong with the report.
pub(crate) fn read(report: &str) -> Result<Outcome, String> {
    let report: Value = serde_json::from_str(report).map_err(|error| format!("the report is not JSON: {error}"))?;
    let files = report["testResults"].as_array().ok_or("the report has no list of test files")?;
    let mut counts = Counts { passed: 0, failed: 0 };
    let mut failures = String::new();
    for file in files {
        let tests = file["assertionResults"].as_array().ok_or("a test file in the report has no list of tests")?;
        let before = counts.failed;
        for test in tests {
            let status = test["status"].as_str().unwrap_or("without a status");
            if status == "passed" {
                counts.passed += 1;
                continue;
            }
            counts.failed += 1;
            describe(&mut failures, &format!("{} ({status})", text(&test["fullName"])), &test["failureMessages"]);
        }
        // A file that could not be loaded, or whose hooks failed, has failed even when it names no test.
        let failed = file["status"] != "passed" && counts.failed == before;
        if failed || tests.is_empty() {
            counts.failed += 1;
            describe(&mut failures, text(&file["name"]), &file["message"]);
        }
    }
    Ok(Outcome { counts, failures })
}

fn describe(out: &mut String, name: &str, messages: &Value) {
    out.push_str(name);
    out.push('\n');
    let messages = messages.as_array().map_or_else(|| vec![messages], |list| list.iter().collect());
    for line in messages.into_iter().flat_map(|message| text(message).lines()) {
        out.push_str("    ");
        out.push_str(line);
        out.push('\n');
    }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(files: &Value) -> Outcome {
        super::read(&json!({ "testResults": files, "success": true }).to_string()).unwrap()
    }

    fn test(name: &str, status: &str) -> Value {
        json!({ "fullName": name, "status": status, "failureMessages": [] })
    }

    #[test]
    fn only_passed_is_passed() {
        let statuses = ["passed", "passed", "failed", "skipped", "pending", "todo", "disabled"];
        let tests: Vec<Value> = statuses.iter().map(|status| test(status, status)).collect();
        let outcome = read(&json!([{ "name": "a.test.ts", "status": "failed", "assertionResults": tests }]));
        assert_eq!(outcome.counts, Counts { passed: 2, failed: 5 });
        assert!(outcome.failures.contains("todo (todo)"), "{}", outcome.failures);
    }

    #[test]
    fn a_file_that_cannot_be_loaded_has_failed() {
        let outcome = read(&json!([
            { "name": "good.test.ts", "status": "passed", "assertionResults": [test("fine", "passed")] },
            { "name": "bad.test.ts", "status": "failed", "message": "SyntaxError: no", "assertionResults": [] },
            { "name": "hook.test.ts", "status": "failed", "message": "afterAll broke", "assertionResults": [test("fine", "passed")] },
        ]));
        assert_eq!(outcome.counts, Counts { passed: 2, failed: 2 });
        assert!(outcome.failures.contains("bad.test.ts\n    SyntaxError: no"), "{}", outcome.failures);
        assert!(outcome.failures.contains("afterAll broke"), "{}", outcome.failures);
    }

    #[test]
    fn a_file_without_tests_has_failed() {
        let outcome = read(&json!([{ "name": "empty.test.ts", "status": "passed", "assertionResults": [] }]));
        assert_eq!(outcome.counts, Counts { passed: 0, failed: 1 });
    }

    #[test]
    fn failures_are_in_words() {
        let failed =
            json!({ "fullName": "l1 one order", "status": "failed", "failureMessages": ["expected 1\nto be 2"] });
        let outcome = read(&json!([{ "name": "a.test.ts", "status": "failed", "assertionResults": [failed] }]));
        assert_eq!(outcome.failures, "l1 one order (failed)\n    expected 1\n    to be 2\n");
    }

    #[test]
    fn what_is_no_report_is_an_error() {
        for report in ["", "{}", "[]", "{\"testResults\": [{}]}"] {
            assert!(super::read(report).is_err(), "{report}");
        }
    }
}
