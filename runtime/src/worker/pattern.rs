use std::borrow::Cow;

use crate::{
    api::{below_origin, form},
    protocol::Error,
};

/// A path of the app's own: `/projects/:projectId/close`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pattern(Vec<Step>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Step {
    Text(&'static str),
    /// Any one segment, by this name.
    Param(&'static str),
}

/// The segments that a path has in a pattern's places.
pub(super) type Params = Vec<(&'static str, String)>;

impl Pattern {
    /// # Errors
    /// What is wrong with it, in words.
    pub(super) fn parse(path: &'static str) -> Result<Self, String> {
        let steps = path.strip_prefix('/').filter(|steps| !steps.is_empty());
        let steps = steps.ok_or_else(|| format!("`{path}` is no path of a route: it begins with `/` and a name"))?;
        let step = |text: &'static str| match text.strip_prefix(':') {
            _ if text.is_empty() => Err(format!("`{path}` is no path of a route: there is nothing between two `/`")),
            Some("") => Err(format!("`{path}` is no path of a route: a `:` stands before a name")),
            Some(name) => Ok(Step::Param(name)),
            None if text.contains(['?', '#', '%']) => {
                Err(format!("`{path}` is no path of a route: it has no query, and nothing in it is encoded"))
            }
            None => Ok(Step::Text(text)),
        };
        steps.split('/').map(step).collect::<Result<_, _>>().map(Self)
    }

    /// Its parameters in a path (still percent-encoded), if it is one of its.
    pub(super) fn find(&self, path: &str) -> Option<Params> {
        let path = path.strip_prefix('/')?;
        let path = path.strip_suffix('/').unwrap_or(path);
        let mut segments = path.split('/');
        let mut params = Params::new();
        for step in &self.0 {
            let segment = decode(segments.next()?)?;
            match step {
                Step::Text(text) if *text == segment => {}
                Step::Text(_) => return None,
                Step::Param(_) if segment.is_empty() => return None,
                Step::Param(name) => params.push((name, segment.into_owned())),
            }
        }
        segments.next().is_none().then_some(params)
    }
}

/// A plus is a plus in a path.
fn decode(segment: &str) -> Option<Cow<'_, str>> {
    if !segment.contains('%') {
        return Some(Cow::Borrowed(segment));
    }
    form(&segment.replace('+', "%2B")).ok().map(Cow::Owned)
}

/// The path below the API's mount, without its query; `None` elsewhere.
pub(super) fn below_mount(url: &str) -> Option<&str> {
    let end = url.bytes().position(|byte| matches!(byte, b'?' | b'#')).unwrap_or(url.len());
    below_origin(&url[..end]).strip_prefix("/api").filter(|rest| rest.starts_with('/'))
}

/// The first segment, decoded, and the rest.
///
/// # Errors
/// `NOT_FOUND` where there is no first segment.
pub(super) fn first_segment(path: &str) -> Result<(String, &str), Error> {
    let nothing = || Error::NotFound("there is nothing at this path".to_owned());
    let path = path.strip_prefix('/').ok_or_else(nothing)?;
    let end = path.find('/').ok_or_else(nothing)?;
    Ok((decode(&path[..end]).ok_or_else(nothing)?.into_owned(), &path[end..]))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_found_by_its_segments() {
        let found = |pattern: &'static str, path: &str| Pattern::parse(pattern).unwrap().find(path);
        assert_eq!(found("/complete-all", "/complete-all"), Some(vec![]));
        assert_eq!(found("/complete-all", "/complete-all/"), Some(vec![]));
        assert_eq!(found("/complete-all", "/complete%2Dall"), Some(vec![]));
        assert_eq!(found("/p/:id/close", "/p/a%20b+c/close"), Some(vec![("id", "a b+c".to_owned())]));
        for (pattern, path) in [
            ("/complete-all", "/complete"),
            ("/complete-all", "/complete-all/x"),
            ("/complete-all", "complete-all"),
            ("/p/:id/close", "/p//close"),
            ("/p/:id", "/p"),
            ("/p/:id", "/p/%ff"),
        ] {
            assert_eq!(found(pattern, path), None, "{pattern} {path}");
        }
    }

    #[test]
    fn what_is_no_pattern_is_named() {
        for path in ["", "/", "a", "//a", "/a//b", "/a/", "/:", "/a?b", "/a#b", "/%20"] {
            assert!(Pattern::parse(path).unwrap_err().contains("is no path of a route"), "{path}");
        }
    }

    #[test]
    fn only_what_is_below_the_mount_is_looked_at() {
        assert_eq!(below_mount("https://a.example/api/x/y?z=/q"), Some("/x/y"));
        assert_eq!(below_mount("https://a.example/api#x"), None);
        for url in ["https://a.example", "https://a.example/apiary/x", "https://a.example/x?/api/y"] {
            assert_eq!(below_mount(url), None, "{url}");
        }
        assert_eq!(first_segment("/p%3A1/archive").unwrap(), ("p:1".to_owned(), "/archive"));
        assert!(first_segment("/archive").is_err() && first_segment("").is_err());
    }
}
