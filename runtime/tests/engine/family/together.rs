//! L2 over several collections: random mutations of several parts, each all or nothing, as the model has it.

use std::collections::{BTreeMap, BTreeSet};

use ferrosync::{
    protocol::{Action, Error, MutationRequest, Verb},
    room::Transaction,
    testing::{Fault, TestRoom, World},
};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{
    check::{listed, without_times},
    model::{self, Refusal, Rows},
    ops::{self, COLLECTIONS, Op},
};
use crate::{
    common::{log, read_of, request, send},
    histories::{self, Lent},
    own::{Badge, Comment, List, Note, Person, Pin, Todo, commit},
    words::ALL,
};

type Ids = BTreeMap<&'static str, BTreeSet<String>>;

thread_local! {
    static SEEN: std::cell::RefCell<BTreeMap<&'static str, u64>> = std::cell::RefCell::default();
}

fn note(what: &'static str) {
    SEEN.with_borrow_mut(|seen| *seen.entry(what).or_default() += 1);
}

/// Adds a part to a transaction, row by row: neighbours become one part again.
fn add(transaction: Transaction, request: &MutationRequest) -> Transaction {
    macro_rules! add {
        ($($name:literal => $entity:ident),*) => {
            match request.collection.as_str() {
                $($name => rows(request).into_iter().fold(transaction, |transaction, (id, fields)| {
                    match request.action.verb() {
                        Verb::Insert => transaction.insert::<$entity>(&fields),
                        Verb::Update => transaction.update::<$entity>(&id, &fields),
                        Verb::Delete => transaction.delete::<$entity>(&id),
                    }
                }),)*
                other => panic!("no such collection: {other}"),
            }
        };
    }
    add!("lists" => List, "todos" => Todo, "comments" => Comment, "people" => Person, "notes" => Note, "badges" => Badge, "pins" => Pin)
}

fn rows(request: &MutationRequest) -> Vec<(String, Value)> {
    model::items(request).into_iter().map(|(id, fields)| (id, Value::Object(fields))).collect()
}

/// What the parts do in all, a request a collection and verb. The same row twice is no mutation.
fn merged(parts: &[MutationRequest]) -> Option<Vec<MutationRequest>> {
    let mut seen = BTreeSet::new();
    let mut merged: BTreeMap<(u8, String), Vec<(String, Value)>> = BTreeMap::new();
    for part in parts {
        let rank = match part.action.verb() {
            Verb::Delete => 0,
            Verb::Update => 1,
            Verb::Insert => 2,
        };
        for (id, fields) in rows(part) {
            if !seen.insert((part.collection.clone(), id.clone())) {
                return None;
            }
            merged.entry((rank, part.collection.clone())).or_default().push((id, fields));
        }
    }
    let request = |((rank, collection), rows): ((u8, String), Vec<(String, Value)>)| {
        let (action, payload) = match rank {
            0 => (Action::BulkDelete, json!({ "ids": rows.iter().map(|(id, _)| id).collect::<Vec<_>>() })),
            1 => {
                let items: Vec<_> = rows.iter().map(|(id, data)| json!({ "id": id, "data": data })).collect();
                (Action::BulkUpdate, json!({ "items": items }))
            }
            _ => (Action::BulkInsert, json!({ "items": rows.iter().map(|(_, row)| row).collect::<Vec<_>>() })),
        };
        request("merged-parts", &collection, action, payload)
    };
    Some(merged.into_iter().map(request).collect())
}

