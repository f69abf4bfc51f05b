//! Commits that are under way together, where each takes a round trip of some length. Each is to come after the one before it as if
//! all members of that got in. Where one of them did not, the fence keeps the next commit from being done, and it is done again.

use std::collections::VecDeque;

use futures_channel::oneshot;
use futures_util::{
    future::{Either, select},
    pin_mut,
};

use super::{
    Room,
    commit::{Cost, is_fence},
    effects::{Database, DatabaseError, Host, Sockets},
    group::{self, Plan},
    member::{Member, Part},
    outcome,
    state::{End, State},
};
use crate::sql::Results;

/// Commits under way, at most. The platform gives an event six calls at a time, and reads are calls too.
pub(super) const DEPTH: usize = 4;

/// Commits that follow each other without a gap, at most: then one is under way alone, which tells whether they still take long.
const LONGEST: usize = 256;

/// A group whose batch was sent.
struct Sent {
    group: Vec<Member>,
    plan: Plan,
    cost: Cost,
    results: oneshot::Receiver<Result<Vec<Results>, DatabaseError>>,
}

impl State {
    /// Whether members may be committed as they are, whatever those before them find: nothing of them has to be read first.
    pub(super) fn may_follow<'a>(&self, members: impl IntoIterator<Item = &'a Member>) -> bool {
        let is_plain = |member: &Member| {
            let reads = member.is_joined() || member.parts.iter().any(Part::reads_rows);
            member.watch.is_none() && !reads && self.memory.get(&member.mid).is_none()
        };
        !self.is_unsure && members.into_iter().all(is_plain)
    }
}

impl<D: Database + 'static, S: Sockets + 'static, H: Host + 'static> Room<D, S, H> {
    /// Commits a group, and where that takes long, those that come meanwhile.
    pub(super) async fn commit_in_turn(&self, group: Vec<Member>) {
        let is_plain = {
            let state = self.0.state.borrow();
            !self.0.database.is_local() && state.is_distant() && state.may_follow(&group)
        };
        if !is_plain {
            return self.commit(group).await;
        }
        let history = self.0.state.borrow().history;
        let mut end = self.0.state.borrow().end();
        let mut sent = VecDeque::from([self.send_group(&mut end, group)]);
        let mut failed = None;
        let mut is_open = true;
        let mut done = 0;
        while let Some(Sent { group, plan, mut cost, mut results }) = sent.pop_front() {
            let results = loop {
                if !is_open || sent.len() + 1 >= DEPTH {
                    break (&mut results).await;
                }
                let more = self.gather_more();
                pin_mut!(more);
                match select(&mut results, more).await {
                    Either::Left((results, _)) => break results,
                    Either::Right(_) if done + sent.len() + 1 >= LONGEST => is_open = false,
                    Either::Right(_) => match self.next_group().await {
                        Some(group) => sent.push_back(self.send_group(&mut end, group)),
                        None => is_open = false,
                    },
                }
            };
            match results.unwrap_or_else(|_| Err(DatabaseError::Unknown("nobody told".to_owned()))) {
                Ok(results) => {
                    cost.add(&results);
                    let outcomes = outcome::read(&self.0.tables, &group, &plan, results);
                    let is_whole = outcomes.iter().all(Result::is_ok);
                    let took = self.0.host.now().saturating_sub(cost.begun);
                    let behind: usize = sent.iter().map(|sent| sent.group.len()).sum();
                    self.0.state.borrow_mut().learn(group.len() + behind, took, done == 0);
                    done += 1;
                    self.settle(group, outcomes, cost);
                    if !is_whole {
                        break;
                    }
                }
                Err(error) => {
                    failed = Some((group, error));
                    break;
                }
            }
        }
        // What is still under way is not done, unless its answer alone is missing: then the log tells.
        let mut behind = Vec::new();
        for Sent { group, results, .. } in sent {
            let _ = results.await;
            behind.push(group);
        }
        match failed {
            Some((group, DatabaseError::Refused(message))) if !is_fence(&message) => self.refuse(group, &message).await,
            Some((group, _)) if self.catch_up().await => self.commit(group).await,
            _ => {}
        }
        for group in behind {
            // Those of another history were told that nobody knows.
            if self.0.state.borrow().history == history {
                self.commit(group).await;
            }
        }
    }

    /// Sends a group's batch, to come after where the log will end; and says where it will end then.
    fn send_group(&self, end: &mut End, group: Vec<Member>) -> Sent {
        let cost = Cost::since(self.0.host.now());
        self.err_early(end.seq, &group);
        let mut plan = group::plan(&self.0.tables, &self.0.sync_id, &end.text(), &group);
        *end = end.after(&group);
        let (sender, results) = oneshot::channel();
        let (room, statements) = (self.clone(), std::mem::take(&mut plan.statements));
        self.0.host.spawn(Box::pin(async move {
            // The room waits for it as long as it lives.
            let _ = sender.send(room.0.database.batch(statements).await);
        }));
        Sent { group, plan, cost, results }
    }

    /// Takes the next group off the queue, if it may follow.
    async fn next_group(&self) -> Option<Vec<Member>> {
        self.arm().await;
        let mut state = self.0.state.borrow_mut();
        let mut group = group::take(&self.0.tables, &mut state.queue);
        if group.is_empty() || !state.may_follow(&group) {
            while let Some(member) = group.pop() {
                state.queue.push_front(member);
            }
            return None;
        }
        Some(group)
    }
}
