//! Who asks, and whether this room is theirs to ask.

use core::{convert::Infallible, fmt};

use futures_util::future::LocalBoxFuture;

use super::{Context, Middleware, Next, Outcome, chain::Layer};
use crate::{
    access::{Access, Identity, Permission, Refusal, What, default_sync_access_validator},
    protocol::{Error, SyncId},
};

/// Refuses everyone whom nobody knows: 401 `UNAUTHENTICATED`.
pub fn require_auth() -> RequireAuth {
    RequireAuth
}

/// See [`require_auth`].
#[derive(Debug, Clone, Copy)]
pub struct RequireAuth;

impl<User, Access, Env> Middleware<User, Access, Env> for RequireAuth {
    type Error = Error;

    async fn handle(
        &self,
        ctx: &mut Context<User, Access, Env>,
        next: Next<User, Access, Env>,
    ) -> Result<Outcome, Error> {
        if ctx.user().is_none() {
            return Err(Error::Unauthenticated);
        }
        next.run(ctx).await
    }
}

/// Recognises the user here, with an async function from the context to a user or to nobody; nobody is refused with 401.
///
/// [`SyncApp::authenticate`](crate::access::SyncApp::authenticate) is the better place: it is asked before anything
/// else, and its user is whom the log and mutation ids name. Here it is for what authentication alone cannot tell, such as a
/// user who acts for another. What it finds owns the rows that are made; it is asked in rooms, too, where there is no
/// [`head`](Context::head).
pub fn create_auth_middleware<F>(function: F) -> AuthMiddleware<F> {
    AuthMiddleware(function)
}

/// See [`create_auth_middleware`].
#[derive(Debug, Clone, Copy)]
pub struct AuthMiddleware<F>(F);

impl<F, User, Access, Env, E> Middleware<User, Access, Env> for AuthMiddleware<F>
where
    F: AsyncFn(&Context<User, Access, Env>) -> Result<Option<User>, E>,
    User: Identity,
    E: fmt::Display + 'static,
{
    type Error = Refusal;

    async fn handle(
        &self,
        ctx: &mut Context<User, Access, Env>,
        next: Next<User, Access, Env>,
    ) -> Result<Outcome, Refusal> {
        let found = (self.0)(ctx).await.map_err(|error| Refusal::of_app("create_auth_middleware", &error))?;
        ctx.set_user(found.ok_or(Error::Unauthenticated)?);
        Ok(next.run(ctx).await?)
    }
}

/// Refuses users whom an async function does not let into the room: 403 `FORBIDDEN`, and 401 for those whom nobody knows.
///
/// The function is of [`authorize`](crate::access::SyncApp::authorize)'s kind, and that is the better place for it: there it is
/// asked before a room is touched, and its access value is kept.
pub fn create_sync_access_middleware<F>(validate: F) -> SyncAccess<F> {
    SyncAccess(validate)
}

/// The same by a shorter name.
pub fn sync_access<F>(validate: F) -> SyncAccess<F> {
    create_sync_access_middleware(validate)
}

/// See [`create_sync_access_middleware`].
#[derive(Debug, Clone, Copy)]
pub struct SyncAccess<F>(F);

impl<F, User, Granted, Env, P, E> Middleware<User, Granted, Env> for SyncAccess<F>
where
    F: AsyncFn(&User, &SyncId, What<'_>, &Env) -> Result<P, E>,
    P: Permission,
    E: fmt::Display + 'static,
{
    type Error = Refusal;

    async fn handle(
        &self,
        ctx: &mut Context<User, Granted, Env>,
        next: Next<User, Granted, Env>,
    ) -> Result<Outcome, Refusal> {
        let user = ctx.user().ok_or(Error::Unauthenticated)?;
        let access = if ctx.is_read() { Access::Read } else { Access::Write };
        let what = What { access, collection: Some(ctx.collection()), scope: ctx.scope() };
        let answer = (self.0)(user, ctx.sync_id(), what, ctx.env()).await;
        let permission = answer.map_err(|error| Refusal::of_app("create_sync_access_middleware", &error))?;
        if permission.granted().is_none() {
            return Err(Refusal::forbidden());
        }
        Ok(next.run(ctx).await?)
    }
}

/// [`default_sync_access_validator`] by the name that it has among middleware.
pub fn create_default_sync_access_validator<User: Identity, Env>(
    prefix: &'static str,
) -> impl AsyncFn(&User, &SyncId, What<'_>, &Env) -> Result<bool, Infallible> {
    default_sync_access_validator(prefix)
}

/// The middleware of [`Preset::PerUser`](crate::access::Preset::PerUser): everyone has the room of their name. The way in has
/// asked this already; here it is asked about whom a middleware before this one has made of them.
pub(super) struct OwnRoom;

impl<User, Access, Env> Layer<User, Access, Env> for OwnRoom {
    fn handle<'a>(
        &'a self,
        ctx: &'a mut Context<User, Access, Env>,
        next: Next<User, Access, Env>,
    ) -> LocalBoxFuture<'a, Result<Outcome, Refusal>> {
        Box::pin(async move {
            if ctx.user_id() != Some(ctx.sync_id().as_str()) {
                return Err(Refusal::forbidden());
            }
            Ok(next.run(ctx).await?)
        })
    }
}
