//! What Rust says of a value.

use ferrosync::validate::{self, Issue};
use serde_json::{Value, json};

use crate::cases::{Group, Shape};

/// The answer to a request with this value.
#[derive(Debug)]
pub(crate) enum Verdict {
    /// The value as it is stored; an id is stored as it is.
    Accepted(Option<Value>),
    Refused(Vec<Issue>),
    /// Not to be read: a number beyond every double, half of a surrogate pair, too deep. The wire's `MALFORMED`.
    Malformed,
}

/// Asks about `text`, read as the body of a request is.
pub(crate) fn ask(group: &Group, text: &str) -> Verdict {
    let Ok(value) = serde_json::from_slice::<Value>(text.as_bytes()) else {
        return Verdict::Malformed;
    };
    let checked = match group.shape {
        Shape::Insert => validate::check_insert(group.collection, &value).map(Some),
        Shape::Patch => validate::check_patch(group.collection, &value).map(Some),
        Shape::Id => validate::check_id(group.collection, &value).map(|()| None),
    };
    match checked {
        Ok(stored) => Verdict::Accepted(stored.map(Value::Object)),
        Err(issues) => Verdict::Refused(issues),
    }
}

/// The question and the answer in one line, for the other side.
pub(crate) fn line(group: &Group, text: &str, verdict: &Verdict) -> String {
    let (issues, value) = match verdict {
        Verdict::Accepted(value) => (json!([]), value.as_ref()),
        Verdict::Refused(issues) => (json!(issues), None),
        Verdict::Malformed => (Value::Null, None),
    };
    let (schema, collection, shape, about) = (group.schema, group.collection.name, group.shape.name(), group.about);
    let mut line = json!({
        "schema": schema, "collection": collection, "shape": shape, "about": about, "text": text, "issues": issues,
    });
    if let Some(value) = value {
        line["value"] = value.clone();
    }
    line.to_string()
}
