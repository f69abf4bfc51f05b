//! What a room's object is woken for: to tell those who listen what nobody told them, to prune the log, and whatever the
//! app wants. The platform gives an object one alarm; this keeps the book of it.

use core::time::Duration;

use std::rc::Rc;

use super::{
    Room,
    effects::{Database, Host, Sockets},
    faults::{self, Bug},
    reads::unread,
    state::Head,
};
use crate::{
    protocol::{Error, Seq, SyncId},
    sql::Statement,
};

/// How long listeners wait at most to be told what was committed, when its object died before it could tell (milliseconds).
const WITHIN: i64 = 30_000;
/// An alarm that is nearer than this (milliseconds) is put off, so that no commit is under way when it goes off.
const MARGIN: i64 = 10_000;

/// Entries that are pruned in one go: each is a row written, and a go is one statement.
const PRUNED: i64 = 10_000;
/// Till the next go where one was not enough, in milliseconds.
const MORE: i64 = 10_000;

/// How much of the log is kept: what of it is gone, no client can be told any more. A client that comes back after that reads its lists
/// again, and what it sent before cannot be told from what is new.
///
/// An entry goes only when it is neither among the newest `entries` nor younger than `age`. The newest one stays in any case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retention {
    /// Entries that stay, whatever their age; 1 at least.
    pub entries: u32,
    /// For how long an entry stays, however many there are.
    pub age: Duration,
}

impl Default for Retention {
    /// 10,000 entries, and those of the last 24 hours.
    fn default() -> Self {
        Self { entries: 10_000, age: Duration::from_hours(24) }
    }
}

impl Retention {
    fn age(self) -> i64 {
        i64::try_from(self.age.as_millis()).unwrap_or(i64::MAX)
    }

    /// How often the log is looked at, at most: so seldom that it is worth it.
    fn every(self) -> i64 {
        (self.age() / 24).clamp(1_000, 3_600_000)
    }

    fn entries(self) -> u64 {
        u64::from(self.entries.max(1))
    }
}

/// What is to be done besides, when the alarm went off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// The time that the app's own code had asked for, if it has come. When all is done that is to be done, say so with
    /// [`Room::finish_app_alarm`].
    pub app: Option<i64>,
}

/// When the object is to be woken (milliseconds since 1970), and what for.
#[derive(Debug, Default)]
pub(super) struct Schedule {
    /// Whether what an object before this one had kept was read.
    is_recalled: bool,
    /// Is what the platform's alarm stands for now kept? Then the room's name is, too.
    is_kept: bool,
    /// To tell the sockets of a commit. It is not kept: whoever wakes tells them anyway.
    guard: Option<i64>,
    /// Whether the platform has it. Till then, whoever counts on it asks for it as well.
    is_guarding: bool,
    prune: Option<i64>,
    app: Option<i64>,
}

impl Schedule {
    fn next(&self) -> Option<i64> {
        [self.guard, self.prune, self.app].into_iter().flatten().min()
    }

    /// `sync id,prune at,app at`
    fn text(&self, sync_id: &SyncId) -> String {
        let time = |at: Option<i64>| at.map(|at| at.to_string()).unwrap_or_default();
        [sync_id.as_str(), &time(self.prune), &time(self.app)].join(",")
    }

    fn recall(&mut self, text: &str) {
        let mut times = text.split(',').skip(1).map(|time| time.parse().ok());
        self.is_kept = !text.is_empty();
        self.prune = self.prune.or(times.next().flatten());
        self.app = self.app.or(times.next().flatten());
    }
}

/// The room that an object has kept the name of: all that tells when its alarm wakes it, and nothing else did.
pub fn kept_sync_id(text: &str) -> Option<SyncId> {
    SyncId::parse(text.split(',').next()?).ok()
}

