//! How long a group waits for its members. Where a commit takes a round trip, those who were answered by the last one come
//! again shortly after: whoever is not waited for has to wait for two commits.

use core::time::Duration;

use futures_channel::oneshot;
use futures_util::future::select;

use super::{
    Room,
    effects::{Database, Host, Sockets},
    member::Member,
    state::State,
};

/// The part of a commit's time that the next group waits for its members, at most.
const SHARE: i64 = 8;

/// Milliseconds that it waits however long commits take.
const MOST: i64 = 10;

/// What the last commit tells about the next.
#[derive(Debug, Default)]
pub(super) struct Crowd {
    /// Those who committed, and those who came meanwhile; `None` before the first commit.
    size: Option<usize>,
    patience: Duration,
    /// Told when all are here.
    waits: Option<oneshot::Sender<()>>,
}

impl State {
    /// A group of so many was committed, in so many milliseconds.
    pub(super) fn learn(&mut self, group: usize, took: i64) {
        let patience = Duration::from_millis(u64::try_from((took / SHARE).min(MOST)).unwrap_or_default());
        self.crowd = Crowd { size: Some(group + self.queue.len()), patience, waits: None };
    }

    /// Takes a member's place in the queue.
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
        let (patience, complete) = {
            let mut state = self.0.state.borrow_mut();
            if state.queue.is_empty() || state.is_complete() {
                return;
            }
            let (sender, complete) = oneshot::channel();
            state.crowd.waits = Some(sender);
            (state.crowd.patience, complete)
        };
        if patience.is_zero() {
            host.pause().await;
        } else {
            select(complete, host.linger(patience)).await;
        }
    }
}
