//! How long a group waits for its members. Where a commit takes a round trip, those who were answered by the last one come
//! again shortly after: whoever is not waited for has to wait for two commits.

use super::{
    Room,
    effects::{Database, Host, Sockets},
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
    /// Milliseconds to wait.
    patience: i64,
}

impl State {
    /// A group of so many was committed, in so many milliseconds.
    pub(super) fn learn(&mut self, group: usize, took: i64) {
        self.crowd = Crowd { size: Some(group + self.queue.len()), patience: (took / SHARE).min(MOST) };
    }
}

impl Crowd {
    fn is_here(&self, waiting: usize) -> bool {
        self.size.is_some_and(|size| waiting >= size)
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
        let begun = host.now();
        loop {
            let patience = {
                let state = self.0.state.borrow();
                if state.queue.is_empty() || state.crowd.is_here(state.queue.len()) {
                    return;
                }
                state.crowd.patience
            };
            if patience == 0 {
                return host.pause().await;
            }
            host.linger().await;
            if host.now().saturating_sub(begun) >= patience {
                return;
            }
        }
    }
}
