use core::fmt;
use std::rc::Rc;

/// The head of a request: all that authentication may look at. The body is the mutation's own.
///
/// ```
/// use ferrosync::access::Head;
///
/// let head = Head::new("GET", "https://app.example/parties/main/p1?token=t1", [("cookie", "theme=dark; session=s1")]);
/// assert_eq!(head.cookie("session").as_deref(), Some("s1"));
/// assert_eq!(head.query("token").as_deref(), Some("t1"));
/// assert_eq!(head.bearer(), None);
/// ```
#[derive(Clone)]
pub struct Head {
    method: String,
    url: String,
    header: Rc<Lookup>,
}

/// Headers stay where the platform keeps them until one is asked for.
type Lookup = dyn Fn(&str) -> Option<String>;

impl Head {
    /// A head with these headers, as a test makes it. Their names are compared as HTTP does.
    pub fn new<'a>(method: &str, url: &str, headers: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let headers: Vec<(String, String)> =
            headers.into_iter().map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned())).collect();
        Self::with(method.to_owned(), url.to_owned(), move |name| {
            headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.clone())
        })
    }

    /// A head whose headers are looked up when they are asked for.
    pub fn with(method: String, url: String, header: impl Fn(&str) -> Option<String> + 'static) -> Self {
        Self { method, url, header: Rc::new(header) }
    }

    /// `GET`, `POST` ..
    pub fn method(&self) -> &str {
        &self.method
    }

    /// The whole URL, as the client sent it.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// A header's value.
    pub fn header(&self, name: &str) -> Option<String> {
        (self.header)(name)
    }

    /// The token of `Authorization: Bearer ..`.
    pub fn bearer(&self) -> Option<String> {
        let header = self.header("authorization")?;
        let (scheme, token) = header.split_once(' ')?;
        let token = token.trim();
        (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then(|| token.to_owned())
    }

    /// A cookie's value, as it was set. Where one name was set for several paths, the first counts: browsers send the
    /// most specific one first.
    pub fn cookie(&self, name: &str) -> Option<String> {
        let header = self.header("cookie")?;
        let cookies = header.split(';').filter_map(|pair| pair.split_once('='));
        let value = cookies.into_iter().find(|(known, _)| known.trim() == name)?.1.trim();
        Some(value.strip_prefix('"').and_then(|value| value.strip_suffix('"')).unwrap_or(value).to_owned())
    }

    /// A parameter of the query: how a page hands a token to a socket, whose headers it cannot set. The query of the
    /// HTTP API is closed: a parameter of the app's own is refused there.
    pub fn query(&self, name: &str) -> Option<String> {
        let query = self.url.split_once('#').map_or(&*self.url, |(url, _)| url).split_once('?')?.1;
        let pairs = query.split('&').map(|pair| pair.split_once('=').unwrap_or((pair, "")));
        let named = |text: &str| crate::api::form(text).is_ok_and(|text| text == name);
        pairs.into_iter().find(|(known, _)| named(known)).and_then(|(_, value)| crate::api::form(value).ok())
    }

    /// The sub-protocols that a socket offers: the other way to hand it a token, as
    /// `new WebSocket(url, ["ferrosync", "bearer.TOKEN"])`.
    ///
    /// The answer names the first of them, and browsers insist on being answered one: put the token second.
    pub fn protocols(&self) -> Vec<String> {
        let header = self.header("sec-websocket-protocol").unwrap_or_default();
        header.split(',').map(str::trim).filter(|protocol| !protocol.is_empty()).map(str::to_owned).collect()
    }

    /// The rest of the first offered sub-protocol that begins with `prefix`.
    pub fn protocol(&self, prefix: &str) -> Option<String> {
        self.protocols().iter().find_map(|protocol| protocol.strip_prefix(prefix).map(str::to_owned))
    }

    /// Whether it asks for a socket.
    pub fn is_socket(&self) -> bool {
        self.header("upgrade").is_some_and(|upgrade| upgrade.eq_ignore_ascii_case("websocket"))
    }
}

impl fmt::Debug for Head {
    /// Without the query and the headers: they hold secrets, and this ends in logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.url.split(['?', '#']).next();
        f.debug_struct("Head").field("method", &self.method).field("path", &path).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(name: &'static str, value: &str) -> Head {
        Head::new("GET", "https://a.example/api/p/todos", [(name, value)])
    }

    #[test]
    fn a_bearer_token_is_read_whatever_the_case_of_its_scheme() {
        for (value, token) in [
            ("Bearer abc", Some("abc")),
            ("bearer  abc ", Some("abc")),
            ("Bearer", None),
            ("Bearer ", None),
            ("Basic abc", None),
            ("BearerX abc", None),
            ("", None),
        ] {
            assert_eq!(with("Authorization", value).bearer().as_deref(), token, "{value:?}");
        }
    }

    #[test]
    fn a_cookie_is_read_by_its_whole_name() {
        for (value, session) in [
            ("session=a", Some("a")),
            ("x=1; session=a=b; y=2", Some("a=b")),
            ("session=first; session=second", Some("first")),
            (" session = a ", Some("a")),
            ("session=\"a\"", Some("a")),
            ("session=", Some("")),
            ("xsession=a", None),
            ("Session=a", None),
            ("session", None),
        ] {
            assert_eq!(with("cookie", value).cookie("session").as_deref(), session, "{value:?}");
        }
    }

    #[test]
    fn a_parameter_is_decoded() {
        let query = |url: &str| Head::new("GET", url, []).query("token");
        assert_eq!(query("/parties/main/p?x=1&token=a%2Fb+c#token=no").as_deref(), Some("a/b c"));
        assert_eq!(query("/parties/main/p?%74oken=a").as_deref(), Some("a"));
        assert_eq!(query("/parties/main/p?token").as_deref(), Some(""));
        for none in ["/parties/main/p", "/parties/main/p?", "/p?mytoken=a", "/p?token=%ff", "/p#?token=a"] {
            assert_eq!(query(none), None, "{none}");
        }
    }

    #[test]
    fn a_token_is_found_among_the_offered_protocols() {
        let head = with("Sec-WebSocket-Protocol", "ferrosync, bearer.abc");
        assert_eq!(head.protocols(), ["ferrosync", "bearer.abc"]);
        assert_eq!(head.protocol("bearer.").as_deref(), Some("abc"));
        assert_eq!(with("x", "y").protocol("bearer."), None);
    }

    #[test]
    fn secrets_do_not_reach_logs() {
        let head = Head::new("GET", "/parties/main/p?token=secret", [("authorization", "Bearer secret")]);
        assert!(!format!("{head:?}").contains("secret"));
    }
}
