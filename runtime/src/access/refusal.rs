use core::{any::Any, fmt::Display};

use crate::protocol::Error;

/// Why somebody was not let in: what they are told, and what only the operator is.
#[derive(Debug, Clone, PartialEq)]
pub struct Refusal {
    pub error: Error,
    pub cause: Option<String>,
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self { error, cause: None }
    }
}

impl Refusal {
    /// Nobody knows who asks.
    pub(super) fn unauthenticated() -> Self {
        Error::Unauthenticated.into()
    }

    /// It is known who asks, and they may not. The same words whether the room is there or not.
    pub(super) fn forbidden() -> Self {
        Error::Forbidden("you may not do this here".to_owned()).into()
    }

    /// A fault that is not the caller's.
    pub(super) fn internal(cause: String) -> Self {
        Self { error: Error::Internal, cause: Some(cause) }
    }

    /// An error of the app's own code: never a pass. One of our own kind is told as it is; of any other the caller
    /// learns nothing.
    pub(crate) fn of_app(place: &str, error: &(impl Display + 'static)) -> Self {
        match (error as &dyn Any).downcast_ref::<Error>() {
            Some(error) => error.clone().into(),
            None => Self::internal(format!("`{place}` failed: {error}")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s10_the_text_of_the_apps_errors_stays_here() {
        let refusal = Refusal::of_app("authorize", &"no such table: members");
        assert_eq!(refusal.error, Error::Internal);
        assert!(!refusal.error.body("r").contains("members"));
        assert_eq!(refusal.cause.as_deref(), Some("`authorize` failed: no such table: members"));
    }

    #[test]
    fn an_error_of_our_own_kind_keeps_its_status() {
        let refusal = Refusal::of_app("authenticate", &Error::Unavailable { mid: None });
        assert_eq!((refusal.error.status(), refusal.cause), (503, None));
    }
}
