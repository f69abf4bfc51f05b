use crate::protocol::Error;

/// The origins whose pages may use an app.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Origins(Vec<String>);

/// Where a request comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// No page: a server, a script, a native app. Browsers name the origin of every write and of every socket.
    Unnamed,
    /// A page of the app itself.
    Same,
    /// A page of the list.
    Listed,
    /// Another page.
    Foreign,
}

impl Verdict {
    /// The headers by which a browser knows what a page of `origin` may read. The list is of trusted pages, so they
    /// may send cookies too.
    pub fn headers(self, origin: Option<&str>) -> Vec<(&'static str, String)> {
        let mut headers = vec![("vary", "Origin".to_owned())];
        if let (Self::Listed, Some(origin)) = (self, origin) {
            headers.push(("access-control-allow-origin", origin.to_owned()));
            headers.push(("access-control-allow-credentials", "true".to_owned()));
            headers.push(("access-control-expose-headers", "x-request-id, retry-after".to_owned()));
        }
        headers
    }

    /// The same for the question that a browser asks before it lets a page write: `asked` are the headers that the
    /// page would send.
    pub fn preflight(self, origin: Option<&str>, asked: Option<&str>) -> Vec<(&'static str, String)> {
        let mut headers = self.headers(origin);
        headers.push(("access-control-allow-methods", "GET, POST, PUT, DELETE".to_owned()));
        headers.push(("access-control-allow-headers", asked.unwrap_or("content-type").to_owned()));
        headers.push(("access-control-max-age", "600".to_owned()));
        headers
    }

    /// Whether it may write, or open a socket.
    ///
    /// # Errors
    /// `FORBIDDEN` for a page that is not in the list.
    pub fn check(self) -> Result<(), Error> {
        match self {
            Self::Unnamed | Self::Same | Self::Listed => Ok(()),
            Self::Foreign => Err(Error::Forbidden("pages of this origin may not use this app".to_owned())),
        }
    }
}

impl Origins {
    /// # Errors
    /// What is wrong with it, in words.
    pub(super) fn add(&mut self, origin: &str) -> Result<(), String> {
        let normal = origin.strip_suffix('/').unwrap_or(origin).to_ascii_lowercase();
        if normal == "*" {
            return Err("`*` is no origin: name each origin that may use the app".to_owned());
        }
        if !is_origin(&normal) {
            return Err(format!("`{origin}` is no origin: it is a scheme and a host, as in `https://app.example`"));
        }
        self.0.push(normal);
        Ok(())
    }

    /// Judges a request by its `Origin` header and its own URL.
    pub fn judge(&self, origin: Option<&str>, url: &str) -> Verdict {
        let Some(origin) = origin else {
            return Verdict::Unnamed;
        };
        if origin_of(url).is_some_and(|own| own.eq_ignore_ascii_case(origin)) {
            Verdict::Same
        } else if self.0.iter().any(|listed| listed.eq_ignore_ascii_case(origin)) {
            Verdict::Listed
        } else {
            Verdict::Foreign
        }
    }
}

/// `https://host:port` of a URL.
fn origin_of(url: &str) -> Option<&str> {
    let (scheme, rest) = url.split_once(':')?;
    let host = rest.strip_prefix("//")?;
    let end = host.find(['/', '?', '#']).unwrap_or(host.len());
    url.get(..scheme.len() + "://".len() + end)
}

fn is_origin(text: &str) -> bool {
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ':' | '[' | ']');
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    host.is_some_and(|host| !host.is_empty() && !host.starts_with(':') && host.chars().all(allowed))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn origins(list: &[&str]) -> Origins {
        let mut origins = Origins::default();
        for origin in list {
            origins.add(origin).unwrap();
        }
        origins
    }

    #[test]
    fn s9_another_sites_page_is_foreign() {
        let origins = origins(&["https://app.example", "http://localhost:5173/"]);
        for (origin, verdict) in [
            (None, Verdict::Unnamed),
            (Some("https://api.example"), Verdict::Same),
            (Some("https://app.example"), Verdict::Listed),
            (Some("http://localhost:5173"), Verdict::Listed),
            (Some("HTTPS://APP.EXAMPLE"), Verdict::Listed),
            (Some("http://api.example"), Verdict::Foreign),
            (Some("https://api.example:8443"), Verdict::Foreign),
            (Some("https://api.example.evil.example"), Verdict::Foreign),
            (Some("https://app.example.evil.example"), Verdict::Foreign),
            (Some("https://evil.example/https://app.example"), Verdict::Foreign),
            (Some("null"), Verdict::Foreign),
            (Some(""), Verdict::Foreign),
        ] {
            let judged = origins.judge(origin, "https://api.example/api/default/todos?limit=1");
            assert_eq!(judged, verdict, "{origin:?}");
            assert_eq!(judged.check().is_err(), verdict == Verdict::Foreign);
        }
    }

    #[test]
    fn only_a_listed_page_is_told_that_it_may_read() {
        let allowed = |verdict: Verdict| {
            let headers = verdict.headers(Some("https://app.example"));
            assert!(headers.contains(&("vary", "Origin".to_owned())));
            headers.into_iter().find(|(name, _)| *name == "access-control-allow-origin").map(|(_, value)| value)
        };
        assert_eq!(allowed(Verdict::Listed).as_deref(), Some("https://app.example"));
        for verdict in [Verdict::Unnamed, Verdict::Same, Verdict::Foreign] {
            assert_eq!(allowed(verdict), None, "{verdict:?}");
        }
        let preflight = Verdict::Listed.preflight(Some("https://app.example"), Some("content-type,x-tenant"));
        assert!(preflight.contains(&("access-control-allow-headers", "content-type,x-tenant".to_owned())));
    }

    #[test]
    fn only_origins_can_be_listed() {
        for bad in
            ["*", "", "null", "app.example", "https://", "https://app.example/x", "https://a b", "ftp://a", "http://:1"]
        {
            assert!(Origins::default().add(bad).is_err(), "{bad}");
        }
        for good in ["http://[::1]:8787", "https://xn--e1afmkfd.example", "https://APP.example/"] {
            assert!(Origins::default().add(good).is_ok(), "{good}");
        }
    }
}
