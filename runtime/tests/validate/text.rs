use ferrosync::validate::{contains, ends_with, length, lowercase, starts_with, trim, uppercase};
use serde_json::json;

use crate::common::{apply, holds};

#[test]
fn h10_trim_takes_what_javascript_calls_white_space() {
    const SPACES: &str = "\u{9}\u{a}\u{b}\u{c}\u{d} \u{a0}\u{1680}\u{2000}\u{2001}\u{2002}\u{2003}\u{2004}\u{2005}\
                          \u{2006}\u{2007}\u{2008}\u{2009}\u{200a}\u{2028}\u{2029}\u{202f}\u{205f}\u{3000}\u{feff}";
    assert_eq!(apply(trim(), format!("{SPACES}a b{SPACES}")), Ok(json!("a b")));
    assert_eq!(apply(trim(), SPACES), Ok(json!("")));
    // Rust's `trim` takes the first two of these, others take the rest for spaces.
    for kept in ["\u{85}", "\u{1c}", "\u{180e}", "\u{200b}", "\u{2060}", "\0"] {
        assert_eq!(apply(trim(), kept), Ok(json!(kept)), "{kept:?}");
    }
}

#[test]
fn cases_change_by_the_full_mapping() {
    assert_eq!(apply(lowercase(), "STRASSE ÄΣ İ ΟΔΟΣ"), Ok(json!("strasse äς i\u{307} οδος")));
    assert_eq!(apply(uppercase(), "straße ŉ ﬁ ά"), Ok(json!("STRASSE \u{2bc}N FI Ά")));
    assert_eq!(apply(uppercase(), "漢😀1"), Ok(json!("漢😀1")));
}

#[test]
fn h10_length_counts_code_points() {
    let two = length(Some(2), Some(2));
    for text in ["ab", "éé", "漢漢", "😀😀", "e\u{301}", "\0\0"] {
        assert!(holds(two, text), "{text:?}");
    }
    let (code, message, params) = apply(two, "😀").unwrap_err();
    assert_eq!((code, message.as_str(), params), ("too_short", "must have at least 2 characters", json!({"min": 2})));
    let (code, message, params) = apply(length(None, Some(1)), "😀😀").unwrap_err();
    assert_eq!((code, message.as_str(), params), ("too_long", "must have at most 1 character", json!({"max": 1})));
    assert_eq!(apply(length(Some(1), None), "").unwrap_err().1, "must have at least 1 character");
    assert!(holds(length(None, None), ""));
}

#[test]
fn parts_of_a_text_stand_where_they_should() {
    let (prefix, suffix, part) = (starts_with("a\"b"), ends_with(".md"), contains("😀"));
    assert!(holds(prefix, "a\"b") && holds(prefix, "a\"bc") && !holds(prefix, " a\"b") && !holds(prefix, "A\"b"));
    assert!(holds(suffix, ".md") && holds(suffix, "a.md") && !holds(suffix, "a.md\n") && !holds(suffix, "md"));
    assert!(holds(part, "a😀b") && !holds(part, "a") && !holds(part, ""));
    let said = [apply(prefix, ""), apply(suffix, ""), apply(part, "")].map(Result::unwrap_err);
    assert_eq!(
        said,
        [
            ("missing_prefix", "must start with \"a\"b\"".to_owned(), json!({"prefix": "a\"b"})),
            ("missing_suffix", "must end with \".md\"".to_owned(), json!({"suffix": ".md"})),
            ("missing_part", "must contain \"😀\"".to_owned(), json!({"part": "😀"})),
        ]
    );
}
