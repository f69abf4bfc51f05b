//! Methods and URLs.

use ferrosync::{
    api::{Operation, Target},
    protocol::{SyncId, limits},
};

use super::{
    corpus,
    edit::{Maker, input},
    runs::{self, count},
    schema::COLLECTIONS,
    site::refused,
};

fn route(line: &[u8]) {
    let (method, url, _) = corpus::split(line);
    let target = match Target::of(&COLLECTIONS, &method, &url) {
        Ok(target) => target,
        Err(error) => return refused(&error),
    };
    if let Some(sync_id) = target.sync_id() {
        assert_eq!(SyncId::parse(sync_id.as_str()).as_ref(), Ok(sync_id));
        assert!(COLLECTIONS.has_room(sync_id.as_str()));
    }
    let what = match target {
        Target::Socket(_) => "socket",
        Target::Api(Operation::Health) => "health",
        Target::Api(Operation::List { query, .. }) => {
            assert!((1..=limits::LIST_MAX).contains(&query.limit));
            assert!(query.scope.is_none_or(|scope| !scope.as_str().is_empty()));
            "list"
        }
        Target::Api(Operation::Get { query, .. }) => {
            assert!(!query.id.is_empty() && query.id != "bulk");
            "get"
        }
        Target::Api(Operation::Mutate(_)) => "mutate",
    };
    count(what);
}

#[test]
fn h2_h11_no_url_is_read_with_a_panic() {
    for line in corpus::read("urls").iter().chain(&corpus::read("valid-urls")) {
        route(line);
    }
    let maker = Maker::of(corpus::read("valid-urls"));
    runs::run("router", 10, input(), |input| route(&maker.bytes(input)));
    runs::require(&[
        "socket",
        "health",
        "list",
        "get",
        "mutate",
        "MALFORMED",
        "VALIDATION",
        "NOT_FOUND",
        "METHOD_NOT_ALLOWED",
    ]);
}