impl<D: Database + 'static, S: Sockets + 'static, H: Host + 'static> Room<D, S, H> {
    /// How much of the log is kept, from now on.
    pub fn retain(&self, retention: Retention) {
        self.0.retention.set(retention);
    }

    /// Does what the platform's alarm was set for, as far as it is the room's: to be called when it goes off.
    ///
    /// # Errors
    /// What keeps the room from being read. The platform then calls again.
    pub async fn alarm(&self) -> Result<Due, Error> {
        let knew = self.0.state.borrow().is_loaded;
        self.load().await?;
        self.recall().await;
        let now = self.0.host.now();
        let is_due = |at: Option<i64>| at.is_some_and(|at| at <= now);
        let (prunes, app) = {
            let schedule = &mut self.0.state.borrow_mut().schedule;
            (schedule.guard, schedule.is_guarding) = (None, false);
            (is_due(schedule.prune), schedule.app.filter(|at| *at <= now))
        };
        if prunes {
            let next = self.prune(now).await.unwrap_or_else(|error| {
                self.0.host.log(&format!("room {}: the log could not be pruned: {error}", self.0.sync_id));
                Some(now.saturating_add(self.0.retention.get().every()))
            });
            self.0.state.borrow_mut().schedule.prune = next;
        }
        // What is under way now is told by this object or, should it die, after the next alarm.
        let has_more = {
            let state = self.0.state.borrow();
            state.is_pumping || state.has_doubts()
        };
        if has_more && !self.0.sockets.list().is_empty() {
            self.0.state.borrow_mut().schedule.guard = Some(now.saturating_add(WITHIN));
        }
        // Another object may have written that believed it was the room, and told nobody who listens here.
        self.0.state.borrow_mut().is_unsure |= knew;
        self.pump();
        self.set_alarm(prunes).await;
        Ok(Due { app })
    }

    /// Asks for the alarm at this time (milliseconds since 1970), in place of what was asked for before; `None` for never.
    pub async fn set_app_alarm(&self, at: Option<i64>) {
        self.recall().await;
        self.0.state.borrow_mut().schedule.app = at;
        self.set_alarm(true).await;
    }

    /// What was to be done at [`Due::app`] is done; till then it is due. An alarm that was asked for meanwhile stays.
    pub async fn finish_app_alarm(&self, due: i64) {
        if self.0.state.borrow().schedule.app == Some(due) {
            self.set_app_alarm(None).await;
        }
    }

    /// Sees to it that the alarm goes off soon after the commits to come, should this object not live to tell of them; and some day
    /// for what they add to the log.
    pub(super) async fn arm(&self) {
        let (now, retention) = (self.0.host.now(), self.0.retention.get());
        let (guards, prunes) = {
            let state = self.0.state.borrow();
            let schedule = &state.schedule;
            let guards = !schedule.is_guarding || schedule.guard.is_none_or(|at| at.saturating_sub(now) < MARGIN);
            (guards, schedule.prune.is_none() && state.entries() > retention.entries())
        };
        let guards = guards && !faults::has(Bug::NoGuard) && !self.0.sockets.list().is_empty();
        if !guards && !prunes {
            return;
        }
        self.recall().await;
        let is_new = {
            let schedule = &mut self.0.state.borrow_mut().schedule;
            if guards {
                (schedule.guard, schedule.is_guarding) = (Some(now.saturating_add(WITHIN)), false);
            }
            let is_new = prunes && schedule.prune.is_none();
            if is_new {
                schedule.prune = Some(now.saturating_add(retention.every()));
            }
            is_new
        };
        self.set_alarm(is_new).await;
    }

    /// Reads what an object before this one had in its book, once.
    async fn recall(&self) {
        if self.0.state.borrow().schedule.is_recalled {
            return;
        }
        let text = self.0.host.recall().await;
        let schedule = &mut self.0.state.borrow_mut().schedule;
        // Another event may have been as far.
        if !schedule.is_recalled {
            schedule.is_recalled = true;
            schedule.recall(&text);
        }
    }

    async fn set_alarm(&self, is_changed: bool) {
        let text = {
            let schedule = &mut self.0.state.borrow_mut().schedule;
            let keeps = is_changed || !schedule.is_kept;
            schedule.is_kept = true;
            keeps.then(|| schedule.text(&self.0.sync_id))
        };
        if let Some(text) = text {
            self.0.host.keep(&text).await;
        }
        // As it is when it is asked for: somebody may have set another one while the book was written.
        let (next, guard) = {
            let schedule = &self.0.state.borrow().schedule;
            (schedule.next(), schedule.guard)
        };
        self.0.host.set_alarm(next).await;
        let schedule = &mut self.0.state.borrow_mut().schedule;
        schedule.is_guarding |= guard.is_some() && guard == schedule.guard;
    }

    /// Takes away what the log needs not have any more, as much as one go does; says when to look again.
    async fn prune(&self, now: i64) -> Result<Option<i64>, Error> {
        let retention = self.0.retention.get();
        let before = now.saturating_sub(retention.age());
        let log = &self.0.tables.log;
        let room = self.room_param();
        let params = [retention.entries().to_string(), before.to_string(), PRUNED.to_string()];
        let params = std::iter::once(Rc::clone(&room)).chain(params.into_iter().map(Rc::from));
        let statements = vec![
            Statement::new(Rc::clone(&log.prune), params),
            Statement::new(Rc::clone(&log.head), [Rc::clone(&room), "0".into()]),
            Statement::new(Rc::clone(&log.oldest_at), [room]),
        ];
        let results = self.0.database.batch(statements).await.map_err(unread)?;
        let [_, head, oldest] = results.as_slice() else {
            return Err(Error::Internal);
        };
        let first: Seq = Head::read(head)?.oldest;
        let oldest_at: Option<i64> = oldest.rows.first().and_then(|row| row.first()?.as_deref()?.parse().ok());
        let mut state = self.0.state.borrow_mut();
        state.forget_before(first);
        Ok(oldest_at.filter(|_| state.entries() > retention.entries()).map(|oldest| {
            let is_old = oldest < before;
            if is_old {
                now.saturating_add(MORE)
            } else {
                oldest.saturating_add(retention.age()).max(now.saturating_add(retention.every()))
            }
        }))
    }
}
