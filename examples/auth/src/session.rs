//! A session: who it is and how long, signed, in a cookie. The server keeps nothing of it.

use std::borrow::Cow;

use ferrosync::{prelude::*, protocol::Error};
use serde::{Deserialize, Serialize};
use worker::{Date, Env};

use crate::{
    crypto,
    password::{hex, unhex},
};

/// Seven days.
const SECONDS: u64 = 7 * 24 * 60 * 60;
/// A secret below this many characters could be guessed.
const SECRET: usize = 32;

/// Who is signed in.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct User {
    /// Also their user id, and so the owner of their rows and the name of their room.
    pub name: String,
    /// When the session ends, in milliseconds since 1970 UTC.
    pub until: u64,
}

impl Identity for User {
    fn user_id(&self) -> Cow<'_, str> {
        Cow::from(&self.name)
    }
}

impl User {
    /// Somebody who has just signed in.
    pub(crate) fn new(name: String) -> Self {
        Self { name, until: now() + SECONDS * 1000 }
    }

    fn is_signed_in(&self) -> bool {
        now() < self.until
    }

    /// What is signed. It says what it is for: the same secret may sign other things one day.
    fn text(&self) -> String {
        format!("session.{}.{}", self.name, self.until)
    }

    /// The header that signs in: `NAME.UNTIL.SIGNATURE`, out of reach of scripts and of most requests from other sites.
    pub(crate) async fn cookie(&self, head: &Head, env: &Env) -> Result<String, crate::routes::Problem> {
        let signature = crypto::sign(&secret(env)?, &self.text()).await?;
        let Self { name, until } = self;
        Ok(set_cookie(head, &format!("{name}.{until}.{}", hex(&signature)), SECONDS))
    }
}

/// The header that signs out.
pub(crate) fn no_cookie(head: &Head) -> String {
    set_cookie(head, "", 0)
}

/// Who sends a request: for `SyncApp::authenticate`. A cookie that is forged, cut or too old is none.
///
/// # Errors
/// `MISCONFIGURED` where there is no secret; what the runtime's cryptography says.
pub async fn session(head: &Head, env: &Env) -> Result<Option<User>, crate::routes::Problem> {
    let secret = secret(env)?;
    let Some((user, signature)) = head.cookie(cookie_name(head)).as_deref().and_then(parse) else { return Ok(None) };
    let is_ours = crypto::verify(&secret, &user.text(), &signature).await?;
    Ok(Some(user).filter(|user| is_ours && user.is_signed_in()))
}

/// Ends with the session what was opened in it: a middleware, for sockets that stay open. They are looked at again now and then,
/// with what they came in with.
///
/// # Errors
/// 401 once the session is over.
pub async fn while_signed_in<Access>(
    ctx: &mut Context<User, Access>,
    next: Next<User, Access>,
) -> Result<Outcome, Error> {
    if ctx.user().is_some_and(User::is_signed_in) { next.run(ctx).await } else { Err(Error::Unauthenticated) }
}

fn parse(cookie: &str) -> Option<(User, Vec<u8>)> {
    let mut parts = cookie.split('.');
    let (name, until, signature) = (parts.next()?, parts.next()?, parts.next()?);
    let user = User { name: name.to_owned(), until: until.parse().ok()? };
    Some((user, unhex(signature)?)).filter(|_| parts.next().is_none())
}

fn set_cookie(head: &Head, value: &str, seconds: u64) -> String {
    let secure = if is_https(head) { "; Secure" } else { "" };
    format!("{}={value}; Max-Age={seconds}; Path=/; HttpOnly; SameSite=Lax{secure}", cookie_name(head))
}

/// Under the prefix, browsers take it from this very host alone, and from no other of the same domain.
fn cookie_name(head: &Head) -> &'static str {
    if is_https(head) { "__Host-session" } else { "session" }
}

fn is_https(head: &Head) -> bool {
    head.url().starts_with("https:")
}

fn secret(env: &Env) -> Result<String, Error> {
    let secret = env.secret("SESSION_SECRET").map(|secret| secret.to_string()).unwrap_or_default();
    if secret.len() >= SECRET {
        return Ok(secret);
    }
    Err(Error::Misconfigured(format!(
        "the secret SESSION_SECRET is missing, or has under {SECRET} characters: `npx wrangler secret put SESSION_SECRET`; \
         for `wrangler dev` it stands in .dev.vars"
    )))
}

fn now() -> u64 {
    Date::now().as_millis()
}
