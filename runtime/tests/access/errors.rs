//! What the app's own code does wrong is never a pass.

use std::borrow::Cow;

use ferrosync::{
    access::{Head, Identity, SyncApp},
    protocol::Error,
};
use serde::{Deserialize, Serialize};

use crate::common::{Env, SCHEMA, WAYS, gate, knock, member, members, request, session};

const ALICE: &[(&str, &str)] = &[("authorization", "Bearer alice")];

#[test]
fn s10_an_error_of_authenticate_refuses_and_stays_in_the_log() {
    let gate = members();
    let env = Env::with(&[("alice", "p1", "editor")]);
    env.authenticate_fails.set(Some("no such table: sessions"));
    for (method, path, _) in WAYS {
        let error = knock(&gate, &env, request(method, path, ALICE)).unwrap_err();
        assert_eq!(error, Error::Internal, "{method} {path}");
        assert!(!error.body("r").contains("sessions"));
    }
}

#[test]
fn s10_an_error_of_authorize_refuses() {
    let gate = members();
    let env = Env::with(&[("alice", "p1", "editor")]);
    for error in [Error::Internal, Error::Unavailable { mid: None }, Error::Unauthenticated] {
        *env.authorize_fails.borrow_mut() = Some(error.clone());
        for (method, path, _) in WAYS {
            assert_eq!(knock(&gate, &env, request(method, path, ALICE)), Err(error.clone()), "{method} {path}");
        }
    }
}

/// An identity whose user id is what its token says.
#[derive(Serialize, Deserialize)]
struct Odd {
    id: String,
    notes: String,
}

impl Identity for Odd {
    fn user_id(&self) -> Cow<'_, str> {
        Cow::from(&self.id)
    }
}

#[test]
fn l13_an_identity_has_a_size_and_a_name() {
    let odd = async |head: &Head, _: &Env| {
        let text = head.bearer().unwrap_or_default();
        let (id, notes) = text.split_once('/').unwrap_or_default();
        Ok::<_, String>(Some(Odd { id: id.to_owned(), notes: notes.to_owned() }))
    };
    let gate = gate(SyncApp::new(SCHEMA).authenticate(odd).public());
    let status = |token: &str| {
        let value = format!("Bearer {token}");
        let headers = [("authorization", value.as_str())];
        knock(&gate, &Env::default(), request("GET", "/api/p1/todos", &headers)).map_or_else(|e| e.status(), |_| 200)
    };
    let long = |bytes| "x".repeat(bytes);
    assert_eq!(status("alice/hello"), 200);
    assert_eq!(status(&format!("{}/", long(256))), 200);
    assert_eq!(status("/nobody"), 500);
    assert_eq!(status(&format!("{}/", long(257))), 500);
    assert_eq!(status(&format!("alice/{}", long(3_900))), 200);
    assert_eq!(status(&format!("alice/{}", long(4_000))), 500);
}

#[test]
fn a_socket_is_not_opened_where_one_collection_cannot_be_asked_about() {
    let flaky = async |user: &String, room: &_, what: ferrosync::access::What<'_>, env: &Env| {
        if what.collection == Some("tasks") { Err(Error::Internal) } else { member(user, room, what, env).await }
    };
    let gate = gate(SyncApp::new(SCHEMA).authenticate(session).authorize(flaky));
    let env = Env::with(&[("alice", "p1", "editor")]);
    let socket = knock(&gate, &env, request("GET", "/parties/main/p1", ALICE));
    assert_eq!(socket, Err(Error::Internal));
}
