//! The app's own functions, with their types rubbed off.

use core::{fmt, marker::PhantomData};

use futures_util::future::LocalBoxFuture;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use super::{
    Head, Identity, Known, Permission, Refusal, What,
    gate::{Ask, Identify},
};
use crate::protocol::{SyncId, limits};

/// Names the types that a function was written in.
type Types<T> = PhantomData<fn() -> T>;

/// The app's `authenticate`.
pub(super) struct Authenticate<F, User, E> {
    pub(super) function: F,
    pub(super) types: Types<(User, E)>,
}

impl<Env, User, E, F> Identify<Env> for Authenticate<F, User, E>
where
    User: Identity,
    E: fmt::Display + 'static,
    F: AsyncFn(&Head, &Env) -> Result<Option<User>, E>,
{
    fn identify<'a>(&'a self, head: &'a Head, env: &'a Env) -> LocalBoxFuture<'a, Result<Option<Known>, Refusal>> {
        Box::pin(async move {
            let found = (self.function)(head, env).await;
            let user = found.map_err(|error| Refusal::of_app("authenticate", &error))?;
            user.map(|user| known(&user)).transpose()
        })
    }
}

/// The app's `authorize`, for users.
pub(super) struct Authorize<F, User, P, E> {
    pub(super) function: F,
    pub(super) types: Types<(User, P, E)>,
}

/// The app's `authorize_everyone`, for users and strangers.
pub(super) struct AuthorizeEveryone<F, User, P, E> {
    pub(super) function: F,
    pub(super) types: Types<(User, P, E)>,
}

impl<Env, User, P, E, F> Ask<Env> for Authorize<F, User, P, E>
where
    User: Identity,
    P: Permission,
    E: fmt::Display + 'static,
    F: AsyncFn(&User, &SyncId, What<'_>, &Env) -> Result<P, E>,
{
    fn ask<'a>(
        &'a self,
        user: Option<&'a Known>,
        room: &'a SyncId,
        what: What<'a>,
        env: &'a Env,
    ) -> LocalBoxFuture<'a, Result<Option<Value>, Refusal>> {
        Box::pin(async move {
            let Some(user) = user else { return Ok(None) };
            let user: User = read(user)?;
            grant((self.function)(&user, room, what, env).await)
        })
    }

    fn takes_strangers(&self) -> bool {
        false
    }
}

impl<Env, User, P, E, F> Ask<Env> for AuthorizeEveryone<F, User, P, E>
where
    User: Identity,
    P: Permission,
    E: fmt::Display + 'static,
    F: AsyncFn(Option<&User>, &SyncId, What<'_>, &Env) -> Result<P, E>,
{
    fn ask<'a>(
        &'a self,
        user: Option<&'a Known>,
        room: &'a SyncId,
        what: What<'a>,
        env: &'a Env,
    ) -> LocalBoxFuture<'a, Result<Option<Value>, Refusal>> {
        Box::pin(async move {
            let user: Option<User> = user.map(read).transpose()?;
            grant((self.function)(user.as_ref(), room, what, env).await)
        })
    }

    fn takes_strangers(&self) -> bool {
        true
    }
}

/// The longest user id, in bytes.
const USER_ID_BYTES: usize = 256;

fn known(user: &impl Identity) -> Result<Known, Refusal> {
    let id = user.user_id().into_owned();
    if id.is_empty() || id.len() > USER_ID_BYTES {
        let length = id.len();
        return Err(Refusal::internal(format!("a user id has 1 to {USER_ID_BYTES} bytes, and this one has {length}")));
    }
    Ok(Known { id, identity: write(user)? })
}

fn grant<P: Permission>(answer: Result<P, impl fmt::Display + 'static>) -> Result<Option<Value>, Refusal> {
    let permission = answer.map_err(|error| Refusal::of_app("authorize", &error))?;
    permission.granted().map(|access| write(&access)).transpose()
}

fn write(value: &impl Serialize) -> Result<Value, Refusal> {
    let value = serde_json::to_value(value).map_err(|error| {
        Refusal::internal(format!("an identity or access value cannot be written as JSON: {error}"))
    })?;
    // A socket's attachment and a header hold it.
    let length = value.to_string().len();
    if length > limits::IDENTITY_BYTES {
        let most = limits::IDENTITY_BYTES;
        return Err(Refusal::internal(format!("an identity or access value has {length} bytes of JSON, over {most}")));
    }
    Ok(value)
}

fn read<User: DeserializeOwned>(user: &Known) -> Result<User, Refusal> {
    User::deserialize(&user.identity)
        .map_err(|error| Refusal::internal(format!("an identity is not read back from its own JSON: {error}")))
}
