//! The scope that a request names is asked about, wherever it names it.

use ferrosync::access::Preset;

use crate::common::{Env, Request, app, gate, knock, members, request};

const ALICE: &[(&str, &str)] = &[("authorization", "Bearer alice")];

#[test]
fn s6_a_write_is_asked_about_with_the_scope_of_its_body() {
    let gate = members();
    let env = Env::with(&[("alice", "p1", "editor")]);
    for (method, path) in [
        ("POST", "/api/p1/tasks"),
        ("PUT", "/api/p1/tasks/r1"),
        ("POST", "/api/p1/tasks/bulk"),
        ("PUT", "/api/p1/tasks/bulk"),
        ("DELETE", "/api/p1/tasks/bulk"),
    ] {
        for (body, scope) in [(r#"{"scope":"l1"}"#, Some("l1")), (r#"{"data":{"scope":"l1"}}"#, None)] {
            let admission = knock(&gate, &env, Request { body, ..request(method, path, ALICE) }).unwrap();
            assert_eq!(admission.scope.as_deref(), scope, "{method} {path} {body}");
            assert_eq!(admission.body.as_deref(), Some(body.as_bytes()), "the room gets what was read");
            assert_eq!(env.questions()[1], format!("alice p1 Write tasks {}", scope.unwrap_or("-")));
        }
        let bad = Request { body: r#"{"scope":["l1"]}"#, ..request(method, path, ALICE) };
        assert_eq!(knock(&gate, &env, bad).unwrap_err().status(), 400);
        assert_eq!(env.questions(), ["who"]);
    }
}

#[test]
fn s8_a_read_is_asked_about_with_the_scope_of_its_query() {
    let gate = members();
    let env = Env::with(&[("alice", "p1", "editor")]);
    for (method, path, access) in
        [("GET", "/api/p1/tasks", "Read"), ("GET", "/api/p1/tasks/r1", "Read"), ("DELETE", "/api/p1/tasks/r1", "Write")]
    {
        for (query, scope) in [("?scope=l1", Some("l1")), ("?scope=l%2F1", Some("l/1")), ("", None)] {
            let path = format!("{path}{query}");
            let admission = knock(&gate, &env, request(method, &path, ALICE)).unwrap();
            assert_eq!(admission.scope.as_deref(), scope, "{method} {path}");
            assert_eq!(env.questions()[1], format!("alice p1 {access} tasks {}", scope.unwrap_or("-")));
        }
    }
}

#[test]
fn a_body_that_tells_nothing_of_rights_is_left_to_the_room() {
    let env = Env::with(&[("alice", "p1", "editor")]);
    let body = |gate, path| knock(&gate, &env, request("POST", path, ALICE)).unwrap().body;
    assert_eq!(body(members(), "/api/p1/todos"), None, "the collection has no scope");
    assert_eq!(body(gate(app().public()), "/api/p1/tasks"), None, "nobody is asked");
    assert_eq!(body(gate(app().preset(Preset::PerUser)), "/api/alice/tasks"), None);
}

#[test]
fn s14_the_body_of_a_stranger_is_not_read() {
    use ferrosync::{
        access::{Head, Verdict},
        api::Target,
    };
    let (gate, env) = (members(), Env::default());
    let url = "https://api.example/api/p1/tasks";
    let target = Target::of(&crate::common::SCHEMA, "POST", url).unwrap();
    let head = Head::new("POST", url, []);
    let entered = gate.enter(&target, Verdict::Unnamed, &head, async || panic!("read"), &env);
    assert_eq!(futures_executor::block_on(entered).unwrap_err().error.status(), 401);
}
