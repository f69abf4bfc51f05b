use super::{Operation, decode, route, sync_id};
use crate::{
    protocol::{Error, SyncId},
    schema::Schema,
};

/// Where the HTTP table of the API begins.
const MOUNT: &str = "/api";
/// `PartySocket`'s own path, and the party that it takes where it is told none.
const PARTIES: &str = "/parties/";
const PARTY: &str = "main";

/// What a URL of the Worker is for.
#[derive(Debug)]
pub enum Target {
    Api(Operation),
    /// `/parties/main/:syncId`: a socket to this room.
    Socket(SyncId),
}

impl Target {
    /// Reads method and URL (absolute, or from its path on).
    ///
    /// # Errors
    /// As [`route`]; and 404 for a path that is neither the API's nor a room's.
    pub fn of(schema: &Schema, method: &str, url: &str) -> Result<Self, Error> {
        let (path, query) = split(url);
        if let Some(path) = under(path, MOUNT) {
            return route(schema, method, path, query).map(Self::Api);
        }
        match path.strip_prefix(PARTIES) {
            Some(path) => room(schema, method, path).map(Self::Socket),
            None => Err(nothing_here()),
        }
    }

    /// The room it is about.
    pub fn sync_id(&self) -> Option<&SyncId> {
        match self {
            Self::Api(operation) => operation.sync_id(),
            Self::Socket(sync_id) => Some(sync_id),
        }
    }

    /// The scope that it names without its body.
    pub fn scope(&self) -> Option<&str> {
        match self {
            Self::Api(operation) => operation.scope(),
            Self::Socket(_) => None,
        }
    }
}

pub(super) fn nothing_here() -> Error {
    Error::NotFound("there is nothing at this path".to_owned())
}

/// `main/:syncId`. The query is the app's own: nothing in it is ours.
fn room(schema: &Schema, method: &str, path: &str) -> Result<SyncId, Error> {
    let path = path.strip_suffix('/').unwrap_or(path);
    let Some((PARTY, sync_id)) = path.split_once('/') else {
        return Err(nothing_here());
    };
    if sync_id.contains('/') {
        return Err(nothing_here());
    }
    let sync_id = sync_id::parse(&decode::segment(sync_id)?)?;
    // A stranger's invented name must wake no object.
    if !schema.has_room(sync_id.as_str()) {
        return Err(Error::NotFound("there is no such room".to_owned()));
    }
    if method != "GET" {
        return Err(Error::MethodNotAllowed { allow: "GET" });
    }
    Ok(sync_id)
}

/// What follows `mount` in `path`; `/apiary` is not under `/api`.
fn under<'a>(path: &'a str, mount: &str) -> Option<&'a str> {
    path.strip_prefix(mount).filter(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn split(url: &str) -> (&str, &str) {
    let url = url.split_once('#').map_or(url, |(url, _)| url);
    let (url, query) = url.split_once('?').unwrap_or((url, ""));
    (below_origin(url), query)
}

/// What follows the host of a URL, or all where it names none; `/` where nothing does.
///
/// By bytes: a search for `://` would first prepare itself for long texts, with every request.
pub(crate) fn below_origin(url: &str) -> &str {
    let rest = match url.bytes().position(|byte| matches!(byte, b':' | b'/' | b'?' | b'#')) {
        Some(colon) if url[colon..].starts_with("://") => &url[colon + 3..],
        _ => return url,
    };
    rest.bytes().position(|byte| matches!(byte, b'/' | b'?' | b'#')).map_or("/", |end| &rest[end..])
}

#[cfg(test)]
mod tests {
    use super::below_origin;

    #[test]
    fn a_path_begins_after_the_host_of_its_own_url_alone() {
        for (url, below) in [
            ("https://app.example/api/x?y#z", "/api/x?y#z"),
            ("http://127.0.0.1:8787/a://b", "/a://b"),
            ("https://app.example", "/"),
            ("https://app.example?y=/", "?y=/"),
            ("/api/x?to=https://app.example/y", "/api/x?to=https://app.example/y"),
            ("a:b/c", "a:b/c"),
        ] {
            assert_eq!(below_origin(url), below, "{url}");
        }
    }
}
