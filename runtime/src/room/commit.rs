use std::rc::Rc;

use futures_util::future::LocalBoxFuture;
use serde_json::Value;

use super::{
    Room,
    checks::Unasked,
    digest::Digest,
    effects::{Database, DatabaseError, Host, Sockets},
    faults::{self, Bug},
    group,
    member::{Member, Part},
    memory::Entry,
    outcome::{self, Admitted},
    parts,
    publish::Told,
    reads::{no_tables, unread},
    scopes::Moves,
    state::{End, Log, State},
};
use crate::{
    map::Sorted,
    observe::Event,
    protocol::{Action, Answer, Change, Data, Error, MutationId, Payload, Seq, UserId, Verb},
    schema::Collection,
    sql::{Read, Results, Statement, View},
};

/// How often a group is tried before its callers are told that nobody knows.
const ATTEMPTS: usize = 4;

impl<D: Database + 'static, S: Sockets + 'static, H: Host + 'static> Room<D, S, H> {
    /// Starts the one task that commits, if it does not run yet.
    pub(super) fn pump(&self) {
        let mut state = self.0.state.borrow_mut();
        if state.is_pumping || state.queue.is_empty() && !state.has_doubts() {
            return;
        }
        state.is_pumping = true;
        drop(state);
        let room = self.clone();
        self.0.host.spawn(Box::pin(async move {
            loop {
                // Taking the next group straight after the last starves arrivals.
                room.gather().await;
                room.make_sure().await;
                if !room.0.state.borrow().queue.is_empty() {
                    room.be_awake().await;
                    room.arm().await;
                }
                let group = group::take(&room.0.tables, &mut room.0.state.borrow_mut().queue);
                if group.is_empty() {
                    room.0.state.borrow_mut().is_pumping = false;
                    return;
                }
                room.commit_in_turn(group).await;
                let mut state = room.0.state.borrow_mut();
                if state.queue.is_empty() && !state.has_doubts() {
                    state.is_pumping = false;
                    return;
                }
            }
        }));
    }

    /// Commits a group, publishes it and answers it.
    pub(super) fn commit(&self, mut group: Vec<Member>) -> LocalBoxFuture<'_, ()> {
        Box::pin(async move {
            for _ in 0..ATTEMPTS {
                // What waited meanwhile may have been committed by another object, as the last look at the log told.
                group = self.settle_known(group).await;
                let asked = match self.vet(group).await {
                    Ok(group) => self.join_parts(group).await,
                    Err(unasked) => Err(unasked),
                };
                group = match asked {
                    Ok(group) => group,
                    Err((unasked, why)) => {
                        group = unasked;
                        match why {
                            Unasked::Unread => self.0.host.pause().await,
                            Unasked::Behind if self.catch_up().await => {}
                            Unasked::Behind => return,
                        }
                        continue;
                    }
                };
                if group.is_empty() {
                    return;
                }
                let end = self.0.state.borrow().end();
                let mut cost = Cost::since(self.0.host.now());
                self.err_early(end.seq, &group);
                match self.try_group(&end, &group, &mut cost).await {
                    Ok(outcomes) => {
                        let took = self.0.host.now().saturating_sub(cost.begun);
                        self.0.state.borrow_mut().learn(group.len(), took, true);
                        self.settle(group, outcomes, cost);
                        return;
                    }
                    Err(DatabaseError::Refused(message)) if !is_fence(&message) => {
                        self.refuse(group, &message).await;
                        return;
                    }
                    Err(DatabaseError::Unknown(_)) if faults::has(Bug::UnknownIsRefused) => {
                        for member in group {
                            self.land(
                                &member.mid,
                                &Err(Error::Conflict { message: String::new(), issues: Vec::new() }),
                            );
                        }
                        return;
                    }
                    // The fence is lost, or nobody knows: only the log can tell.
                    Err(_) => {
                        if !self.catch_up().await {
                            return;
                        }
                    }
                }
            }
            self.0.state.borrow_mut().is_unsure = true;
            for member in group {
                self.land(&member.mid, &Err(Error::Unavailable { mid: Some(member.mid.clone()) }));
            }
        })
    }

    /// Sends a group's batch, to come after where the log ends.
    async fn try_group(
        &self,
        end: &End,
        group: &[Member],
        cost: &mut Cost,
    ) -> Result<Vec<Result<Admitted, Error>>, DatabaseError> {
        let mut plan = group::plan(&self.0.tables, &self.0.sync_id, &end.text(), group);
        let results = self.0.database.batch(std::mem::take(&mut plan.statements)).await?;
        cost.add(&results);
        Ok(outcome::read(&self.0.tables, group, &plan, results))
    }

    /// Looks at the log before anything else is done, where it was not to be read when it had to, or was read to be another
    /// than the room knows.
    async fn make_sure(&self) {
        while self.0.state.borrow().has_doubts() {
            let (known, heard) = {
                let mut state = self.0.state.borrow_mut();
                state.is_unsure = false;
                (state.seq, state.heard)
            };
            let log = self.reload().await;
            let is_longer = {
                let mut state = self.0.state.borrow_mut();
                // What was heard meanwhile may be newer than what was read.
                if state.heard == heard {
                    state.heard = Seq::default();
                }
                state.is_unsure |= log.is_err();
                state.seq > known
            };
            match log {
                Ok(Log::Continued) if is_longer => self.tick(),
                Ok(_) => {}
                Err(_) => return,
            }
        }
    }

    /// Looks at the log again. `false` where it is another one, and everyone who waited was told.
    pub(super) async fn catch_up(&self) -> bool {
        let known = self.0.state.borrow().seq;
        match self.reload().await {
            Ok(Log::Replaced) => return false,
            // Nobody was told of what the log has that this room did not publish: listeners are to ask.
            Ok(Log::Continued) if faults::has(Bug::NoTickBehind) || self.0.state.borrow().seq == known => {}
            Ok(Log::Continued) => self.tick(),
            Err(_) => self.0.host.pause().await,
        }
        true
    }

    /// Takes a committed batch into the room's state, publishes it and answers it, all in one go.
    pub(super) fn settle(&self, group: Vec<Member>, outcomes: Vec<Result<Admitted, Error>>, cost: Cost) {
        let members = group.len();
        let mut admitted: Vec<(Member, Admitted)> = Vec::new();
        for (member, outcome) in group.into_iter().zip(outcomes) {
            match outcome {
                Ok(outcome) => {
                    // The log numbers them in their order, as a rule: then this is their place.
                    let place =
                        admitted.iter().rposition(|(_, before)| before.seq < outcome.seq).map_or(0, |at| at + 1);
                    admitted.insert(place, (member, outcome));
                }
                Err(error) => self.land(&member.mid, &Err(error)),
            }
        }
        let mut changes = Vec::with_capacity(admitted.len());
        let mut is_void = false;
        {
            let mut state = self.0.state.borrow_mut();
            for (member, outcome) in &mut admitted {
                let (first, mut voids) = (changes.len(), false);
                let seq = outcome.seq;
                let moves = self.follow(&mut state, seq, member, outcome.log.as_deref());
                let change = |collection: &'static Collection, action, payload| {
                    let (prev, mid) = (state.last_of(collection.name), member.mid.clone());
                    let prev = if faults::has(Bug::PrevIsZero) { Seq::default() } else { prev };
                    let change = Change { seq, prev, collection: collection.name, action, payload, mid };
                    Told::new(change, moves.get(collection.name).cloned())
                };
                for (part, done) in member.parts.iter().zip(&mut outcome.done) {
                    voids |= part.resets;
                    let tells =
                        !(part.resets || part.touches && matches!(&done.data, Data::Rows(rows) if rows.is_empty()));
                    if tells {
                        changes.push(change(part.collection, part.action, payload(part, &done.data)));
                    }
                    for ripple in done.ripples.drain(..) {
                        let action = match ripple.payload {
                            Payload::Ids(_) => Action::BulkDelete,
                            Payload::Rows(_) => Action::BulkUpdate,
                        };
                        changes.push(change(ripple.collection, action, ripple.payload));
                    }
                }
                if voids {
                    is_void = true;
                    // In no list anything stands any more that was said before.
                    state
                        .last
                        .extend(self.0.tables.schema().collections.iter().map(|collection| (collection.name, seq)));
                }
                state.last.extend(changes[first..].iter().map(|told: &Told| (told.collection(), seq)));
                state.seq = seq;
                state.head = Some(member.mid.clone());
                state.head_at = member.now;
                let entry = Entry { seq, digest: member.digest.clone(), user: member.user.clone() };
                state.memory.push(member.mid.clone(), entry);
            }
        }
        let changes: Rc<[Told]> = changes.into();
        self.publish(&changes);
        if is_void {
            self.tick();
        }
        self.tell_flush(&changes, members - admitted.len(), admitted.len(), cost);
        self.tell_hooks(&changes, &admitted);
        for (member, outcome) in admitted {
            let seq = outcome.seq;
            self.land(&member.mid, &Ok(Answer { seq, data: outcome.into_data(), replayed: false }));
        }
    }

    /// Tells whoever observes the room what a flush was.
    fn tell_flush(&self, changes: &[Told], refused: usize, mutations: usize, cost: Cost) {
        if let (Some(first), Some(last)) = (changes.first(), changes.last()) {
            self.emit(|| Event::Flush {
                first: first.seq(),
                last: last.seq(),
                mutations,
                refused,
                sockets: self.0.sockets.list().len(),
                rows_read: cost.rows_read,
                rows_written: cost.rows_written,
                took: self.0.host.now().saturating_sub(cost.begun),
            });
        }
    }

    /// What a member did to scopes, by collection, where somebody listens by scope. `log` is what its log entry says, where
    /// it could not say so itself.
    fn follow(
        &self,
        state: &mut State,
        seq: Seq,
        member: &Member,
        log: Option<&str>,
    ) -> Sorted<&'static str, Rc<Moves>> {
        let State { scopes: Some(scopes), last, horizon, .. } = state else {
            return Sorted::new();
        };
        let log: Value = match log {
            Some(log) => serde_json::from_str(log).unwrap_or_default(),
            None => member.parts.first().map(Part::changes).unwrap_or_default(),
        };
        let last_of = |collection: &str| last.get(collection).copied().unwrap_or(*horizon);
        scopes.follow(self.0.tables.schema(), seq, &log, last_of)
    }

    /// Answers those of a group that the log has; the others are given back.
    async fn settle_known(&self, group: Vec<Member>) -> Vec<Member> {
        let mut unknown = Vec::new();
        for member in group {
            let entry = self.0.state.borrow().memory.get(&member.mid).cloned();
            match entry.filter(|_| !faults::has(Bug::NoSecondLook)) {
                None => unknown.push(member),
                Some(entry) => {
                    let user = member.user.as_ref();
                    let answer = match member.parts.as_slice() {
                        [part] => self.replay(&entry, &member.digest, user, part.collection, part.action).await,
                        _ => self.replay_parts(&entry, &member.digest, user, &parts::asked_of(&member)).await,
                    };
                    self.land(&member.mid, &answer);
                }
            }
        }
        unknown
    }

    /// Refuses the one of a group that the database does not take; the others commit.
    pub(super) async fn refuse(&self, mut group: Vec<Member>, message: &str) {
        if group.len() > 1 && is_members_fault(message) {
            if self.0.database.is_local() {
                self.commit_each(group).await;
            } else {
                // Each batch is a round trip, so that the one is looked for in halves.
                let second = group.split_off(group.len() / 2);
                self.commit(group).await;
                self.commit(second).await;
            }
            return;
        }
        let error = self.refusal(message);
        for member in group {
            self.land(&member.mid, &Err(error.clone()));
        }
    }

    /// Commits the members of a group one by one, in one event all the same: that is one commit, and one frame a socket.
    async fn commit_each(&self, group: Vec<Member>) {
        let mut end = self.0.state.borrow().end();
        let mut cost = Cost::since(self.0.host.now());
        let (mut settled, mut outcomes, mut members) = (Vec::new(), Vec::new(), group.into_iter());
        let mut left: Vec<Member> = Vec::new();
        for member in members.by_ref() {
            let outcome = match self.try_group(&end, std::slice::from_ref(&member), &mut cost).await {
                Ok(mut outcomes) => outcomes.pop().unwrap_or(Err(Error::Internal)),
                Err(DatabaseError::Refused(message)) if !is_fence(&message) => Err(self.refusal(&message)),
                Err(_) => {
                    left.push(member);
                    break;
                }
            };
            if let Ok(admitted) = &outcome {
                end = End::at(admitted.seq, &member);
            }
            outcomes.push(outcome);
            settled.push(member);
        }
        left.extend(members);
        self.settle(settled, outcomes, cost);
        if !left.is_empty() && self.catch_up().await {
            self.commit(left).await;
        }
    }

    /// What whoever sent it is told of a mutation that the database does not take.
    fn refusal(&self, message: &str) -> Error {
        self.0.host.log(&format!("room {}: the database refused a mutation: {message}", self.0.sync_id));
        if message.contains("no such table") {
            no_tables()
        } else if message.contains("constraint failed") || message.contains("SQLITE_CONSTRAINT") {
            Error::Conflict {
                message: "the database's own constraints refuse these values".to_owned(),
                issues: Vec::new(),
            }
        } else if message.contains("too big") {
            Error::TooLarge("these values are larger than the database takes".to_owned())
        } else {
            Error::Internal
        }
    }

    /// The answer to a mutation that was committed before: the same seq, and the rows as they are now.
    pub(super) async fn replay(
        &self,
        entry: &Entry,
        digest: &Digest,
        user: Option<&UserId>,
        collection: &'static Collection,
        action: Action,
    ) -> Result<Answer, Error> {
        let is_same = entry.digest == *digest || faults::has(Bug::NoDigest);
        let is_theirs = entry.user.as_ref() == user || faults::has(Bug::NoOwnerOfMid);
        if !is_same || !is_theirs {
            return Err(Error::MidReused);
        }
        let data = if action.verb() == Verb::Delete {
            Data::None
        } else {
            let ids = self.changed_ids(entry.seq, collection).await?;
            let mut rows = self.rows(collection, &ids, View::Public).await?;
            if action.is_bulk() { Data::Rows(rows) } else { Data::Row(rows.pop()) }
        };
        Ok(Answer { seq: entry.seq, data, replayed: true })
    }

    /// The ids of a collection's rows that a seq changed, as a JSON array.
    async fn changed_ids(&self, seq: Seq, collection: &Collection) -> Result<String, Error> {
        let changes = self.changes_of(seq).await?;
        let rows = changes[collection.name].as_array().map(Vec::as_slice).unwrap_or_default();
        Ok(rows.iter().map(|row| row[0].clone()).collect::<Value>().to_string())
    }

    /// What the log says that a seq changed.
    pub(super) async fn changes_of(&self, seq: Seq) -> Result<Value, Error> {
        let params = [self.room_param(), seq.to_string().into()];
        let statement = Statement::new(Rc::clone(&self.0.tables.log.changes), params);
        let results = self.0.database.batch(vec![statement]).await.map_err(unread)?;
        match results.first().and_then(|results| results.rows.first()?.first()?.as_deref()) {
            Some(text) => serde_json::from_str(text).map_err(|_| Error::Internal),
            // Pruned meanwhile, unless it is another log.
            None => self.oldest_of_ours().await.and(Err(Error::StaleMutation)),
        }
    }

    /// The rows of these ids (a JSON array) that are there, in its order.
    pub(super) async fn rows(
        &self,
        collection: &'static Collection,
        ids: &str,
        view: View,
    ) -> Result<Vec<String>, Error> {
        let sql = self.0.tables.of(collection).ok_or(Error::Internal)?;
        let statement = Statement::new(sql.read(Read::ByIds(view)), [self.room_param(), ids.into()]);
        let mut results = self.0.database.batch(vec![statement]).await.map_err(unread)?;
        let rows = results.pop().map(|results| results.rows).unwrap_or_default();
        Ok(rows.into_iter().filter_map(|row| row.into_iter().nth(1).flatten()).collect())
    }

    pub(super) fn land(&self, mid: &MutationId, answer: &Result<Answer, Error>) {
        // Where the app's middleware is still round it, that goes on first.
        if self.0.state.borrow_mut().flights.get_mut(mid).is_some_and(|flight| flight.settle(answer)) {
            return;
        }
        let flight = self.0.state.borrow_mut().flights.remove(mid);
        if let Some(flight) = flight {
            flight.land(answer);
        }
    }
}

