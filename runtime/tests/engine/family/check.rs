//! Whether what happened is what the model says.

use std::collections::BTreeMap;

use ferrosync::{
    protocol::Error,
    schema::{Collection, Role},
};
use serde_json::{Map, Value, json};

use super::{
    History, ROOMS, Sent, count,
    model::{self, Changes, Refusal, Rows},
    ops::COLLECTIONS,
};
use crate::common::log;

/// A room's log, and what the model says of it.
struct Told {
    /// `mid`s in order.
    mids: Vec<String>,
    /// What each entry changed.
    changes: Vec<Changes>,
    /// The rows before the first, and after each.
    states: Vec<Rows>,
}

impl History {
    pub(super) fn check(&self) {
        let told: Vec<Told> = (0..2).map(|room| self.tell(room)).collect();
        for read in &self.reads {
            let collection = COLLECTIONS[read.collection];
            let expected = listed(&told[read.room].states[read.seq], collection);
            let rows: Vec<_> = read.rows.iter().map(|row| without_times(collection, row)).collect();
            assert_eq!(rows, expected, "l5: a list is not the state at its seq");
        }
        for sent in &self.sent {
            check_answers(sent, &told[sent.room]);
        }
        for (room, socket) in &self.sockets {
            check_broadcasts(&socket.changes(), &told[*room]);
        }
        let connection = self.world.connection();
        let mut broken = connection.prepare("PRAGMA foreign_key_check").unwrap();
        assert!(!broken.exists([]).unwrap(), "l10: a reference names a row that is gone");
        // What hides is there, and what is gone is not.
        for (room, told) in told.iter().enumerate() {
            for collection in COLLECTIONS {
                let sql = format!("SELECT count(*) FROM {} WHERE room_id = ?1", collection.table);
                let rows: u32 = connection.query_row(&sql, [ROOMS[room]], |row| row.get(0)).unwrap();
                let expected = told.states.last().unwrap().get(collection.name).map_or(0, BTreeMap::len);
                assert_eq!(rows as usize, expected, "{}", collection.name);
            }
        }
    }

    /// Does what the log has to the model, entry by entry.
    fn tell(&self, room: usize) -> Told {
        let log = log(&self.world, ROOMS[room]);
        let seqs: Vec<u64> = log.iter().map(|(seq, ..)| *seq).collect();
        assert_eq!(seqs, (1..=log.len() as u64).collect::<Vec<_>>(), "l1: seq is not dense");
        let mut told = Told { mids: Vec::new(), changes: Vec::new(), states: vec![Rows::new()] };
        for (_, mid, logged) in log {
            let is_it = |sent: &&Sent| sent.request.client_mutation_id.as_deref() == Some(&mid);
            let sent = self.sent.iter().find(is_it).unwrap();
            assert_eq!(sent.room, room, "s2: a mutation in another room's log");
            let mut rows = told.states.last().unwrap().clone();
            let changes = model::apply(&mut rows, &sent.request);
            let changes =
                changes.unwrap_or_else(|refusal| panic!("committed in spite of {refusal:?}: {:?}", sent.request));
            assert_eq!(read_logged(&logged), changes, "r7: the log of {:?}", sent.request);
            count_along(sent, &changes);
            told.mids.push(mid);
            told.changes.push(changes);
            told.states.push(rows);
        }
        count("commits", told.mids.len());
        told
    }
}

fn count_along(sent: &Sent, changes: &Changes) {
    let own = model::items(&sent.request).len();
    let lost = changes.values().flatten().filter(|(_, lost)| *lost).count();
    let along = changes.values().flatten().count() - lost - own;
    count("rows that lost a reference", lost);
    let hides = model::collection_of(&sent.request.collection).deleted_at().is_some();
    count(if hides { "rows that hid along" } else { "rows that went along" }, along);
}

fn read_logged(logged: &Value) -> Changes {
    let entries = |(name, entries): (&String, &Value)| {
        let entry = |entry: &Value| {
            assert!(entry[1].is_null() && entry[2].is_null(), "no scopes here");
            (entry[0].as_str().unwrap().to_owned(), entry[3] == 1)
        };
        (model::collection_of(name).name, entries.as_array().unwrap().iter().map(entry).collect())
    };
    logged.as_object().unwrap().iter().map(entries).collect()
}

