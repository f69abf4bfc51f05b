//! What the operator may ask of a room: `GET /api/_admin/rooms/:syncId`.

use ::worker::Env;
use serde_json::json;
use sha2::{Digest, Sha256};

use super::{App, incoming::Incoming};
use crate::{
    api::{below_origin, form},
    protocol::{Error, SyncId},
    room::Status,
};

/// The variable, or secret, that holds the operator's token. Without it there is no such path.
const TOKEN: &str = "FERROSYNC_ADMIN_TOKEN";
const ROOMS: &str = "/api/_admin/rooms/";

/// The room that is asked about, where the operator asks.
///
/// # Errors
/// 404 where the deployment has no token, or the schema no such room; 401 without the token; 405 for anything but GET.
pub(super) fn asked(app: &App, request: &Incoming, env: &Env) -> Result<Option<SyncId>, Error> {
    let Some(sync_id) = room_of(request.url()) else {
        return Ok(None);
    };
    let token = env.var(TOKEN).map(|token| token.to_string()).unwrap_or_default();
    if token.is_empty() {
        return Err(nothing_here());
    }
    let authorization = request.header("authorization").unwrap_or_default();
    let given = authorization.split_once(' ').filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
    if !is_same(given.map_or("", |(_, given)| given.trim()), &token) {
        return Err(Error::Unauthenticated);
    }
    if request.method() != "GET" {
        return Err(Error::MethodNotAllowed { allow: "GET" });
    }
    let sync_id =
        SyncId::parse(&sync_id).map_err(|error| Error::invalid("syncId", "invalid_sync_id", error.to_string()))?;
    // A name with a typo in it wakes no object.
    if app.settings().schema().has_room(sync_id.as_str()) {
        Ok(Some(sync_id))
    } else {
        Err(Error::NotFound("there is no such room".to_owned()))
    }
}

/// The room that a URL of the operator's names.
fn room_of(url: &str) -> Option<String> {
    // A host may be followed by a query without a path between them.
    let url = url.split(['?', '#']).next()?;
    let room = below_origin(url).strip_prefix(ROOMS)?;
    // What is not encoded well is no sync id either.
    Some(form(room.strip_suffix('/').unwrap_or(room)).unwrap_or_default())
}

/// What the operator is answered.
pub(super) fn body(sync_id: &SyncId, status: &Status) -> String {
    let kind = if status.is_local { "durable-object" } else { "d1" };
    json!({
        "syncId": sync_id.as_str(),
        "seq": status.seq,
        "oldest": status.oldest,
        "logEntries": status.log_entries,
        "sockets": status.sockets,
        "queue": status.queue,
        "unanswered": status.unanswered,
        "storage": { "kind": kind, "bytes": status.bytes },
    })
    .to_string()
}

fn nothing_here() -> Error {
    Error::NotFound("there is nothing at this path".to_owned())
}

/// Compares in a time that does not tell how much of it was right.
fn is_same(given: &str, token: &str) -> bool {
    let (given, token) = (Sha256::digest(given), Sha256::digest(token));
    given.iter().zip(token.iter()).fold(0, |differs, (one, other)| differs | (one ^ other)) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_right_or_it_is_not() {
        assert!(is_same("secret", "secret"));
        for wrong in ["", "secre", "secrets", "Secret", "terces"] {
            assert!(!is_same(wrong, "secret"), "{wrong}");
        }
    }

    #[test]
    fn an_operators_path_names_a_room() {
        for (url, room) in [
            ("https://a.example/api/_admin/rooms/p1", Some("p1")),
            ("https://a.example/api/_admin/rooms/p1/?x=1", Some("p1")),
            ("https://a.example/api/_admin/rooms/user%3Ap1", Some("user:p1")),
            ("/api/_admin/rooms/p1#x", Some("p1")),
            ("https://a.example/api/_admin/rooms/", Some("")),
            ("https://a.example/api/_admin", None),
            ("https://a.example/api/p1/rooms/p1", None),
            ("https://a.example?/api/_admin/rooms/p1", None),
        ] {
            assert_eq!(room_of(url).as_deref(), room, "{url}");
        }
    }
}
