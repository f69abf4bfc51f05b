use ferrosync::validate::{Rule, pattern};
use serde_json::json;

use crate::common::{apply, holds};

/// As the macro writes `pattern("^[a-z\\-]+$")`.
const SLUG: Rule = pattern("^[a-z\\-]+$", r"^[a-z\x2D]+$", r"^[a-z\-]+$");

#[test]
fn a_pattern_is_found_in_the_text_by_its_rust_form() {
    assert!(holds(SLUG, "a-b") && !holds(SLUG, "A-b") && !holds(SLUG, ""));
    let digits = pattern("[0-9]{2}", "[0-9]{2}", "[0-9]{2}");
    assert!(holds(digits, "ab12cd") && !holds(digits, "1a2"));
}

#[test]
fn a_pattern_is_named_as_the_schema_has_it() {
    let (code, message, params) = apply(SLUG, "A").unwrap_err();
    assert_eq!((code, message.as_str()), ("invalid_format", "must match the pattern ^[a-z\\-]+$"));
    assert_eq!(params, json!({"pattern": "^[a-z\\-]+$"}));
}

#[test]
fn patterns_are_told_apart_whatever_order_they_come_in() {
    let (a, b) = (pattern("^a$", "^a$", "^a$"), pattern("^b$", "^b$", "^b$"));
    for _ in 0..2 {
        assert!(holds(a, "a") && !holds(a, "b") && holds(b, "b") && !holds(b, "a"));
    }
}

#[test]
fn what_is_no_pattern_matches_nothing() {
    assert!(!holds(pattern("(", "(", "("), "("));
}
