use ::worker::{Headers, Response, console_error, console_log};
use wasm_bindgen::JsValue;

use super::{
    App,
    caller::Caller,
    host::{now, random},
    incoming::Incoming,
    js,
};
use crate::{
    access::{Refusal, Verdict},
    api::below_origin,
    json::json,
    protocol::Error,
};

/// A request while it is answered: whose it is, and where its page stands.
#[derive(Debug)]
pub(super) struct Call {
    pub(super) caller: Caller,
    pub(super) verdict: Verdict,
    /// What is said in its place, should this instance end.
    pub(super) fate: Option<js::Fate>,
    origin: Option<String>,
    begun: i64,
}

/// What is answered, but for errors.
#[derive(Debug)]
pub(super) enum Outcome {
    /// A body, as JSON text.
    Json(String),
    /// What a browser asks before it lets a page of another origin write, with the headers that the page would send.
    Preflight { asked: Option<String> },
    /// The object's own response, or a socket: as it is.
    Response(web_sys::Response),
    /// What an object answered that was asked for no response.
    Told(JsValue),
}

impl Call {
    /// A request from outside.
    pub(super) fn from_outside(app: &App, request: &Incoming, fate: &js::Fate) -> Self {
        let caller = Caller::anonymous(request_id(request));
        fate.set_id(&caller.request_id);
        Self { fate: Some(fate.clone()), ..Self::new(app, request, caller) }
    }

    /// A request that the Worker passed to the object, with what it told of it.
    pub(super) fn from_worker(app: &App, request: &Incoming, told: &str) -> Option<Self> {
        Some(Self::new(app, request, Caller::from_header(told)?))
    }

    /// What the Worker asks instead of passing a request on. It has judged where that comes from, and dresses the answer.
    pub(super) fn asked(told: &str) -> Option<Self> {
        let caller = Caller::from_header(told)?;
        Some(Self { caller, verdict: Verdict::Unnamed, fate: None, origin: None, begun: now() })
    }

    fn new(app: &App, request: &Incoming, caller: Caller) -> Self {
        let origin = request.origin().map(str::to_owned);
        let verdict = app.settings().origins().judge(origin.as_deref(), request.url());
        Self { caller, verdict, fate: None, origin, begun: now() }
    }

    /// The response of an outcome: JSON, never cached, with the request's id and what its page may read.
    pub(super) fn answer(&self, app: &App, outcome: Result<Outcome, Error>) -> Result<web_sys::Response, JsValue> {
        match outcome {
            Ok(Outcome::Response(response)) => Ok(response),
            Ok(Outcome::Json(body)) => self.json(200, &[], &body),
            Ok(Outcome::Told(answer)) => js::relay(&answer, &self.caller.request_id, &self.lines(&[])),
            Ok(Outcome::Preflight { asked }) => {
                let headers = Headers::new();
                for (name, value) in self.verdict.preflight(self.origin.as_deref(), asked.as_deref()) {
                    headers.set(name, &value)?;
                }
                Ok(Response::empty()?.with_status(204).with_headers(headers).into())
            }
            Err(error) => {
                app.tell(&error, &self.caller.request_id);
                self.json(error.status(), &headers_of(&error), &error.body(&self.caller.request_id))
            }
        }
    }

    /// The same where the Worker makes the response.
    pub(super) fn tell(&self, app: &App, outcome: Result<String, Error>) -> JsValue {
        match outcome {
            Ok(body) => JsValue::from(body),
            Err(error) => {
                app.tell(&error, &self.caller.request_id);
                js::refusal(error.status(), &lines(headers_of(&error)), &error.body(&self.caller.request_id))
            }
        }
    }

    fn json(&self, status: u16, more: &[(&str, String)], body: &str) -> Result<web_sys::Response, JsValue> {
        js::json(status, &self.caller.request_id, &self.lines(more), body.as_bytes())
    }

    /// What its page may read, and more.
    fn lines(&self, more: &[(&str, String)]) -> String {
        lines(self.verdict.headers(self.origin.as_deref()).into_iter().chain(more.iter().cloned()))
    }

    /// A line for the operator who asked for one a request. The query is left out: tokens stand there.
    pub(super) fn log(&self, request: &Incoming, status: u16) {
        let (method, url) = (request.method(), request.url());
        let path = below_origin(url).split(['?', '#']).next().filter(|path| !path.is_empty()).unwrap_or("/");
        let line = json!({
            "ferrosync": "request",
            "requestId": self.caller.request_id,
            "method": method,
            "path": path,
            "status": status,
            "user": self.caller.pass.user.as_ref().map(|user| user.id.as_str()),
            "ms": now() - self.begun,
        });
        console_log!("{line}");
    }

    /// A response of the app's own, with what our answers have, where it does not say otherwise.
    pub(super) fn dress(&self, response: Response) -> ::worker::Result<Response> {
        let headers = Headers::new();
        for (name, value) in self.headers()?.entries().chain(response.headers().entries()) {
            // A response has its own cookies, perhaps several; of all else there is one.
            if name == "set-cookie" { headers.append(&name, &value)? } else { headers.set(&name, &value)? }
        }
        Ok(response.with_headers(headers))
    }

    fn headers(&self) -> ::worker::Result<Headers> {
        let headers = Headers::new();
        headers.set("content-type", "application/json")?;
        headers.set("cache-control", "no-store")?;
        headers.set("x-request-id", &self.caller.request_id)?;
        for (name, value) in self.verdict.headers(self.origin.as_deref()) {
            headers.set(name, &value)?;
        }
        Ok(headers)
    }

    /// Why somebody was not let in; what is not theirs to know goes to the operator.
    pub(super) fn refused(&self, refusal: Refusal) -> Error {
        if let Some(cause) = refusal.cause {
            console_error!("ferrosync: request {}: {cause}", self.caller.request_id);
        }
        refusal.error
    }

    /// An error whose cause is the operator's to see, not the caller's.
    pub(super) fn internal(&self, cause: &impl core::fmt::Display) -> Error {
        console_error!("ferrosync: request {}: {cause}", self.caller.request_id);
        Error::Internal
    }
}

/// What a response says of an error besides its body.
fn headers_of(error: &Error) -> Vec<(&'static str, String)> {
    let mut headers = Vec::new();
    if let Some(seconds) = error.retry_after() {
        headers.push(("retry-after", seconds.to_string()));
    }
    if let Error::MethodNotAllowed { allow } = error {
        headers.push(("allow", (*allow).to_owned()));
    }
    headers
}

/// As `wire.js` takes them.
fn lines<'a>(headers: impl IntoIterator<Item = (&'a str, String)>) -> String {
    let lines: Vec<String> = headers.into_iter().map(|(name, value)| [name, ":", &value].concat()).collect();
    lines.join("\n")
}

/// Cloudflare's name of the request, or one of our own.
fn request_id(request: &Incoming) -> String {
    let is_plain =
        |id: &&str| (1..=64).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    request.ray().filter(is_plain).map_or_else(
        || {
            let mut bytes = [0; 8];
            random(&mut bytes);
            format!("{:016x}", u64::from_be_bytes(bytes))
        },
        str::to_owned,
    )
}
