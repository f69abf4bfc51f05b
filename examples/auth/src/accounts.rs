//! The accounts: a table of the app's own in D1, beside those of the schema.

use worker::{Date, Env, Result};

const BINDING: &str = "DB";

/// Whether somebody has this name.
///
/// # Errors
/// Where D1 does not answer.
pub async fn exists(name: &str, env: &Env) -> Result<bool> {
    Ok(password_of(name, env).await?.is_some())
}

/// What is kept of somebody's password.
pub(crate) async fn password_of(name: &str, env: &Env) -> Result<Option<String>> {
    let query = env.d1(BINDING)?.prepare("SELECT password FROM users WHERE name = ?1");
    query.bind(&[name.into()])?.first(Some("password")).await
}

/// Makes an account; `false` where the name is taken.
pub(crate) async fn create(name: &str, password: &str, env: &Env) -> Result<bool> {
    let insert =
        "INSERT INTO users (name, password, created_at) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING RETURNING name";
    #[allow(clippy::cast_precision_loss)] // milliseconds, far below 2^53
    let values = [name.into(), password.into(), (Date::now().as_millis() as f64).into()];
    let made: Option<String> = env.d1(BINDING)?.prepare(insert).bind(&values)?.first(Some("name")).await?;
    Ok(made.is_some())
}
