//! Errors that come back from a room's object, as what they were there.

use std::cell::RefCell;

use serde_json::Value;

use crate::{
    protocol::{Error, MutationId},
    validate::{Issue, Segment},
};

/// The error that a body tells of.
pub(super) fn error_of(body: &Value) -> Error {
    let error = &body["error"];
    let message = || error["message"].as_str().unwrap_or_default().to_owned();
    let issues = || error["issues"].as_array().into_iter().flatten().map(issue).collect::<Vec<_>>();
    let mid = || error["clientMutationId"].as_str().and_then(|mid| MutationId::parse(mid).ok());
    match error["code"].as_str().unwrap_or_default() {
        "MALFORMED" => Error::Malformed(message()),
        "VALIDATION" => Error::Validation(issues()),
        "UNKNOWN_FIELD" => Error::UnknownField(issues()),
        "UNAUTHENTICATED" => Error::Unauthenticated,
        "FORBIDDEN" => Error::Forbidden(message()),
        "NOT_FOUND" => Error::NotFound(message()),
        "CONFLICT" => Error::Conflict { message: message(), issues: issues() },
        "ID_TAKEN" => Error::IdTaken(message()),
        "MID_REUSED" => Error::MidReused,
        "STALE_MUTATION" => Error::StaleMutation,
        "TOO_LARGE" => Error::TooLarge(message()),
        "RATE_LIMITED" => Error::RateLimited { retry_after: 1 },
        "MISCONFIGURED" => Error::Misconfigured(message()),
        "SCHEMA_DRIFT" => Error::SchemaDrift(message()),
        "UNAVAILABLE" => Error::Unavailable { mid: mid() },
        "TIMEOUT" => Error::Timeout { mid: mid() },
        _ => Error::Internal,
    }
}

fn issue(value: &Value) -> Issue {
    let segment = |step: &Value| match step.as_u64() {
        Some(index) => Segment::Index(usize::try_from(index).unwrap_or_default()),
        None => Segment::Key(step.as_str().unwrap_or_default().to_owned()),
    };
    let path = value["path"].as_array().into_iter().flatten().map(segment).collect();
    let code = intern(value["code"].as_str().unwrap_or_default());
    let params = value["params"].as_object().cloned().unwrap_or_default();
    Issue { params, ..Issue::new(path, code, value["message"].as_str().unwrap_or_default()) }
}

/// Codes are texts of the program: there are some dozens, of which each is kept once. A flood of others, which no room of this
/// program sends, is not kept at all.
fn intern(code: &str) -> &'static str {
    const MOST: usize = 512;
    thread_local! {
        static KNOWN: RefCell<Vec<&'static str>> = RefCell::default();
    }
    KNOWN.with_borrow_mut(|known| {
        if let Some(code) = known.iter().find(|known| **known == code) {
            return *code;
        }
        if known.len() == MOST {
            return "custom";
        }
        let code: &'static str = Box::leak(code.into());
        known.push(code);
        code
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn l11_an_error_is_the_same_on_both_sides() {
        let issue = Issue::new(vec!["items".into(), 3.into(), "title".into()], "too_short", "is short").with("min", 1);
        let mid = MutationId::parse("12345678").ok();
        for error in [
            Error::Malformed("m".into()),
            Error::Validation(vec![issue.clone()]),
            Error::UnknownField(vec![issue.clone()]),
            Error::Unauthenticated,
            Error::Forbidden("f".into()),
            Error::NotFound("n".into()),
            Error::conflict(vec![issue]),
            Error::IdTaken("i".into()),
            Error::MidReused,
            Error::StaleMutation,
            Error::TooLarge("t".into()),
            Error::RateLimited { retry_after: 1 },
            Error::Misconfigured("m".into()),
            Error::SchemaDrift("s".into()),
            Error::Unavailable { mid: mid.clone() },
            Error::Timeout { mid },
            Error::Internal,
        ] {
            assert_eq!(error_of(&serde_json::from_str(&error.body("r")).unwrap()), error);
        }
        assert_eq!(error_of(&Value::Null), Error::Internal);
    }
}
