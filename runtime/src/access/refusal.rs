use core::{
    any::Any,
    fmt::{self, Display},
};

use crate::protocol::Error;

/// Why somebody was not let in: what they are told, and what only the operator is.
#[derive(Debug, Clone, PartialEq)]
pub struct Refusal {
    pub error: Error,
    pub cause: Option<String>,
}

impl Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(f)
    }
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
        let any: &dyn Any = error;
        if let Some(refusal) = any.downcast_ref::<Self>() {
            return refusal.clone();
        }
        // What `?` makes of one of ours in a function that returns any error.
        let boxed = || any.downcast_ref::<Box<dyn core::error::Error>>()?.downcast_ref::<Error>();
        match any.downcast_ref::<Error>().or_else(boxed) {
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

    #[test]
    fn h9_it_keeps_it_in_a_box_too() {
        let boxed: Box<dyn core::error::Error> = Error::StaleMutation.into();
        assert_eq!(Refusal::of_app("middleware", &boxed), Error::StaleMutation.into());
        let other: Box<dyn core::error::Error> = "the disk is full".into();
        assert_eq!(Refusal::of_app("middleware", &other).error, Error::Internal);
        let refusal = Refusal { error: Error::Internal, cause: Some("as it was".to_owned()) };
        assert_eq!(Refusal::of_app("middleware", &refusal), refusal);
    }
}
