//! How long a group waits for its members. Where a commit takes a round trip, those who were answered by the last one come
//! again shortly after: whoever is not waited for has to wait for two commits.

use core::time::Duration;

use futures_channel::oneshot;
use futures_util::future::{Either, select};

use super::{
    Room,
    effects::{Database, Host, Sockets},
    member::Member,
    state::State,
};

/// The part of a commit's time for which the next member is waited for: an answer has to get there, and a request back.
const STEP: i64 = 8;

/// The part for which all of them are, as long as one comes in each step. Where a step is a millisecond it is one step: then
/// commits take as long as requests, and who is late has lost no more than who waits.
const ALL: i64 = 2;
const SHORT: Duration = Duration::from_millis(2);

/// Milliseconds that a group waits however long commits take.
const MOST: i64 = 50;

/// What the last commit tells about the next.
#[derive(Debug, Default)]
pub(super) struct Crowd {
    /// Those who committed, and those who came meanwhile; `None` before the first commit.
    size: Option<usize>,
    /// Milliseconds that the commit took.
    took: i64,
    /// Told when all are here.
    waits: Option<oneshot::Sender<()>>,
}

impl State {
    /// A group of so many was committed, in so many milliseconds.
    pub(super) fn learn(&mut self, group: usize, took: i64) {
        self.crowd = Crowd { size: Some(group + self.queue.len()), took, waits: None };
    }

    /// Gives a member its place in the queue.
    pub(super) fn enqueue(&mut self, member: Member) {
        self.queue.push_back(member);
        if self.is_complete()
            && let Some(waits) = self.crowd.waits.take()
        {
            // Its time may be over at just this moment.
            let _ = waits.send(());
        }
    }

    fn is_complete(&self) -> bool {
        self.crowd.size.is_some_and(|size| self.queue.len() >= size)
    }
}

impl<D: Database + 'static, S: Sockets + 'static, H: Host + 'static> Room<D, S, H> {
    /// Waits for those who are to commit next.
    pub(super) async fn gather(&self) {
        let host = &self.0.host;
        if self.0.database.is_local() {
            // A commit takes no time in which anybody could come: they come while this waits.
            return host.pause().await;
        }
        let (mut complete, step, until) = {
            let mut state = self.0.state.borrow_mut();
            if state.queue.is_empty() || state.is_complete() {
                return;
            }
            let (sender, complete) = oneshot::channel();
            state.crowd.waits = Some(sender);
            let step = Duration::from_millis(u64::try_from(state.crowd.took / STEP).unwrap_or_default());
            (complete, step, host.now().saturating_add((state.crowd.took / ALL).min(MOST)))
        };
        if step.is_zero() {
            return host.pause().await;
        }
        let mut here = self.0.state.borrow().queue.len();
        while let Either::Right(((), rest)) = select(complete, host.linger(step)).await {
            let before = core::mem::replace(&mut here, self.0.state.borrow().queue.len());
            if here <= before || step < SHORT || host.now() >= until {
                return;
            }
            complete = rest;
        }
    }
}
