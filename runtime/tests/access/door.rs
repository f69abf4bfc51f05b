//! The table: who gets where.

use ferrosync::{access::SyncApp, protocol::Error};

use crate::common::{Env, SCHEMA, WAYS, gate, knock, members, request, status};

const ALICE: &[(&str, &str)] = &[("authorization", "Bearer alice")];
const MALLORY: &[(&str, &str)] = &[("authorization", "Bearer mallory")];
const VIEWER: &[(&str, &str)] = &[("authorization", "Bearer vera")];

fn env() -> Env {
    Env::with(&[("alice", "p1", "editor"), ("vera", "p1", "viewer"), ("mallory", "p2", "editor")])
}

#[test]
fn l9_every_way_in_asks_the_same_of_everyone() {
    let (gate, env) = (members(), env());
    for (method, path, what) in WAYS {
        let of = |who| status(&gate, &env, request(method, path, who));
        let viewer = if what.starts_with("Read") { 200 } else { 403 };
        assert_eq!((of(&[]), of(MALLORY), of(VIEWER), of(ALICE)), (401, 403, viewer, 200), "{method} {path}");
    }
}

#[test]
fn l9_http_and_sockets_ask_the_same_function_the_right_question() {
    let (gate, env) = (members(), env());
    for (method, path, what) in WAYS {
        knock(&gate, &env, request(method, path, ALICE)).unwrap();
        let mut questions = vec!["who".to_owned(), format!("alice p1 {what} -")];
        if path.starts_with("/parties/") {
            questions.extend(["todos", "tasks"].map(|name| format!("alice p1 Read {name} -")));
        }
        assert_eq!(env.questions(), questions, "{method} {path}");
    }
}

#[test]
fn l9_a_token_is_found_wherever_a_client_can_put_it() {
    let (gate, env) = (members(), env());
    for (path, headers) in [
        ("/api/p1/todos", ("authorization", "Bearer alice")),
        ("/api/p1/todos", ("cookie", "a=b; session=alice")),
        ("/parties/main/p1", ("authorization", "Bearer alice")),
        ("/parties/main/p1", ("cookie", "session=alice")),
        ("/parties/main/p1", ("sec-websocket-protocol", "ferrosync, bearer.alice")),
        ("/parties/main/p1?_pk=1&token=alice", ("x", "y")),
    ] {
        let pass = knock(&gate, &env, request("GET", path, &[headers])).unwrap().pass;
        assert_eq!(pass.user.unwrap().id, "alice", "{path} {headers:?}");
        assert_eq!(pass.access, "editor");
    }
}

#[test]
fn s1_a_stranger_opens_no_socket() {
    let (gate, env) = (members(), env());
    assert_eq!(knock(&gate, &env, request("GET", "/parties/main/p1", &[])), Err(Error::Unauthenticated));
    for room in ["p1", "p3", "default", "catalog"] {
        let path = format!("/parties/main/{room}");
        assert_eq!(status(&gate, &env, request("GET", &path, MALLORY)), 403, "{room}");
    }
    assert_eq!(status(&gate, &env, request("GET", "/parties/main/p2", MALLORY)), 200);
}

#[test]
fn s14_a_stranger_is_not_even_asked_about() {
    let (gate, env) = (members(), env());
    for (method, path, _) in WAYS {
        assert_eq!(status(&gate, &env, request(method, path, &[])), 401);
        assert_eq!(env.questions(), ["who"], "{method} {path}");
    }
}

#[test]
fn s9_a_foreign_page_is_refused_whoever_looks_at_it() {
    let (gate, env) = (members(), env());
    for (method, path, what) in WAYS {
        for origin in ["https://evil.example", "null", "https://api.example.evil.example"] {
            let headers = [("cookie", "session=alice"), ("origin", origin)];
            let found = knock(&gate, &env, request(method, path, &headers));
            if what.starts_with("Write") || path.starts_with("/parties/") {
                assert!(matches!(found, Err(Error::Forbidden(text)) if text.contains("origin")), "{method} {path}");
                assert!(env.questions().is_empty(), "nobody is asked for a forged request");
            } else {
                // The browser keeps the answer: it carries no leave for this page.
                assert!(found.is_ok(), "{method} {path}");
                env.questions();
            }
        }
        let own = [("cookie", "session=alice"), ("origin", "https://api.example")];
        assert_eq!(status(&gate, &env, request(method, path, &own)), 200, "{method} {path}");
        env.questions();
    }
}

#[test]
fn s12_what_everyone_shares_is_asked_about_too() {
    let (gate, env) = (members(), env());
    for path in ["/api/default/tags", "/api/catalog/goods", "/parties/main/default"] {
        assert_eq!(status(&gate, &env, request("GET", path, &[])), 401, "{path}");
        assert_eq!(status(&gate, &env, request("GET", path, ALICE)), 403, "{path}");
    }
    env.members.borrow_mut().push(("alice", "default", "editor"));
    assert_eq!(status(&gate, &env, request("GET", "/api/default/tags", ALICE)), 200);
    // A client whose user is not known yet has no tenant: this is what its paths look like.
    for (path, expected) in [("/api/undefined/todos", 403), ("/api/default/todos", 404), ("/api//todos", 400)] {
        assert_eq!(status(&gate, &env, request("GET", path, ALICE)), expected, "{path}");
    }
}

#[test]
fn s16_a_room_that_is_there_is_refused_like_one_that_is_not() {
    let (gate, env) = (members(), env());
    for (method, path, _) in WAYS {
        let other = path.replace("p1", "never-seen");
        let refusal = |path| knock(&gate, &env, request(method, path, MALLORY)).unwrap_err();
        assert_eq!(refusal(path).body("r"), refusal(&other).body("r"), "{method} {path}");
    }
}

#[test]
fn s1_a_path_for_sockets_takes_nothing_else() {
    use ferrosync::{
        access::{Head, Verdict},
        api::Target,
    };
    let (gate, env) = (members(), env());
    let url = "https://api.example/parties/main/p1";
    let (target, head) = (Target::of(&SCHEMA, "GET", url).unwrap(), Head::new("GET", url, ALICE.iter().copied()));
    let entered = gate.enter(&target, Verdict::Unnamed, &head, async || panic!("it has no body"), &env);
    assert_eq!(futures_executor::block_on(entered).unwrap_err().error.status(), 400);
}

#[test]
fn a_public_app_lets_everyone_in_and_knows_those_who_say_who_they_are() {
    let env = env();
    let gate = gate(crate::common::app().public());
    for (method, path, _) in WAYS {
        assert_eq!(knock(&gate, &env, request(method, path, &[])).unwrap().pass.user, None);
        let known = knock(&gate, &env, request(method, path, ALICE)).unwrap().pass.user.unwrap();
        assert_eq!(known.id, "alice");
    }
    assert!(!gate.asks(), "an open socket is not asked about");
}

#[test]
fn health_says_nothing_of_anyone_and_asks_nobody() {
    let (gate, env) = (members(), env());
    env.authenticate_fails.set(Some("down"));
    assert_eq!(status(&gate, &env, request("GET", "/api/health", &[])), 200);
    assert!(env.questions().is_empty());
}

#[test]
fn an_app_that_does_not_ask_has_no_users() {
    let gate = gate(SyncApp::<_, (), (), Env>::new(SCHEMA).public());
    assert_eq!(knock(&gate, &env(), request("GET", "/api/p1/todos", ALICE)).unwrap().pass.user, None);
}
