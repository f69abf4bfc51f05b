use std::{collections::HashMap, rc::Rc};

use futures_util::future::LocalBoxFuture;
use serde_json::Value;

use super::{
    Room,
    digest::Digest,
    effects::{Database, DatabaseError, Host, Sockets},
    group,
    member::Member,
    memory::Entry,
    reads::{no_tables, parse_seq, unread},
    state::Log,
};
use crate::{
    protocol::{Action, Answer, Change, Data, Error, MutationId, Payload, Seq, UserId, Verb},
    schema::Collection,
    sql::{Results, Statement},
};

/// How often a group is tried before its callers are told that nobody knows.
const ATTEMPTS: usize = 4;

/// What became of a member in a batch that committed.
type Outcome = Result<(Seq, Data), Error>;

impl<D: Database + 'static, S: Sockets + 'static, H: Host + 'static> Room<D, S, H> {
    /// Starts the one task that commits, if it does not run yet.
    pub(super) fn pump(&self) {
        let mut state = self.0.state.borrow_mut();
        if state.is_pumping || state.queue.is_empty() {
            return;
        }
        state.is_pumping = true;
        drop(state);
        let room = self.clone();
        self.0.host.spawn(Box::pin(async move {
            loop {
                // Taking the next group straight after the last starves arrivals: they wait for this task to pause.
                room.0.host.pause().await;
                let group = group::take(&mut room.0.state.borrow_mut().queue);
                if group.is_empty() {
                    room.0.state.borrow_mut().is_pumping = false;
                    return;
                }
                room.commit(group).await;
            }
        }));
    }

    /// Commits a group, publishes it and answers it.
    fn commit(&self, mut group: Vec<Member>) -> LocalBoxFuture<'_, ()> {
        Box::pin(async move {
            for _ in 0..ATTEMPTS {
                // What waited meanwhile may have been committed by another object, as the last look at the log told.
                group = self.settle_known(group).await;
                if group.is_empty() {
                    return;
                }
                let seq = self.0.state.borrow().seq;
                let plan = group::plan(&self.0.tables, &self.0.sync_id, seq, &group);
                match self.0.database.batch(plan.statements).await {
                    Ok(results) => {
                        let outcomes = read_outcomes(&group, &plan.places, results);
                        self.settle(group, outcomes);
                        return;
                    }
                    Err(DatabaseError::Refused(message)) if !is_fence(&message) => {
                        self.refuse(group, &message).await;
                        return;
                    }
                    // The fence is lost, or nobody knows: only the log can tell.
                    Err(_) => match self.reload().await {
                        Ok(Log::Replaced) => return,
                        // Nobody was told of what the log has that this room did not publish: listeners are to ask.
                        Ok(Log::Continued) => self.tick(),
                        Err(_) => self.0.host.pause().await,
                    },
                }
            }
            for member in group {
                self.land(&member.mid, &Err(Error::Unavailable { mid: Some(member.mid.clone()) }));
            }
        })
    }

    /// Takes a committed batch into the room's state, publishes it and answers it, all in one go.
    fn settle(&self, group: Vec<Member>, outcomes: Vec<Outcome>) {
        let mut admitted: Vec<(Member, Seq, Data)> = Vec::new();
        for (member, outcome) in group.into_iter().zip(outcomes) {
            match outcome {
                Ok((seq, data)) => admitted.push((member, seq, data)),
                Err(error) => self.land(&member.mid, &Err(error)),
            }
        }
        admitted.sort_by_key(|(_, seq, _)| *seq);
        let mut changes = Vec::with_capacity(admitted.len());
        {
            let mut state = self.0.state.borrow_mut();
            for (member, seq, data) in &admitted {
                let prev = state.last_of(member.collection.name);
                state.last.insert(member.collection.name, *seq);
                state.seq = *seq;
                state.head = Some(member.mid.clone());
                let entry = Entry { seq: *seq, digest: member.digest.clone(), user: member.user.clone() };
                state.memory.push(member.mid.clone(), entry);
                changes.push(Change {
                    seq: *seq,
                    prev,
                    collection: member.collection.name,
                    action: member.action,
                    payload: payload(member, data),
                    mid: member.mid.clone(),
                });
            }
        }
        self.publish(&changes);
        for (member, seq, data) in admitted {
            self.land(&member.mid, &Ok(Answer { seq, data, replayed: false }));
        }
    }

    /// Answers those of a group that the log has; the others are given back.
    async fn settle_known(&self, group: Vec<Member>) -> Vec<Member> {
        let mut unknown = Vec::new();
        for member in group {
            let entry = self.0.state.borrow().memory.get(&member.mid).cloned();
            match entry {
                None => unknown.push(member),
                Some(entry) => {
                    let (collection, action) = (member.collection, member.action);
                    let answer = self.replay(&entry, &member.digest, member.user.as_ref(), collection, action).await;
                    self.land(&member.mid, &answer);
                }
            }
        }
        unknown
    }

    /// Refuses the one of a group that the database does not take; the others commit.
    async fn refuse(&self, mut group: Vec<Member>, message: &str) {
        if group.len() > 1 && is_members_fault(message) {
            let second = group.split_off(group.len() / 2);
            self.commit(group).await;
            self.commit(second).await;
            return;
        }
        self.0.host.log(&format!("room {}: the database refused a mutation: {message}", self.0.sync_id));
        let error = if message.contains("no such table") {
            no_tables()
        } else if message.contains("constraint failed") {
            Error::Conflict("the database's own constraints refuse these values".to_owned())
        } else if message.contains("too big") {
            Error::TooLarge("these values are larger than the database takes".to_owned())
        } else {
            Error::Internal
        };
        for member in group {
            self.land(&member.mid, &Err(error.clone()));
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
        if entry.digest != *digest || entry.user.as_ref() != user {
            return Err(Error::MidReused);
        }
        let data = if action.verb() == Verb::Delete {
            Data::None
        } else {
            let ids = self.changed_ids(entry.seq, collection).await?;
            let mut rows = self.rows(collection, &ids).await?;
            if action.is_bulk() { Data::Rows(rows) } else { Data::Row(rows.pop()) }
        };
        Ok(Answer { seq: entry.seq, data, replayed: true })
    }

    /// The ids of a collection's rows that a seq changed, as a JSON array.
    async fn changed_ids(&self, seq: Seq, collection: &Collection) -> Result<String, Error> {
        let params = [self.room_param(), seq.to_string().into()];
        let statement = Statement::new(Rc::clone(&self.0.tables.log.changes), params);
        let results = self.0.database.batch(vec![statement]).await.map_err(unread)?;
        let text =
            results.first().and_then(|results| results.rows.first()?.first()?.as_deref()).ok_or(Error::Internal)?;
        let changes: Value = serde_json::from_str(text).map_err(|_| Error::Internal)?;
        let rows = changes[collection.name].as_array().map(Vec::as_slice).unwrap_or_default();
        Ok(rows.iter().map(|row| row[0].clone()).collect::<Value>().to_string())
    }

    /// The rows of these ids (a JSON array) that are there, in its order.
    pub(super) async fn rows(&self, collection: &'static Collection, ids: &str) -> Result<Vec<String>, Error> {
        let sql = self.0.tables.of(collection).ok_or(Error::Internal)?;
        let statement = Statement::new(Rc::clone(&sql.by_ids), [self.room_param(), ids.into()]);
        let mut results = self.0.database.batch(vec![statement]).await.map_err(unread)?;
        let rows = results.pop().map(|results| results.rows).unwrap_or_default();
        Ok(rows.into_iter().filter_map(|row| row.into_iter().nth(1).flatten()).collect())
    }

    fn land(&self, mid: &MutationId, answer: &Result<Answer, Error>) {
        let flight = self.0.state.borrow_mut().flights.remove(mid);
        if let Some(flight) = flight {
            flight.land(answer);
        }
    }
}

