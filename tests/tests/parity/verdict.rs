//! What Rust says of a value.

use ferrosync::validate::{self, Issue};
use serde_json::{Value, json};

use crate::cases::{Group, Shape};

/// The answer to a request with this value.
#[derive(Debug)]
pub(crate) enum Verdict {
    Accepted,
    Refused(Vec<Issue>),
    /// Not to be read: a number beyond every double, half of a surrogate pair, too deep. The wire's `MALFORMED`.
    Malformed,
}

/// Asks about `text`, read as the body of a request is.
pub(crate) fn ask(group: &Group, text: &str) -> Verdict {
    let Ok(value) = serde_json::from_slice::<Value>(text.as_bytes()) else {
        return Verdict::Malformed;
    };
    let check = match group.shape {
        Shape::Insert => validate::check_insert,
        Shape::Patch => validate::check_patch,
        Shape::Id => validate::check_id,
    };
    match check(group.collection, &value) {
        Ok(()) => Verdict::Accepted,
        Err(issues) => Verdict::Refused(issues),
    }
}

/// The question and the answer in one line, for the other side.
pub(crate) fn line(group: &Group, text: &str, verdict: &Verdict) -> String {
    let issues = match verdict {
        Verdict::Accepted => json!([]),
        Verdict::Refused(issues) => json!(issues),
        Verdict::Malformed => Value::Null,
    };
    let (collection, shape) = (group.collection.name, group.shape.name());
    json!({ "collection": collection, "shape": shape, "about": group.about, "text": text, "issues": issues })
        .to_string()
}
