use core::fmt::{self, Display};

use crate::access::Refusal;

/// What went wrong in the app's own code. Made by `?` of any error that can be shown.
///
/// One of our own kind ([`protocol::Error`](crate::protocol::Error)) is answered as it is, with its status. Of any other the caller learns that something went
/// wrong (500, `INTERNAL`) and nothing more: its text goes to the log.
pub struct Failure(pub(super) Refusal);

impl Failure {
    /// What is logged of it: the text of an error that is nobody else's business, or what was answered.
    pub(super) fn text(self) -> String {
        self.0.cause.unwrap_or_else(|| self.0.error.to_string())
    }
}

// As it is no `Display` itself, it does not overlap with the conversion of a type into itself.
impl<E: Display + 'static> From<E> for Failure {
    fn from(error: E) -> Self {
        Self(Refusal::of_app("the app's own code", &error))
    }
}

impl fmt::Debug for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::Error;

    #[test]
    fn s10_h9_only_errors_of_our_own_kind_are_told() {
        let told = |failure: Failure| (failure.0.error.status(), failure.0.error.body("r"));
        let (status, body) = told(Error::Forbidden("not today".into()).into());
        assert!(status == 403 && body.contains("not today"));
        let (status, body) = told("no such table: secrets".into());
        assert!(status == 500 && !body.contains("secrets"));
        assert!(Failure::from("no such table: secrets").text().contains("secrets"));
    }
}