/// Reads which members got in, at which seq, and their rows as their statements left them.
fn read_outcomes(group: &[Member], places: &[Vec<usize>], results: Vec<Results>) -> Vec<Outcome> {
    let mut admitted: HashMap<String, Seq> = HashMap::new();
    let mut rows: Vec<HashMap<String, String>> = Vec::with_capacity(results.len());
    for (index, results) in results.into_iter().enumerate() {
        let mut by_id = HashMap::new();
        for row in results.rows {
            let mut cells = row.into_iter().map(Option::unwrap_or_default);
            let (first, second) = (cells.next().unwrap_or_default(), cells.next().unwrap_or_default());
            if index > 0 {
                by_id.insert(first, second);
            } else if let Ok(seq) = parse_seq(Some(first)) {
                admitted.insert(second, seq);
            }
        }
        rows.push(by_id);
    }
    let outcome = |(member, places): (&Member, &Vec<usize>)| {
        let seq = *admitted.get(member.mid.as_str()).ok_or_else(|| refusal(member))?;
        if member.action.verb() == Verb::Delete {
            return Ok((seq, Data::None));
        }
        let row = |(row, place): (&super::member::MemberRow, &usize)| rows.get(*place)?.get(&*row.id).cloned();
        let mut found = member.rows.iter().zip(places).filter_map(row);
        Ok((seq, if member.action.is_bulk() { Data::Rows(found.collect()) } else { Data::Row(found.next()) }))
    };
    group.iter().zip(places).map(outcome).collect()
}

/// Why a member's condition did not hold.
fn refusal(member: &Member) -> Error {
    let name = member.collection.name;
    match member.action {
        Action::Insert => Error::IdTaken(format!("`{name}` has a row with this id already")),
        Action::BulkInsert => Error::IdTaken(format!("`{name}` has a row with one of these ids already")),
        Action::Update | Action::Delete => Error::NotFound(format!("`{name}` has no row with this id")),
        Action::BulkUpdate | Action::BulkDelete => {
            Error::NotFound(format!("`{name}` has no row with one of these ids"))
        }
    }
}

fn payload(member: &Member, data: &Data) -> Payload {
    match data {
        Data::None => Payload::Ids(member.rows.iter().map(|row| Rc::clone(&row.id)).collect()),
        Data::Row(row) => Payload::Rows(row.iter().map(|row| row.as_str().into()).collect()),
        Data::Rows(rows) => Payload::Rows(rows.iter().map(|row| row.as_str().into()).collect()),
    }
}

/// The log statement found another last seq than the room believed in, or a second object took the same one.
fn is_fence(message: &str) -> bool {
    message.contains("NOT NULL constraint failed: _sync_log.seq")
        || message.contains("UNIQUE constraint failed: _sync_log.")
}

/// Whether one mutation's values are to blame, rather than the tables.
fn is_members_fault(message: &str) -> bool {
    message.contains("constraint failed") || message.contains("too big")
}
