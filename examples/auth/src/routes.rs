//! `/api/sign-up`, `/api/sign-in`, `/api/sign-out` and `/api/session`.
//!
//! Pages of other sites are refused before any of them runs: every route that writes is.

use ferrosync::{
    prelude::*,
    protocol::Error,
    validate::Issue,
    worker::{Failure, Method, RouteRequest},
};
use serde::Deserialize;
use serde_json::{Value, json};
use worker::{Env, Response};

use crate::{
    accounts, password,
    session::{self, User},
};

/// What goes wrong: an error that is told as it is, or one whose text goes to the log.
pub(crate) type Problem = Box<dyn core::error::Error>;

/// Adds the four routes to an app whose users are recognised by [`session`](crate::session).
pub fn routes<State, Access: 'static>(app: SyncApp<State, User, Access>) -> SyncApp<State, User, Access> {
    app.route(Method::Post, "/sign-up", sign_up)
        .route(Method::Post, "/sign-in", sign_in)
        .route(Method::Post, "/sign-out", sign_out)
        .route(Method::Get, "/session", who)
}

#[derive(Deserialize)]
struct Credentials {
    name: String,
    password: String,
}

impl Credentials {
    async fn of(request: &mut RouteRequest<User>) -> Result<Self, Failure> {
        slow_down(request).await?;
        let Self { name, password } = request.json().await?;
        Ok(Self { name: name.trim().to_lowercase(), password })
    }

    /// A name is part of a sync id and of a cookie, so it is made of what both take.
    fn check(&self) -> Result<(), Error> {
        let mut issues = Vec::new();
        let is_plain = self.name.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_'));
        if !(2..=32).contains(&self.name.len()) || !is_plain {
            let message = "must have 2 to 32 letters, digits, `-` or `_`";
            issues.push(Issue::new(vec!["name".into()], "invalid_name", message));
        }
        // The room of single-tenant collections has this name, and is nobody's own.
        if self.name == "default" {
            issues.push(taken());
        }
        if !(8..=200).contains(&self.password.chars().count()) {
            let message = "must have 8 to 200 characters";
            issues.push(Issue::new(vec!["password".into()], "invalid_length", message));
        }
        if issues.is_empty() { Ok(()) } else { Err(Error::Validation(issues)) }
    }
}

async fn sign_up(mut request: RouteRequest<User>) -> Result<Response, Failure> {
    let credentials = Credentials::of(&mut request).await?;
    credentials.check()?;
    let kept = password::hash(&credentials.password).await?;
    if !accounts::create(&credentials.name, &kept, request.env()).await? {
        return Err(Error::conflict(vec![taken()]).into());
    }
    signed_in(&request, credentials.name).await
}

async fn sign_in(mut request: RouteRequest<User>) -> Result<Response, Failure> {
    let Credentials { name, password } = Credentials::of(&mut request).await?;
    let is_right = match accounts::password_of(&name, request.env()).await? {
        Some(kept) => password::matches(&password, &kept).await?,
        None => password::pretend(&password).await.map(|()| false)?,
    };
    if !is_right {
        // In the same words, whichever it is.
        return Err(Error::Forbidden("the name or the password is wrong".to_owned()).into());
    }
    signed_in(&request, name).await
}

async fn sign_out(request: RouteRequest<User>) -> Result<Response, Failure> {
    with_cookie(None, &session::no_cookie(request.head()))
}

/// Tells the page who it is that has it open.
async fn who(request: RouteRequest<User>) -> Result<Value, Failure> {
    Ok(body(request.user()))
}

async fn signed_in(request: &RouteRequest<User>, name: String) -> Result<Response, Failure> {
    let user = User::new(name);
    let cookie = user.cookie(request.head(), request.env()).await?;
    with_cookie(Some(&user), &cookie)
}

fn with_cookie(user: Option<&User>, cookie: &str) -> Result<Response, Failure> {
    let response = Response::from_json(&body(user))?;
    response.headers().set("set-cookie", cookie)?;
    Ok(response)
}

fn body(user: Option<&User>) -> Value {
    json!({ "user": user.map(|user| json!({ "name": user.name })) })
}

fn taken() -> Issue {
    Issue::new(vec!["name".into()], "taken", "is taken")
}

/// So that nobody tries one password after the other. A room's own limits do not count here: no room is asked.
async fn slow_down(request: &RouteRequest<User>) -> Result<(), Error> {
    let address = request.head().header("cf-connecting-ip").unwrap_or_default();
    let asked = async |env: &Env| env.rate_limiter("SIGN_IN")?.limit(address).await;
    match asked(request.env()).await {
        Ok(outcome) if outcome.success => Ok(()),
        Ok(_) => Err(Error::TooFast { retry_after: 60 }),
        Err(error) => {
            Err(Error::Misconfigured(format!("`wrangler.jsonc` has no rate limiter `SIGN_IN` (`ratelimits`): {error}")))
        }
    }
}