/// L3: at most once in the log, the same seq in every answer; a refusal was right at some moment while it was asked.
fn check_answers(sent: &Sent, told: &Told) {
    let mid = sent.request.client_mutation_id.as_deref().unwrap();
    let logged: Vec<u64> = told.mids.iter().zip(1..).filter(|(logged, _)| *logged == mid).map(|(_, seq)| seq).collect();
    assert!(logged.len() <= 1, "l3: `{mid}` was committed twice");
    let mut last = None;
    for send in &sent.sends {
        let Some(answer) = send.answer.borrow().clone() else { continue };
        let refusal = match &answer {
            Ok(answer) => {
                assert_eq!(logged, [answer.seq.0], "l3: `{mid}` was answered with another seq than the log's");
                count("replays", usize::from(answer.replayed));
                None
            }
            Err(Error::Unavailable { .. }) => None,
            Err(Error::IdTaken(_)) => Some((Refusal::IdTaken, "refused: taken id")),
            Err(Error::NotFound(_)) => Some((Refusal::NotFound, "refused: no row")),
            Err(Error::Conflict { .. }) => Some((Refusal::Conflict, "refused: conflict")),
            Err(error) => panic!("`{mid}`: {error:?}"),
        };
        if let Some((refusal, name)) = refusal {
            count(name, 1);
            let moments = &told.states[send.from..=send.to.get().unwrap()];
            let was_right = |rows: &Rows| model::apply(&mut rows.clone(), &sent.request) == Err(refusal);
            assert!(moments.iter().any(was_right), "`{mid}` was refused for no reason: {answer:?}, {:?}", sent.request);
        }
        last = Some(answer);
    }
    let last = last.expect("the last send is answered");
    assert_eq!(last.is_ok(), logged.len() == 1, "l3: the last answer of `{mid}` contradicts the log: {last:?}");
}

/// What is published is what was committed, all of it, with the rows as they were then.
fn check_broadcasts(changes: &[Value], told: &Told) {
    for changes in changes.chunk_by(|one, next| one["seq"] == next["seq"]) {
        let seq = usize::try_from(changes[0]["seq"].as_u64().unwrap()).unwrap();
        let mut published = Changes::new();
        for (place, change) in changes.iter().enumerate() {
            assert_eq!(change["clientMutationId"], *told.mids[seq - 1], "l1: a change under another seq");
            let collection = model::collection_of(change["collection"].as_str().unwrap());
            let touched = |changes: &Changes| changes.contains_key(collection.name);
            let prev = told.changes[..seq - 1].iter().rposition(touched).map_or(0, |index| index + 1);
            assert_eq!(change["prev"], prev, "l1: {change}");
            let payload = &change["payload"];
            let items = match payload.get("items").or(payload.get("ids")) {
                Some(items) => items.as_array().unwrap().clone(),
                None => vec![payload.clone()],
            };
            for item in items {
                let is_row = item.get("roomId").is_some();
                let id = item.as_str().or(item["id"].as_str()).unwrap().to_owned();
                if is_row {
                    let expected = listed(&told.states[seq], collection);
                    assert!(expected.contains(&without_times(collection, &item)), "l1: a row that was not: {item}");
                }
                let is_new = published.entry(collection.name).or_default().insert((id, place > 0 && is_row));
                assert!(is_new, "r7: told twice");
            }
            count("changes published", 1);
        }
        // Rows that hide lose their references too, but nobody is told of those.
        let mut expected = told.changes[seq - 1].clone();
        for (name, entries) in &mut expected {
            entries.retain(|(id, lost)| !*lost || !told.states[seq][name][id].hides);
        }
        expected.retain(|_, entries| !entries.is_empty());
        assert_eq!(published, expected, "r7: what was told of seq {seq}");
    }
}

/// The rows that a list has, by their ids.
pub(super) fn listed(rows: &Rows, collection: &Collection) -> Vec<Map<String, Value>> {
    let rows = rows.get(collection.name).into_iter().flatten();
    let row = |(id, row): (&String, &model::Row)| {
        let mut fields = row.fields.clone();
        fields.insert("id".into(), json!(id));
        fields.retain(|wire, _| is_data(collection, wire));
        fields
    };
    rows.filter(|(_, row)| !row.hides).map(row).collect()
}

pub(super) fn without_times(collection: &Collection, row: &Value) -> Map<String, Value> {
    let mut fields = row.as_object().unwrap().clone();
    assert!(fields.get("deletedAt").is_none_or(Value::is_null), "h1: a row that hides was shown");
    assert!(fields.get("createdAt").and_then(Value::as_i64) <= fields.get("updatedAt").and_then(Value::as_i64));
    fields.retain(|wire, _| is_data(collection, wire));
    fields
}

fn is_data(collection: &Collection, wire: &str) -> bool {
    collection.column(wire).is_some_and(|column| matches!(column.role, Role::Data | Role::Id))
}
