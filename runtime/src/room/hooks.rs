//! What the app's own code does when something happens in a room.

use core::{
    cell::{Cell, OnceCell, RefCell},
    fmt,
};
use std::{collections::VecDeque, rc::Rc};

use futures_util::future::LocalBoxFuture;

use super::{
    Room, RoomHandle,
    effects::{Database, Host, Sockets},
    member::Member,
    outcome::Admitted,
    publish::Told,
};
use crate::{
    protocol::{Change, Error, MutationId, Payload, Seq, UserId},
    schema::Entity,
};

/// The app's own code, called when something happens in a room. What fails in it is logged; nothing is lost with it.
pub trait Hooks {
    /// The room has woken: a new object has it.
    fn start(&self, room: RoomHandle) -> LocalBoxFuture<'_, Result<(), String>>;

    /// Something was committed, published and answered. One call at a time, in the room's order.
    fn commit(&self, room: RoomHandle, commit: Commit) -> LocalBoxFuture<'_, Result<(), String>>;

    /// The time has come that [`RoomHandle::set_alarm`] named.
    fn alarm(&self, room: RoomHandle) -> LocalBoxFuture<'_, Result<(), String>>;
}

impl fmt::Debug for dyn Hooks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Hooks")
    }
}

/// A committed mutation, as hooks are told it.
#[derive(Debug, Clone)]
pub struct Commit {
    pub seq: Seq,
    pub mid: MutationId,
    /// On whose behalf it was.
    pub user: Option<UserId>,
    /// What it did, as the sockets were told: rows without their private columns, and the ids of those that are gone.
    pub changes: Vec<Change>,
}

impl Commit {
    /// The rows of a collection that it made or changed, as they were after it; those that lost a reference to a deleted row
    /// among them.
    ///
    /// # Errors
    /// `INTERNAL`, where the struct cannot do without a private column: those are not here.
    pub fn rows<E: Entity>(&self) -> Result<Vec<E>, Error> {
        let rows = self.of::<E>().filter_map(|payload| match payload {
            Payload::Rows(rows) => Some(rows),
            Payload::Ids(_) => None,
        });
        rows.flatten().map(|row| super::repository::parse(row)).collect()
    }

    /// The ids of a collection's rows that are gone with it.
    pub fn removed<E: Entity>(&self) -> impl Iterator<Item = &str> {
        let ids = self.of::<E>().filter_map(|payload| match payload {
            Payload::Ids(ids) => Some(ids),
            Payload::Rows(_) => None,
        });
        ids.flatten().map(|id| &**id)
    }

    fn of<E: Entity>(&self) -> impl Iterator<Item = &Payload> {
        self.changes.iter().filter(|change| change.collection == E::COLLECTION.name).map(|change| &change.payload)
    }
}

/// A room's hooks, and what they are to be told.
#[derive(Debug, Default)]
pub(super) struct Hung {
    hooks: OnceCell<Rc<dyn Hooks>>,
    waiting: RefCell<VecDeque<Commit>>,
    is_telling: Cell<bool>,
}

/// Commits that wait for the hook, at most. A hook that is slower than its room is told of no more.
const WAITING: usize = 10_000;

impl<D: Database + 'static, S: Sockets + 'static, H: Host + 'static> Room<D, S, H> {
    /// Calls the app's own code from now on, and tells it that the room has woken.
    pub fn hang(&self, hooks: Rc<dyn Hooks>) {
        if self.0.hooks.hooks.set(Rc::clone(&hooks)).is_ok() {
            let room = self.clone();
            self.0.host.spawn(Box::pin(async move {
                room.log_failure("start", hooks.start(room.handle()).await);
            }));
        }
    }

    /// Calls the app's alarm hook.
    pub async fn ring(&self) {
        if let Some(hooks) = self.0.hooks.hooks.get().cloned() {
            self.log_failure("alarm", hooks.alarm(self.handle()).await);
        }
    }

    /// Tells the app's hook of what was committed, after all others were told. It may take its time, and write to the
    /// room itself: nobody waits for it.
    pub(super) fn tell_hooks(&self, changes: &[Told], admitted: &[(Member, Admitted)]) {
        let hung = &self.0.hooks;
        let Some(hooks) = hung.hooks.get().cloned() else { return };
        for (member, outcome) in admitted {
            if hung.waiting.borrow().len() >= WAITING {
                self.0
                    .host
                    .log(&format!("room {}: the hook `commit` is too slow: it is not told of all", self.0.sync_id));
                break;
            }
            let changes =
                changes.iter().filter(|told| told.seq() == outcome.seq).map(|told| told.change().clone()).collect();
            let commit = Commit { seq: outcome.seq, mid: member.mid.clone(), user: member.user.clone(), changes };
            hung.waiting.borrow_mut().push_back(commit);
        }
        if hung.is_telling.replace(true) {
            return;
        }
        let room = self.clone();
        self.0.host.spawn(Box::pin(async move {
            loop {
                let next = room.0.hooks.waiting.borrow_mut().pop_front();
                let Some(commit) = next else { break };
                room.log_failure("commit", hooks.commit(room.handle(), commit).await);
            }
            room.0.hooks.is_telling.set(false);
        }));
    }

    fn log_failure(&self, hook: &str, outcome: Result<(), String>) {
        if let Err(error) = outcome {
            self.0.host.log(&format!("room {}: the hook `{hook}` failed: {error}", self.0.sync_id));
        }
    }
}
