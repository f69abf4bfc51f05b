//! Rules that apps have in common.

use ferrosync::{
    access::{Preset, Reads, SyncApp, What, default_sync_access_validator},
    protocol::SyncId,
};

use crate::common::{Env, SCHEMA, WAYS, app, gate, knock, request, session, status};

fn bearer(user: &str) -> [(&str, &str); 1] {
    [("cookie", user)]
}

#[test]
fn s5_per_user_protects_reads_as_well_as_writes() {
    let (gate, env) = (gate(app().preset(Preset::PerUser)), Env::default());
    for (method, path, _) in WAYS {
        let of = |cookie| status(&gate, &env, request(method, path, &bearer(cookie)));
        let all = ("session=p1", "session=p2", "session=P1", "session=p1x", "session=p", "x=y");
        let found = (of(all.0), of(all.1), of(all.2), of(all.3), of(all.4), of(all.5));
        assert_eq!(found, (200, 403, 403, 403, 403, 401), "{method} {path}");
    }
}

#[test]
fn s12_per_user_closes_what_everyone_shares() {
    let (gate, env) = (gate(app().preset(Preset::PerUser)), Env::default());
    for (path, user) in [
        ("/api/default/tags", "session=alice"),
        // A user of that name gets no room of the app's own.
        ("/api/default/tags", "session=default"),
        ("/parties/main/default", "session=default"),
        ("/api/catalog/goods", "session=catalog"),
    ] {
        assert_eq!(status(&gate, &env, request("GET", path, &bearer(user))), 403, "{path} {user}");
    }
}

#[test]
fn the_validator_of_a_prefix_is_exact() {
    let gate = gate(app().authorize(default_sync_access_validator("user:")));
    let env = Env::default();
    let of = |room: &str, user| status(&gate, &env, request("GET", &format!("/api/{room}/todos"), &bearer(user)));
    assert_eq!(of("user:alice", "session=alice"), 200);
    assert_eq!(of("user:alice", "x=y"), 401);
    for room in ["alice", "user:", "user:alice:", "user:user:alice", "User:alice", "user:bob"] {
        assert_eq!(of(room, "session=alice"), 403, "{room}");
    }
}

#[test]
fn visitors_may_look_where_the_app_lets_them() {
    let blog = async |user: Option<&String>, _: &SyncId, what: What<'_>, _: &Env| {
        Ok::<_, String>(what.collection != Some("tasks") && (user.is_some() || !what.is_write()))
    };
    let gate = gate(SyncApp::new(SCHEMA).authenticate(session).authorize_everyone(blog));
    let env = Env::default();
    for (method, path, what) in WAYS {
        let of = |cookie| status(&gate, &env, request(method, path, &bearer(cookie)));
        let visitor = if what.starts_with("Read") { 200 } else { 401 };
        assert_eq!((of("x=y"), of("session=alice")), (visitor, 200), "{method} {path}");
    }
    let pass = knock(&gate, &env, request("GET", "/parties/main/p1", &[])).unwrap().pass;
    assert_eq!((pass.user, pass.access.is_null()), (None, true));
    assert_eq!(pass.reads, Reads::Only(vec!["todos".into()]), "and hear only what they may read");
}
