use ::worker::Request;

use super::js;
use crate::access::Head;

/// A request as the platform gives it, with what every one is asked for read at once.
#[derive(Debug)]
pub(super) struct Incoming {
    raw: web_sys::Request,
    method: String,
    url: String,
    length: Option<usize>,
    origin: Option<String>,
    ray: Option<String>,
}

impl Incoming {
    pub(super) fn new(raw: web_sys::Request) -> Self {
        let text = js::look(&raw);
        Self::told(raw, text.split('\n'))
    }

    /// The same of one that was looked at.
    pub(super) fn told<'a>(raw: web_sys::Request, mut lines: impl Iterator<Item = &'a str>) -> Self {
        // No part of it has a line feed.
        let mut line = || lines.next().unwrap_or_default();
        let (method, url) = (line().to_owned(), line().to_owned());
        let mut header = || line().strip_prefix('=').map(str::to_owned);
        let (length, origin, ray) = (header().and_then(|length| length.parse().ok()), header(), header());
        Self { raw, method, url, length, origin, ray }
    }

    /// The same of one that the app's own code has.
    pub(super) fn of(request: &Request) -> Self {
        // Requests have a `clone` of their own, which is another thing.
        Self::new(Clone::clone(request.inner()))
    }

    pub(super) fn raw(&self) -> &web_sys::Request {
        &self.raw
    }

    pub(super) fn method(&self) -> &str {
        &self.method
    }

    /// The whole URL.
    pub(super) fn url(&self) -> &str {
        &self.url
    }

    /// How many bytes the body has, where the client says it.
    pub(super) fn length(&self) -> Option<usize> {
        self.length
    }

    pub(super) fn origin(&self) -> Option<&str> {
        self.origin.as_deref()
    }

    /// Cloudflare's name of the request.
    pub(super) fn ray(&self) -> Option<&str> {
        self.ray.as_deref()
    }

    pub(super) fn header(&self, name: &str) -> Option<String> {
        self.raw.headers().get(name).ok().flatten()
    }

    /// What authentication may look at.
    pub(super) fn head(&self) -> Head {
        let raw = Clone::clone(&self.raw);
        Head::with(self.method.clone(), self.url.clone(), move |name| raw.headers().get(name).ok().flatten())
    }

    /// The same request for the app's own code: its body is still read once.
    pub(super) fn request(&self) -> Request {
        Request::from(Clone::clone(&self.raw))
    }
}
