//! One variant a cause, one code a kind, one status a code.

use ferrosync::{
    protocol::{Error, MutationId},
    validate::Issue,
};
use serde_json::Value;

fn mid() -> Option<MutationId> {
    MutationId::parse("mutation-1").ok()
}

/// Every error there is, with its row of the design's table.
fn table() -> Vec<(Error, &'static str, u16)> {
    let text = || "why".to_owned();
    let issues = || vec![Issue::new(vec!["title".into()], "too_long", "is too long")];
    let table = vec![
        (Error::Malformed(text()), "MALFORMED", 400),
        (Error::Validation(issues()), "VALIDATION", 400),
        (Error::UnknownField(issues()), "UNKNOWN_FIELD", 400),
        (Error::Unauthenticated, "UNAUTHENTICATED", 401),
        (Error::Forbidden(text()), "FORBIDDEN", 403),
        (Error::NotFound(text()), "NOT_FOUND", 404),
        (Error::MethodNotAllowed { allow: "GET" }, "METHOD_NOT_ALLOWED", 405),
        (Error::Conflict { message: text(), issues: issues() }, "CONFLICT", 409),
        (Error::IdTaken(text()), "ID_TAKEN", 409),
        (Error::MidReused, "MID_REUSED", 409),
        (Error::StaleMutation, "STALE_MUTATION", 409),
        (Error::TooLarge(text()), "TOO_LARGE", 413),
        (Error::RateLimited { retry_after: 1 }, "RATE_LIMITED", 429),
        (Error::TooFast { retry_after: 7 }, "RATE_LIMITED", 429),
        (Error::TooManySockets("too many"), "RATE_LIMITED", 429),
        (Error::Misconfigured(text()), "MISCONFIGURED", 500),
        (Error::SchemaDrift(text()), "SCHEMA_DRIFT", 500),
        (Error::Internal, "INTERNAL", 500),
        (Error::Unavailable { mid: mid() }, "UNAVAILABLE", 503),
        (Error::Timeout { mid: mid() }, "TIMEOUT", 503),
    ];
    // A new variant has to be written into the table, or this does not compile.
    for (error, ..) in &table {
        match error {
            Error::Malformed(_)
            | Error::Validation(_)
            | Error::UnknownField(_)
            | Error::Unauthenticated
            | Error::Forbidden(_)
            | Error::NotFound(_)
            | Error::MethodNotAllowed { .. }
            | Error::Conflict { .. }
            | Error::IdTaken(_)
            | Error::MidReused
            | Error::StaleMutation
            | Error::TooLarge(_)
            | Error::RateLimited { .. }
            | Error::TooFast { .. }
            | Error::TooManySockets(_)
            | Error::Misconfigured(_)
            | Error::SchemaDrift(_)
            | Error::Internal
            | Error::Unavailable { .. }
            | Error::Timeout { .. } => {}
        }
    }
    table
}

#[test]
fn l11_every_error_has_its_code_its_status_and_words() {
    for (error, code, status) in table() {
        assert_eq!(error.code(), (code, status), "{error:?}");
        let body: Value = serde_json::from_str(&error.body("r-1")).unwrap();
        let told = &body["error"];
        assert_eq!((&told["code"], &told["requestId"]), (&code.into(), &"r-1".into()), "{body}");
        assert!(told["message"].as_str().is_some_and(|words| !words.is_empty() && !words.ends_with('.')), "{body}");
        assert_eq!(told["issues"].is_array(), matches!(code, "VALIDATION" | "UNKNOWN_FIELD" | "CONFLICT"), "{body}");
        assert_eq!(told["clientMutationId"].is_string(), matches!(code, "UNAVAILABLE" | "TIMEOUT"), "{body}");
    }
}

#[test]
fn l8_what_may_be_sent_again_says_when() {
    for (error, _, status) in table() {
        let waits = error.retry_after();
        assert_eq!(waits.is_some(), matches!(status, 429 | 503), "{error:?}");
        assert!(waits.is_none_or(|seconds| seconds > 0), "{error:?}");
    }
    assert_eq!(Error::TooFast { retry_after: 7 }.retry_after(), Some(7));
}

#[test]
fn l8_an_open_outcome_names_its_mutation() {
    for open in [Error::Unavailable { mid: None }, Error::Timeout { mid: None }] {
        assert!(open.clone().about(mid()).body("r").contains("mutation-1"), "{open:?}");
    }
    // What is decided is told as it is, and what is named stays named.
    assert_eq!(Error::MidReused.about(mid()), Error::MidReused);
    let named = Error::Timeout { mid: mid() };
    assert_eq!(named.clone().about(MutationId::parse("mutation-2").ok()), named);
}

#[test]
fn h2_what_the_caller_does_wrong_is_never_a_5xx() {
    // The statuses above 499 are those of the deployment, of the app's code, and of outcomes that nobody knows.
    let ours: Vec<_> = table().into_iter().filter(|(.., status)| *status >= 500).map(|(_, code, _)| code).collect();
    assert_eq!(ours, ["MISCONFIGURED", "SCHEMA_DRIFT", "INTERNAL", "UNAVAILABLE", "TIMEOUT"]);
}
