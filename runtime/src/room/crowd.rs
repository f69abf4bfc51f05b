//! How long a group waits for its members. Where a commit takes a round trip, those who were answered by the last one come
//! again shortly after: whoever is not waited for has to wait for two commits.

use core::time::Duration;

use futures_channel::oneshot;
use futures_util::future::{Either, select};

use super::{
    Room,
    effects::{Database, Host, Sockets},
    follow,
    member::Member,
    state::State,
};

/// The part of a commit's time for which the next member is waited for: an answer has to get there, and a request back.
const STEP: i64 = 8;

/// The part for which all of them are, as long as one comes in each step. Where a step is a millisecond it is one step: then
/// commits take as long as requests, and who is late has lost no more than who waits.
const ALL: i64 = 2;
const SHORT: Duration = Duration::from_millis(2);

/// Commits of so many milliseconds do not wait for each other. Where they take less, it is not worth the more of them.
const DISTANT: i64 = 16;

/// How often everything else that happens is let go first, where a step takes less than a millisecond.
const PAUSES: u32 = 8;

/// Milliseconds that a group waits however long commits take.
const MOST: i64 = 50;

/// What the last commit tells about the next.
#[derive(Debug, Default)]
pub(super) struct Crowd {
    /// Those who committed, those behind them, and those who came meanwhile; `None` before the first commit.
    size: Option<usize>,
    /// Milliseconds that the commit took.
    took: i64,
    /// Those of the last two before which nothing else was under way. On a near database, commits that are under way together wait
    /// for each other there, and say nothing of how far it is.
    alone: [i64; 2],
    /// Told when so many are here.
    waits: Option<(usize, oneshot::Sender<()>)>,
}

impl State {
    /// A group of so many was committed in so many milliseconds; nothing else was under way when it was sent, or something was.
    pub(super) fn learn(&mut self, group: usize, took: i64, is_alone: bool) {
        let [before, last] = self.crowd.alone;
        let alone = if is_alone { [last, took] } else { [before, last] };
        self.crowd = Crowd { size: Some(group + self.queue.len()), took, alone, waits: None };
    }

    /// Gives a member its place in the queue.
    pub(super) fn enqueue(&mut self, member: Member) {
        self.queue.push_back(member);
        if let Some((_, waits)) = self.crowd.waits.take_if(|(count, _)| self.queue.len() >= *count) {
            // Its time may be over at just this moment.
            let _ = waits.send(());
        }
    }

    /// Whether commits take so long that several are to be under way. One that did may have been an exception.
    pub(super) fn is_distant(&self) -> bool {
        self.crowd.alone.into_iter().all(|took| took >= DISTANT)
    }

    /// How many the next commit is to have, a part of all where others follow it at once; `None` before the first one.
    fn wanted(&self) -> Option<usize> {
        let parts = if self.is_distant() && self.may_follow(&self.queue) { follow::DEPTH } else { 1 };
        self.crowd.size.map(|size| size.div_ceil(parts))
    }

    fn step(&self) -> Duration {
        Duration::from_millis(u64::try_from(self.crowd.took / STEP).unwrap_or_default())
    }

    /// Is told when so many wait.
    fn when_queued(&mut self, count: usize) -> oneshot::Receiver<()> {
        let (sender, receiver) = oneshot::channel();
        if self.queue.len() >= count {
            // The receiver is here.
            let _ = sender.send(());
        } else {
            self.crowd.waits = Some((count, sender));
        }
        receiver
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
        let (mut complete, wanted, step, until) = {
            let mut state = self.0.state.borrow_mut();
            let wanted = state.wanted();
            if state.queue.is_empty() || wanted.is_some_and(|wanted| state.queue.len() >= wanted) {
                return;
            }
            let complete = state.when_queued(wanted.unwrap_or(usize::MAX));
            let until = host.now().saturating_add((state.crowd.took / ALL).min(MOST));
            (complete, wanted.unwrap_or_default(), state.step(), until)
        };
        if step.is_zero() {
            // A millisecond would be too long, and once too short for whoever has just been answered to be here again.
            for _ in 0..PAUSES {
                host.pause().await;
                if self.0.state.borrow().queue.len() >= wanted {
                    break;
                }
            }
            return;
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

    /// Waits till there are as many as one more commit is worth: somebody, and who comes shortly after.
    pub(super) async fn gather_more(&self) {
        let first = self.0.state.borrow_mut().when_queued(1);
        // Nobody else takes the place of who waits here.
        let _ = first.await;
        let (all, step) = {
            let mut state = self.0.state.borrow_mut();
            let wanted = state.wanted().unwrap_or(1);
            (state.when_queued(wanted), state.step())
        };
        let _ = select(all, self.0.host.linger(step)).await;
    }
}
