//! Mutations of several parts: one id, one place in the order, all or none.

use serde_json::Value;

use super::{
    Entry, InFlight, Room, Submitted,
    company::place_of,
    digest::Digest,
    effects::{Database, Host, Sockets},
    member::{Member, Part},
    operation::Operation,
    parse_mid,
};
use crate::{
    protocol::{Action, Answer, Data, Error, UserId, Verb, limits},
    schema::Collection,
    sql::View,
    validate::{Issue, Writer},
};

/// Parts of one mutation, at most: the statement of its conditions has to have room for them.
const PARTS: usize = 100;

/// What a mutation of the app's own does to one collection.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct PartRequest {
    /// The collection's name on the wire.
    pub(crate) collection: String,
    pub(crate) action: Action,
    /// As a [`MutationRequest`](crate::protocol::MutationRequest) has it.
    pub(crate) payload: Value,
    pub(crate) scope: Option<String>,
}

/// What was asked of one collection: enough to answer it again.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asked {
    pub(super) collection: &'static Collection,
    pub(super) verb: Verb,
    pub(super) rows: usize,
}

impl<D: Database + 'static, S: Sockets + 'static, H: Host + 'static> Room<D, S, H> {
    /// Does a mutation of the app's own, in one part or in several, once: the same mutation id again gets the same `seq`.
    pub(super) async fn submit_parts(
        &self,
        parts: Vec<PartRequest>,
        mid: Option<&str>,
        user: Option<UserId>,
    ) -> Result<Submitted, Error> {
        if parts.is_empty() {
            return Err(Error::invalid("parts", "too_small", "must not be empty"));
        }
        if parts.len() > PARTS {
            return Err(Error::TooLarge(format!("a mutation has at most {PARTS} parts")));
        }
        let (mid, since) = match mid {
            None => (self.new_mid()?, Some(self.seq().await?)),
            Some(text) => (parse_mid(text)?, None),
        };
        let digest = Digest::of_parts(&parts);
        let asked = parts.iter().map(|part| self.asked(part)).collect::<Result<Vec<_>, _>>()?;
        let replay = async |entry: Entry| {
            let answer = self.replay_parts(&entry, &digest, user.as_ref(), &asked).await?;
            Ok(Submitted::done(answer))
        };
        let answer = loop {
            let entry = self.find(&mid, since).await?;

            // From here to the queue nothing is awaited: what was looked up stays true.
            let entry = self.0.state.borrow().memory.get(&mid).cloned().or(entry);
            if let Some(entry) = entry {
                return replay(entry).await;
            }
            match self.flight(&mid, &digest, user.as_ref()) {
                Some(InFlight::Same(answer)) => break answer,
                Some(InFlight::Other(landed)) => drop(landed.await),
                None => {
                    let operations = parse(&parts, &asked)?;
                    let state = &mut self.0.state.borrow_mut();
                    break self.enqueue_all(state, operations, mid.clone(), user.clone(), digest.clone())?;
                }
            }
        };
        self.pump();
        Ok(Submitted::waiting(mid, answer))
    }

    fn asked(&self, part: &PartRequest) -> Result<Asked, Error> {
        let collection = self.collection_of(&part.collection)?;
        let items = part.payload.get("items").or_else(|| part.payload.get("ids"));
        let rows = items.filter(|_| part.action.is_bulk()).and_then(Value::as_array).map_or(1, Vec::len);
        Ok(Asked { collection, verb: part.action.verb(), rows })
    }

    /// The answer to a mutation of several parts that was committed before: the same seq, and the rows as they are now;
    /// `null` for those that are gone.
    pub(super) async fn replay_parts(
        &self,
        entry: &Entry,
        digest: &Digest,
        user: Option<&UserId>,
        asked: &[Asked],
    ) -> Result<Answer, Error> {
        if entry.digest != *digest || entry.user.as_ref() != user {
            return Err(Error::MidReused);
        }
        let changes = self.changes_of(entry.seq).await?;
        let mut rows = Vec::new();
        for (place, part) in asked.iter().enumerate().filter(|(_, part)| part.verb != Verb::Delete) {
            // The log has the rows of parts that do not delete first, in the order of the parts.
            let is_before =
                |other: &&Asked| other.verb != Verb::Delete && other.collection.name == part.collection.name;
            let before: usize = asked[..place].iter().filter(is_before).map(|other| other.rows).sum();
            let entries = changes[part.collection.name].as_array().map(Vec::as_slice).unwrap_or_default();
            let ids: Vec<&Value> = entries.iter().skip(before).take(part.rows).map(|entry| &entry[0]).collect();
            let wanted: Value = ids.iter().copied().cloned().collect();
            let found = self.rows(part.collection, &wanted.to_string(), View::Public).await?;
            let mut found = found.into_iter().map(|row| (id_of(part.collection, &row), row)).peekable();
            for id in ids {
                let is_it = |(found, _): &(Value, String)| found == id;
                rows.push(found.next_if(is_it).map_or_else(|| "null".to_owned(), |(_, row)| row));
            }
        }
        Ok(Answer { seq: entry.seq, data: Data::Rows(rows), replayed: true })
    }
}

fn id_of(collection: &Collection, row: &str) -> Value {
    serde_json::from_str::<Value>(row).map(|mut row| row[collection.id().wire].take()).unwrap_or_default()
}

/// Checks every part. All issues of one part are reported, each under the part's number where there are several.
fn parse(parts: &[PartRequest], asked: &[Asked]) -> Result<Vec<Operation>, Error> {
    let mut rows = 0;
    let mut operations = Vec::with_capacity(parts.len());
    for (number, (part, asked)) in parts.iter().zip(asked).enumerate() {
        rows += asked.rows;
        let operation =
            Operation::parse(asked.collection, Writer::App, part.action, part.scope.as_deref(), &part.payload);
        operations.push(operation.map_err(|error| placed(error, number, parts.len()))?);
    }
    if rows > limits::BULK_ITEMS {
        return Err(Error::TooLarge(format!("a mutation has at most {} rows", limits::BULK_ITEMS)));
    }
    Ok(operations)
}

/// What is wrong with a part, under its number.
pub(super) fn placed(error: Error, number: usize, parts: usize) -> Error {
    let place = |mut issues: Vec<Issue>| {
        for issue in &mut issues {
            issue.path.splice(0..0, place_of(number, parts));
        }
        issues
    };
    match error {
        Error::Validation(issues) => Error::Validation(place(issues)),
        Error::UnknownField(issues) => Error::UnknownField(place(issues)),
        error => error,
    }
}

/// The parts that a member of several came from.
pub(super) fn asked_of(member: &Member) -> Vec<Asked> {
    let asked = |part: &Part| Asked { collection: part.collection, verb: part.action.verb(), rows: part.rows.len() };
    member.parts.iter().map(asked).collect()
}