/// What a flush cost.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cost {
    pub(super) begun: i64,
    rows_read: u64,
    rows_written: u64,
}

impl Cost {
    pub(super) fn since(begun: i64) -> Self {
        Self { begun, rows_read: 0, rows_written: 0 }
    }

    pub(super) fn add(&mut self, results: &[Results]) {
        for result in results {
            self.rows_read += result.rows_read;
            self.rows_written += result.rows_written;
        }
    }
}

pub(super) fn payload(part: &Part, data: &Data) -> Payload {
    match data {
        Data::None => Payload::Ids(part.rows.iter().map(|row| Rc::clone(&row.id)).collect()),
        Data::Row(row) => Payload::Rows(row.iter().map(|row| row.as_str().into()).collect()),
        Data::Rows(rows) => Payload::Rows(rows.iter().map(|row| row.as_str().into()).collect()),
    }
}

/// The log statement found another last seq than the room believed in, or a second object took the same one.
pub(super) fn is_fence(message: &str) -> bool {
    message.contains("NOT NULL constraint failed: _sync_log.seq")
        || message.contains("UNIQUE constraint failed: _sync_log.")
}

/// Whether one mutation's values may be to blame, rather than the tables. Triggers refuse in words of their own.
fn is_members_fault(message: &str) -> bool {
    !["no such table", "no such column", "syntax error"].iter().any(|fault| message.contains(fault))
}
