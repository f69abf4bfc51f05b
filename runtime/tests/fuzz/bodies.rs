//! Bodies, before a room sees them: every look at one and the same sees the same.

use ferrosync::api::{Operation, Target, scope_of};

use super::{
    corpus,
    edit::{Maker, input},
    runs::{self, count},
    schema::COLLECTIONS,
    site::refused,
};

fn read(body: &[u8]) {
    let scope = scope_of(body);
    for (method, url) in [("POST", "/api/p1/tasks"), ("PUT", "/api/p1/tasks/t1"), ("DELETE", "/api/p1/tasks/bulk")] {
        let Ok(Target::Api(Operation::Mutate(mutation))) = Target::of(&COLLECTIONS, method, url) else {
            panic!("{method} {url} is a mutation");
        };
        let mid = mutation.mid(Some(body));
        match mutation.request(body) {
            Ok(request) => {
                // Who is let in for one scope must not write in another.
                assert_eq!(scope, Ok(request.scope));
                if let Some(mid) = mid {
                    assert_eq!(Some(mid.as_str()), request.client_mutation_id.as_deref());
                    count("named");
                }
                count("read");
            }
            Err(error) => refused(&error),
        }
    }
}

#[test]
fn s6_h11_a_body_is_read_the_same_by_whoever_reads_it() {
    for body in corpus::read("bodies").iter().chain(&corpus::read("valid-bodies")) {
        read(body);
    }
    let maker = Maker::of(corpus::read("valid-bodies"));
    runs::run("bodies", 5, input(), |input| read(&maker.bytes(input)));
    runs::require(&["read", "named", "MALFORMED", "VALIDATION"]);
}
