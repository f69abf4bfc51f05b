//! Ending an object from outside, so that tests see what it leaves behind.

use ::worker::{Env, Request};

use super::{call::header, host::ObjectHost, js};

/// Whoever reaches the object itself asks for it with this. It has the prefix of those headers that no request keeps that
/// came through the Worker.
const HEADER: &str = "x-ferrosync-evict";

/// Ends the object at once and wherever it is, where its environment says that this is a test (`FERROSYNC_TEST=1`) and the
/// request asks for it: as the platform ends one that it moves or that uses too much.
pub(super) fn evict(request: &Request, env: &Env, host: &ObjectHost) {
    let is_test = || env.var("FERROSYNC_TEST").is_ok_and(|value| value.to_string() == "1");
    if header(request, HEADER).is_some() && is_test() {
        js::abort(host.state());
    }
}

#[cfg(test)]
mod tests {
    use super::{super::caller::INTERNAL, HEADER};

    #[test]
    fn s14_nobody_ends_an_object_from_outside() {
        assert!(HEADER.starts_with(INTERNAL));
    }
}