/// Does the parts one after the other, in any order in which they go, and says what they changed; `None` where they do not go.
fn apply_all(before: &Rows, mut parts: Vec<MutationRequest>) -> Option<(Rows, Ids)> {
    let (mut rows, mut changed) = (before.clone(), Ids::new());
    while !parts.is_empty() {
        let count = parts.len();
        parts.retain(|part| {
            let mut part = part.clone();
            // What went with another delete is deleted already.
            if part.action.verb() == Verb::Delete {
                let of_collection = |id: &Value| {
                    let was = |rows: &Rows| {
                        let row = rows.get(part.collection.as_str()).and_then(|rows| rows.get(id.as_str().unwrap()));
                        row.is_some_and(|row| !row.hides)
                    };
                    was(&rows) || !was(before)
                };
                let ids = part.payload["ids"].as_array().unwrap().iter().filter(|id| of_collection(id)).cloned();
                part.payload = json!({ "ids": ids.collect::<Vec<_>>() });
                if part.payload["ids"].as_array().unwrap().is_empty() {
                    return false;
                }
            }
            match model::apply(&mut rows, &part) {
                Ok(entries) => {
                    for (collection, entries) in entries {
                        changed.entry(collection).or_default().extend(entries.into_iter().map(|(id, _)| id));
                    }
                    false
                }
                Err(_) => true,
            }
        });
        if parts.len() == count {
            return None;
        }
    }
    Some((rows, changed))
}

fn check_rows(world: &World, room: &TestRoom, state: &Rows) {
    for collection in COLLECTIONS {
        let (rows, _) = read_of(world, room, collection);
        let rows: Vec<_> = rows.iter().map(|row| without_times(collection, row)).collect();
        assert_eq!(rows, listed(state, collection), "l2: {}", collection.name);
        let sql = format!("SELECT count(*) FROM {}", collection.table);
        let count: u32 = world.connection().query_row(&sql, [], |row| row.get(0)).unwrap();
        assert_eq!(count as usize, state.get(collection.name).map_or(0, BTreeMap::len), "{}", collection.name);
    }
    let connection = world.connection();
    let mut broken = connection.prepare("PRAGMA foreign_key_check").unwrap();
    assert!(!broken.exists([]).unwrap(), "l10: a reference names a row that is gone");
}

/// What was told of a seq, and what its log entry names.
fn check_told(world: &World, changes: &[Value], seq: u64, expected: &Ids, state: &Rows) {
    let entry = log(world, "house").pop().unwrap();
    assert_eq!(entry.0, seq);
    let mut named = Ids::new();
    let (mut kept, mut gone) = (0, 0);
    for (name, entries) in entry.2.as_object().unwrap() {
        let name = model::collection_of(name).name;
        for entry in entries.as_array().unwrap() {
            let id = entry[0].as_str().unwrap().to_owned();
            let is_there = state.get(name).and_then(|rows| rows.get(&id)).is_some_and(|row| !row.hides);
            if entry[3].is_null() && !is_there {
                gone += 1;
            } else {
                kept += 1;
            }
            if !entry[3].is_null() && !is_there {
                // Only what hid already may lose a reference and stay hidden.
                assert!(state[name].contains_key(&id), "marked as there, and gone: {entry}");
            }
            assert!(named.entry(name).or_default().insert(id), "twice in the log: {entry}");
        }
    }
    assert_eq!(&named, expected, "r7: the log");
    if kept > 0 && gone > 0 {
        note("rows that stay beside rows that go");
    }
    let mut told = Ids::new();
    for change in changes.iter().filter(|change| change["seq"] == seq) {
        let name = model::collection_of(change["collection"].as_str().unwrap()).name;
        let payload = &change["payload"];
        let items = payload.get("items").or(payload.get("ids")).and_then(Value::as_array).cloned();
        for item in items.unwrap_or_else(|| vec![payload.clone()]) {
            let id = item.as_str().or(item["id"].as_str()).unwrap().to_owned();
            assert!(told.entry(name).or_default().insert(id), "r7: told twice: {change}");
        }
    }
    for (name, ids) in &told {
        assert!(ids.is_subset(&expected[name]), "r7: told of {name}: {ids:?}");
    }
    for (name, ids) in expected {
        let untold = ids.iter().filter(|id| !told.get(name).is_some_and(|told| told.contains(*id)));
        // What hid before and lost a reference is shown to nobody.
        assert!(untold.into_iter().all(|id| state[name][id].hides), "r7: not told of {name}");
    }
}

