#![doc = include_str!("middleware.md")]

mod auth;
mod chain;
mod context;
mod filter;
mod logging;
mod next;
mod owner;
mod rule;
mod rules;

use core::fmt;

pub use auth::{
    AuthMiddleware, RequireAuth, SyncAccess, create_auth_middleware, create_default_sync_access_validator,
    create_sync_access_middleware, require_auth, sync_access,
};
pub(super) use chain::{Attendant, Layers, Rounds, Way};
pub use context::Context;
pub use filter::{CollectionFilter, create_collection_filter_middleware};
pub use logging::{Logging, create_logging_middleware};
pub use next::{Next, Outcome};
pub use owner::{RequireOwner, require_owner};
pub use rule::{IntoRule, Rule, Verdict};
pub use rules::{Actions, CollectionAccess, Rules, collection_access, create_collection_access_middleware};

use crate::schema::Schema;

/// Code of the app's own round each mutation and each read that a client asks for.
///
/// Mostly an async function; anything that implements this is one too, and can be set up with values.
///
/// ```
/// use ferrosync::{
///     access::middleware::{Context, Middleware, Next, Outcome},
///     protocol::Error,
/// };
///
/// /// Refuses mutations while the app is being moved.
/// struct Paused {
///     since: &'static str,
/// }
///
/// impl<User, Access, Env> Middleware<User, Access, Env> for Paused {
///     type Error = Error;
///
///     async fn handle(
///         &self,
///         ctx: &mut Context<User, Access, Env>,
///         next: Next<User, Access, Env>,
///     ) -> Result<Outcome, Error> {
///         if ctx.is_read() {
///             return next.run(ctx).await;
///         }
///         Err(Error::Forbidden(format!("nothing can be changed since {}", self.since)))
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no middleware of this app",
    label = "not a middleware",
    note = "a middleware is an `async fn(&mut Context<User, Access>, Next<User, Access>) -> Result<Outcome, E>` with the app's own \
            user and access value, or one of `ferrosync::access::middleware`"
)]
pub trait Middleware<User, Access, Env> {
    /// Why it fails. A [`protocol::Error`](crate::protocol::Error) is told to the caller as it is; of any other the text is
    /// in the log only.
    type Error: fmt::Display + 'static;

    /// Looks at what is asked for; lets it pass with `next.run(ctx).await`, and may look at what became of it.
    fn handle(
        &self,
        ctx: &mut Context<User, Access, Env>,
        next: Next<User, Access, Env>,
    ) -> impl Future<Output = Result<Outcome, Self::Error>>;

    /// Whether it fits the schema: it is asked once, when the app is put together.
    ///
    /// # Errors
    /// What is wrong; every request is answered `MISCONFIGURED` with it.
    fn check(&self, schema: &Schema) -> Result<(), String> {
        let _ = schema;
        Ok(())
    }
}

impl<F, User, Access, Env, E> Middleware<User, Access, Env> for F
where
    F: AsyncFn(&mut Context<User, Access, Env>, Next<User, Access, Env>) -> Result<Outcome, E>,
    E: fmt::Display + 'static,
{
    type Error = E;

    async fn handle(&self, ctx: &mut Context<User, Access, Env>, next: Next<User, Access, Env>) -> Result<Outcome, E> {
        self(ctx, next).await
    }
}
