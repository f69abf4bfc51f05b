use core::convert::Infallible;

use super::{Identity, What};
use crate::protocol::SyncId;

/// Rules that many apps have in common, for [`SyncApp::preset`](crate::access::SyncApp::preset).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Preset {
    /// Everyone has a room of their own: its sync id is their user id, exactly. All other rooms are closed to them,
    /// those of single-tenant collections too.
    PerUser,
}

/// Lets each user into the room that is named `prefix` and their user id, as
/// [`Preset::PerUser`] does without a prefix.
///
/// ```
/// use ferrosync::{access::{Head, Preset, Ready, SyncApp, default_sync_access_validator}, schema::Schema};
/// # struct Env;
/// # async fn session_user(head: &Head, env: &Env) -> Result<Option<String>, String> { Ok(head.bearer()) }
///
/// fn app(schema: Schema) -> SyncApp<Ready, String, (), Env> {
///     SyncApp::new(schema)
///         .authenticate(session_user)
///         .authorize(default_sync_access_validator("user:"))
/// }
/// ```
pub fn default_sync_access_validator<User: Identity, Env>(
    prefix: &'static str,
) -> impl AsyncFn(&User, &SyncId, What<'_>, &Env) -> Result<bool, Infallible> {
    async move |user: &User, room: &SyncId, _: What<'_>, _: &Env| {
        Ok(room.as_str().strip_prefix(prefix) == Some(&*user.user_id()))
    }
}
