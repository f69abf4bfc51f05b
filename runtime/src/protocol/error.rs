use serde_json::Value;

use super::{MutationId, limits};
use crate::{json::json, validate::Issue};

/// Seconds after which a client that found too many sockets may try again: by then some may have gone.
const SOCKETS_RETRY_AFTER: u32 = 30;

/// Everything that a request can be refused with: one variant a cause, its status beside it.
///
/// Texts are for the person who called. They never hold SQL, bound values, or anything of another tenant.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Error {
    /// 400: not JSON, or not UTF-8.
    #[error("{0}")]
    Malformed(String),
    /// 400: the input breaks the schema's rules or the wire's form.
    #[error("{}", summary(.0))]
    Validation(Vec<Issue>),
    /// 400: the input names a field that does not exist, or that only the server writes.
    #[error("{}", summary(.0))]
    UnknownField(Vec<Issue>),
    /// 401: what is asked for needs to know who asks.
    #[error("sign in to do this")]
    Unauthenticated,
    /// 403: the caller may not do this.
    #[error("{0}")]
    Forbidden(String),
    /// 404: no such path, collection or row.
    #[error("{0}")]
    NotFound(String),
    /// 405, with the methods that the path knows.
    #[error("this path takes {allow}")]
    MethodNotAllowed { allow: &'static str },
    /// 409: other rows stand against it. The issues say which values, as far as that is known.
    #[error("{message}")]
    Conflict { message: String, issues: Vec<Issue> },
    /// 409: a row with this id stands there already.
    #[error("{0}")]
    IdTaken(String),
    /// 409: the mutation id was used for another mutation, or by someone else.
    #[error("the mutation id was used for another mutation")]
    MidReused,
    /// 409: nobody can tell any more whether the mutation was done; it was not done now.
    #[error("the mutation is too old to tell whether it was done before")]
    StaleMutation,
    /// 413: more than a limit allows.
    #[error("{0}")]
    TooLarge(String),
    /// 429: the room's queue is full: try again after so many seconds.
    #[error("too many mutations are waiting in this room")]
    RateLimited { retry_after: u32 },
    /// 429: the caller asks more often than the app allows: try again after so many seconds.
    #[error("too many requests: try again in {retry_after} s")]
    TooFast { retry_after: u32 },
    /// 429: as many sockets are open as there may be.
    #[error("{0}")]
    TooManySockets(&'static str),
    /// 500: the deployment lacks something; the text names the fix.
    #[error("{0}")]
    Misconfigured(String),
    /// 500: the database was made for another schema; the text names the command.
    #[error("{0}")]
    SchemaDrift(String),
    /// 500: a bug, ours or the app's. The cause is logged, not sent.
    #[error("internal error")]
    Internal,
    /// 503: whether the mutation was done is not known: send it again under the same id.
    #[error("it is not known whether this was done: try again with the same mutation id")]
    Unavailable { mid: Option<MutationId> },
    /// 503: no answer in time. A mutation may still be done: send it again under the same id.
    #[error("there was no answer in time: try again, a mutation with the same mutation id")]
    Timeout { mid: Option<MutationId> },
}

impl Error {
    /// The wire's code and the HTTP status.
    pub fn code(&self) -> (&'static str, u16) {
        match self {
            Self::Malformed(_) => ("MALFORMED", 400),
            Self::Validation(_) => ("VALIDATION", 400),
            Self::UnknownField(_) => ("UNKNOWN_FIELD", 400),
            Self::Unauthenticated => ("UNAUTHENTICATED", 401),
            Self::Forbidden(_) => ("FORBIDDEN", 403),
            Self::NotFound(_) => ("NOT_FOUND", 404),
            Self::MethodNotAllowed { .. } => ("METHOD_NOT_ALLOWED", 405),
            Self::Conflict { .. } => ("CONFLICT", 409),
            Self::IdTaken(_) => ("ID_TAKEN", 409),
            Self::MidReused => ("MID_REUSED", 409),
            Self::StaleMutation => ("STALE_MUTATION", 409),
            Self::TooLarge(_) => ("TOO_LARGE", 413),
            Self::RateLimited { .. } | Self::TooFast { .. } | Self::TooManySockets(_) => ("RATE_LIMITED", 429),
            Self::Misconfigured(_) => ("MISCONFIGURED", 500),
            Self::SchemaDrift(_) => ("SCHEMA_DRIFT", 500),
            Self::Internal => ("INTERNAL", 500),
            Self::Unavailable { .. } => ("UNAVAILABLE", 503),
            Self::Timeout { .. } => ("TIMEOUT", 503),
        }
    }

    pub fn status(&self) -> u16 {
        self.code().1
    }

    /// Seconds for the header `Retry-After`, where waiting helps.
    pub fn retry_after(&self) -> Option<u32> {
        match self {
            Self::RateLimited { retry_after } | Self::TooFast { retry_after } => Some(*retry_after),
            Self::TooManySockets(_) => Some(SOCKETS_RETRY_AFTER),
            Self::Unavailable { .. } | Self::Timeout { .. } => Some(1),
            _ => None,
        }
    }

    /// The JSON body: `{error: {code, message, issues?, clientMutationId?, requestId}}`.
    pub fn body(&self, request_id: &str) -> String {
        json!({ "error": self.to_json(request_id) }).to_string()
    }

    /// What stands under `error` there.
    pub(crate) fn to_json(&self, request_id: &str) -> Value {
        let mut error = json!({ "code": self.code().0, "message": self.to_string(), "requestId": request_id });
        match self {
            Self::Validation(issues) | Self::UnknownField(issues) => {
                error["issues"] = issues.iter().map(Issue::to_json).collect();
            }
            Self::Conflict { issues, .. } if !issues.is_empty() => {
                error["issues"] = issues.iter().map(Issue::to_json).collect();
            }
            Self::Unavailable { mid: Some(mid) } | Self::Timeout { mid: Some(mid) } => {
                error["clientMutationId"] = Value::from(mid.as_str());
            }
            _ => {}
        }
        error
    }

    /// One issue of the wire's form rather than of a value.
    pub fn invalid(path: &str, code: &'static str, message: impl Into<String>) -> Self {
        Self::Validation(vec![Issue::new(vec![path.into()], code, message)])
    }

    /// Other rows stand against these values.
    pub fn conflict(issues: Vec<Issue>) -> Self {
        Self::Conflict { message: summary(&issues), issues }
    }

    /// The row is somebody else's.
    pub(crate) fn not_yours() -> Self {
        Self::Forbidden("you may do this with your own rows only".to_owned())
    }

    /// The body was larger than any request's may be.
    pub fn body_too_large() -> Self {
        Self::body_over(limits::BODY_BYTES)
    }

    /// The body was larger than a request's may be in this app.
    pub fn body_over(bytes: usize) -> Self {
        Self::TooLarge(format!("a body has at most {bytes} bytes"))
    }

    /// A bulk mutation names more rows than one may.
    pub fn bulk_over(items: usize) -> Self {
        Self::TooLarge(format!("a bulk mutation has at most {items} items"))
    }

    /// The same, naming the mutation whose outcome it leaves open.
    #[must_use]
    pub fn about(self, mid: Option<MutationId>) -> Self {
        match self {
            Self::Unavailable { mid: None } => Self::Unavailable { mid },
            Self::Timeout { mid: None } => Self::Timeout { mid },
            error => error,
        }
    }
}

/// The first issue in words, and how many more there are.
fn summary(issues: &[Issue]) -> String {
    let Some(first) = issues.first() else {
        return "invalid input".to_owned();
    };
    let path = first.path.iter().map(ToString::to_string).collect::<Vec<_>>().join(".");
    let lead = if path.is_empty() { first.message.clone() } else { format!("`{path}` {}", first.message) };
    match issues.len() - 1 {
        0 => lead,
        1 => format!("{lead} (and 1 more issue)"),
        more => format!("{lead} (and {more} more issues)"),
    }
}
