//! What a mutation of several parts changes in all.

use std::rc::Rc;

use serde_json::{Map, Value};

use super::{
    Room,
    checks::Unasked,
    effects::{Database, Host, Sockets},
    member::{Member, Part},
    reads::parse_seq,
};
use crate::{
    map::{Set, Sorted},
    protocol::{Error, Verb},
    sql::{Results, Statement},
};

impl<D: Database + 'static, S: Sockets + 'static, H: Host + 'static> Room<D, S, H> {
    /// Finds out what the parts of a group's only member change, and writes it into them; refuses what contradicts itself.
    /// Other groups are given back as they are.
    ///
    /// As with the rules over whole rows, what is read here is what the batch will find, or the fence is lost.
    ///
    /// # Errors
    /// The group as it was, where nothing could be asked.
    pub(super) async fn join_parts(&self, mut group: Vec<Member>) -> Result<Vec<Member>, (Vec<Member>, Unasked)> {
        let [member] = group.as_mut_slice() else { return Ok(group) };
        if !member.is_joined() {
            return Ok(group);
        }
        let entries: Vec<&str> = member.parts.iter().map(|part| part.entry.as_str()).collect();
        let params = [self.room_param(), "0".into(), format!("[{}]", entries.join(",")).into()];
        let log = &self.0.tables.log;
        let head = Statement::new(Rc::clone(&log.head), [self.room_param(), "0".into()]);
        let found = Statement::new(self.0.tables.changes(&member.needs), params);
        let Ok(results) = self.0.database.batch(vec![head, found]).await else {
            return Err((group, Unasked::Unread));
        };
        let mut results = results.into_iter();
        let seq = results.next().and_then(|head| parse_seq(head.rows.into_iter().next()?.into_iter().next()?).ok());
        if seq != Some(self.0.state.borrow().seq) {
            return Err((group, Unasked::Behind));
        }
        let joined = results.next().ok_or(Error::Internal).and_then(|found| join(member, found));
        if let Err(error) = joined {
            let mid = member.mid.clone();
            self.land(&mid, &Err(error));
            group.clear();
        }
        Ok(group)
    }
}

/// Puts the changes of all parts together: those of parts that do not delete first, so that a replay finds them by their number.
/// In a mutation that deletes as well, each of their rows is marked as one that is there afterwards.
fn join(member: &mut Member, found: Results) -> Result<(), Error> {
    let mut changes = vec![Map::new(); member.parts.len()];
    for row in found.rows {
        let mut cells = row.into_iter().flatten();
        let number = cells.next().and_then(|number| number.parse::<usize>().ok()).ok_or(Error::Internal)?;
        let text = cells.next().ok_or(Error::Internal)?;
        let parsed = serde_json::from_str(&text).map_err(|_| Error::Internal)?;
        *changes.get_mut(number).ok_or(Error::Internal)? = parsed;
    }
    let is_delete = |part: &&Part| part.action.verb() == Verb::Delete;
    let mut whole = Whole { marks: member.parts.iter().any(|part| is_delete(&part)), ..Whole::default() };
    for (_, changes) in member.parts.iter().zip(&mut changes).filter(|(part, _)| !is_delete(part)) {
        whole.add_kept(changes);
    }
    let deletes = || member.parts.iter().zip(&changes).filter(|(part, _)| is_delete(part));
    let hides = |part: &Part| part.collection.deleted_at().is_some();
    deletes().for_each(|(part, changes)| whole.note_removed(changes, hides(part)));
    for (part, changes) in deletes() {
        whole.add_deleted(changes, hides(part))?;
    }
    refuse_gone(&member.parts, &whole.removed)?;
    let mut whole = Some(Value::Object(whole.entries));
    for (part, changes) in member.parts.iter_mut().zip(changes) {
        let mut entry: Value = serde_json::from_str(&part.entry).map_err(|_| Error::Internal)?;
        entry["c"] = Value::Object(changes);
        if let Some(whole) = whole.take() {
            entry["l"] = whole;
        }
        part.joined = Some(entry.to_string());
    }
    Ok(())
}

/// The log's entry of all parts.
#[derive(Default)]
struct Whole {
    /// Whether rows that stay are marked.
    marks: bool,
    entries: Map<String, Value>,
    /// Rows of parts that do not delete.
    kept: Set<Key>,
    /// Rows that go, and whether they only hide.
    removed: Sorted<Key, bool>,
    /// Rows of parts that delete, those that only lose a reference among them.
    told: Set<Key>,
}

/// A collection and an id.
type Key = (String, String);

impl Whole {
    fn add_kept(&mut self, changes: &mut Map<String, Value>) {
        for (collection, entries) in changes {
            for entry in entries.as_array_mut().into_iter().flatten() {
                if let Some(entry) = entry.as_array_mut().filter(|_| self.marks) {
                    entry.push(Value::from(1));
                }
                self.kept.extend(key(collection, entry));
                self.push(collection, entry);
            }
        }
    }

    fn note_removed(&mut self, changes: &Map<String, Value>, hides: bool) {
        for (collection, entries) in changes {
            let gone = entries.as_array().into_iter().flatten().filter(|entry| entry[3].is_null());
            self.removed.extend(gone.filter_map(|entry| Some((key(collection, entry)?, hides))));
        }
    }

    /// Two deletes may take the same row with them; one that loses a reference in one and goes in another goes. But none may
    /// stand in a part that keeps it.
    fn add_deleted(&mut self, changes: &Map<String, Value>, hides: bool) -> Result<(), Error> {
        for (collection, entries) in changes {
            for entry in entries.as_array().into_iter().flatten() {
                let Some(key) = key(collection, entry) else { continue };
                if self.kept.contains(&key) {
                    return Err(contradiction(format!(
                        "a row of `{collection}` goes with one that this mutation deletes, or loses its reference to it, and \
                         another part changes it"
                    )));
                }
                let elsewhere = self.removed.get(&key).filter(|_| !entry[3].is_null());
                if elsewhere == Some(&true) && !hides {
                    // It would go on naming, where nobody sees it, a row that is gone.
                    return Err(contradiction(format!(
                        "a row of `{collection}` hides with one row that this mutation deletes, and names another that is \
                         removed for good: use two mutations"
                    )));
                }
                let goes_elsewhere = elsewhere.is_some();
                if !goes_elsewhere && self.told.insert(key) {
                    self.push(collection, entry);
                }
            }
        }
        Ok(())
    }

    fn push(&mut self, collection: &str, entry: &Value) {
        let entries = self.entries.entry(collection).or_insert_with(|| Value::Array(Vec::new()));
        if let Value::Array(entries) = entries {
            entries.push(entry.clone());
        }
    }
}

fn key(collection: &str, entry: &Value) -> Option<Key> {
    Some((collection.to_owned(), entry[0].as_str()?.to_owned()))
}

fn refuse_gone(parts: &[Part], removed: &Sorted<Key, bool>) -> Result<(), Error> {
    for (collection, id) in parts.iter().flat_map(|part| &part.asks.references) {
        if removed.contains_key(&((*collection).to_owned(), id.to_string())) {
            return Err(contradiction(format!("this mutation deletes a row of `{collection}` that it references")));
        }
    }
    Ok(())
}

fn contradiction(message: String) -> Error {
    Error::Conflict { message, issues: Vec::new() }
}
