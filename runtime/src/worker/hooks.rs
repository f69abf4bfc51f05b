use core::{fmt, time::Duration};
use std::rc::Rc;

use ::worker::Env;
use futures_util::future::{Either, LocalBoxFuture, select};

use super::{failure::Failure, tasks};
use crate::{
    protocol::Error,
    room::{Commit, Hooks, RoomHandle},
};

/// The app's own code, called when something happens in a room. Implement what is needed.
///
/// An error is logged, and nothing is lost with it: what was committed stays committed and was told to everyone before.
/// One that takes longer than [`SyncApp::timeout`](crate::access::SyncApp::timeout) is given up, and the next is called.
///
/// A hook is called at most once for each thing: where the object dies first, not at all. What must not be missed is
/// looked for at [`start`](Self::start), or by an [`alarm`](Self::alarm).
///
/// ```
/// use ferrosync::{room::{Commit, RoomHandle}, schema::*, worker::{Env, Failure, RoomHooks}};
///
/// sync_collections![
///     #[collection(single_tenant)]
///     pub struct Todo { pub id: Uuid, pub title: String, #[default(false)] pub completed: bool }
///
///     #[collection(single_tenant)]
///     pub struct Note { pub id: Uuid, pub text: String }
/// ];
///
/// struct Applause;
///
/// impl RoomHooks for Applause {
///     async fn commit(&self, room: &RoomHandle, commit: &Commit, _: &Env) -> Result<(), Failure> {
///         for todo in commit.rows::<Todo>()?.iter().filter(|todo| todo.completed) {
///             let text = format!("well done: {}", todo.title);
///             room.collection::<Note>().create(&NewNote { id: None, text }).await?;
///         }
///         Ok(())
///     }
/// }
/// ```
pub trait RoomHooks: 'static {
    /// The room has woken: a new object has it. Requests do not wait for this.
    fn start(&self, room: &RoomHandle, env: &Env) -> impl Future<Output = Result<(), Failure>> {
        let _ = (room, env);
        async { Ok(()) }
    }

    /// Something was committed, published and answered, whoever wrote it: a hook that writes is told of that too. One call
    /// at a time, in the room's order.
    fn commit(&self, room: &RoomHandle, commit: &Commit, env: &Env) -> impl Future<Output = Result<(), Failure>> {
        let _ = (room, commit, env);
        async { Ok(()) }
    }

    /// The time has come that [`RoomHandle::set_alarm`] named.
    fn alarm(&self, room: &RoomHandle, env: &Env) -> impl Future<Output = Result<(), Failure>> {
        let _ = (room, env);
        async { Ok(()) }
    }
}

/// Hooks with what they are handed.
pub(super) struct Hang<T> {
    pub(super) hooks: Rc<T>,
    pub(super) env: Rc<Env>,
    pub(super) time: Duration,
}

impl<T: RoomHooks> Hooks for Hang<T> {
    fn start(&self, room: RoomHandle) -> LocalBoxFuture<'_, Result<(), String>> {
        Box::pin(async move { in_time(self.time, self.hooks.start(&room, &self.env)).await.map_err(Failure::text) })
    }

    fn commit(&self, room: RoomHandle, commit: Commit) -> LocalBoxFuture<'_, Result<(), String>> {
        Box::pin(async move {
            in_time(self.time, self.hooks.commit(&room, &commit, &self.env)).await.map_err(Failure::text)
        })
    }

    fn alarm(&self, room: RoomHandle) -> LocalBoxFuture<'_, Result<(), String>> {
        Box::pin(async move { in_time(self.time, self.hooks.alarm(&room, &self.env)).await.map_err(Failure::text) })
    }
}

/// Waits for the app's own code, and no longer than for the rest of it ([`SyncApp::timeout`](crate::access::SyncApp::timeout)).
pub(super) async fn in_time<T>(time: Duration, work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    match select(core::pin::pin!(work), tasks::sleep(time)).await {
        Either::Left((done, _)) => done,
        Either::Right(_) => Err(Error::Timeout { mid: None }.into()),
    }
}

impl<T> fmt::Debug for Hang<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Hang").finish_non_exhaustive()
    }
}