fn live(steps: Vec<Vec<Op>>, seed: u64, faults: bool) {
    let world = Lent::new(&ALL);
    let room = world.room("house");
    let mut state = Rows::new();
    for (number, op) in ops::founders(seed).into_iter().enumerate() {
        let founder = op.request(&format!("founder-{number}"));
        if send(&world, &room, founder.clone()).is_ok() {
            model::apply(&mut state, &founder).unwrap();
        }
    }
    let socket = world.connect(&room);
    let mut draws = seed;
    world.set_faults(move || {
        draws = draws.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        match (draws >> 33) % 10 {
            0 if faults => Fault::Before,
            1 if faults => Fault::After,
            _ => Fault::None,
        }
    });
    let mut seq = log(&world, "house").len() as u64;
    for (number, ops) in steps.into_iter().enumerate() {
        let parts: Vec<_> = ops.iter().map(|op| op.request("a-part-of-it")).collect();
        let mid = format!("together-{number}");
        let build = |transaction: Transaction| parts.iter().fold(transaction.mid(&mid), add);
        // Who does not know asks again, under the same name.
        let committed = std::iter::repeat_with(|| commit(&world, &room, build))
            .find(|committed| !matches!(committed, Err(Error::Unavailable { .. })))
            .unwrap();
        match committed {
            Ok(committed) => {
                seq += 1;
                assert_eq!(committed.seq.0, seq, "l1");
                let merged = merged(&parts).unwrap_or_else(|| panic!("committed with a row twice: {parts:?}"));
                let (rows, changed) =
                    apply_all(&state, merged).unwrap_or_else(|| panic!("committed in spite of the model: {parts:?}"));
                state = rows;
                // One that was committed under a lost answer is told by a tick.
                if !committed.replayed {
                    check_told(&world, &socket.changes(), seq, &changed, &state);
                }
                note(if parts.len() > 1 { "commits of several parts" } else { "commits of one part" });
            }
            Err(error) => {
                let names_one = |verb: Verb, is_there: bool| {
                    parts.iter().filter(|part| part.action.verb() == verb).any(|part| {
                        let rows_of = state.get(part.collection.as_str());
                        model::items(part).iter().any(|(id, _)| {
                            let row = rows_of.and_then(|rows| rows.get(id));
                            if is_there { row.is_some() } else { row.is_none_or(|row| row.hides) }
                        })
                    })
                };
                match &error {
                    Error::NotFound(_) => {
                        assert!(
                            names_one(Verb::Update, false) || names_one(Verb::Delete, false),
                            "{error:?}: {parts:?}"
                        );
                        note("refused: no row");
                    }
                    Error::IdTaken(_) => {
                        assert!(names_one(Verb::Insert, true), "{error:?}: {parts:?}");
                        note("refused: taken id");
                    }
                    Error::Validation(_) => {
                        assert!(merged(&parts).is_none(), "{error:?}: {parts:?}");
                        note("refused: a row twice");
                    }
                    Error::Conflict { message, .. } => {
                        if message.contains("own constraints") {
                            note("refused: by the database alone");
                        }
                        if let [part] = parts.as_slice() {
                            assert_eq!(model::apply(&mut state.clone(), part), Err(Refusal::Conflict), "{parts:?}");
                        }
                        note("refused: conflict");
                    }
                    other => panic!("{other:?}: {parts:?}"),
                }
                assert_eq!(log(&world, "house").len() as u64, seq, "l2: refused and in the log");
            }
        }
        check_rows(&world, &room, &state);
    }
}

#[test]
fn l2_holds_over_several_collections() {
    const HISTORIES: u32 = 150;
    let together = prop::collection::vec(prop::collection::vec(ops::op(), 1..5), 10..25);
    histories::run(HISTORIES, 60, &(together, any::<u64>(), prop::bool::weighted(0.3)), |(steps, seed, faults)| {
        live(steps, seed, faults);
    });
    let least = [
        ("commits of several parts", 80),
        ("commits of one part", 120),
        ("rows that stay beside rows that go", 50),
        ("refused: no row", 100),
        ("refused: taken id", 100),
        ("refused: conflict", 50),
        ("refused: a row twice", 50),
    ];
    SEEN.with_borrow(|seen| histories::require(HISTORIES, seen, &least));
}
