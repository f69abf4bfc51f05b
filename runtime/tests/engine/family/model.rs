//! What a mutation does to a room, by the words of the schema alone: no SQL, no groups, one after the other.

use std::collections::{BTreeMap, BTreeSet};

use ferrosync::{
    protocol::{MutationRequest, Verb},
    schema::{Collection, OnDelete},
};
use serde_json::{Map, Value};

use super::ops::COLLECTIONS;

/// A row by its fields, and whether it hides.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Row {
    pub(super) fields: Map<String, Value>,
    pub(super) hides: bool,
}

/// The rows of a room, by collection and id.
pub(super) type Rows = BTreeMap<&'static str, BTreeMap<String, Row>>;

/// What a mutation changed: by collection, each id and whether the row only lost a reference.
pub(super) type Changes = BTreeMap<&'static str, BTreeSet<(String, bool)>>;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refusal {
    IdTaken,
    NotFound,
    Conflict,
}

pub(super) fn collection_of(name: &str) -> &'static Collection {
    COLLECTIONS.into_iter().find(|collection| collection.name == name).unwrap()
}

fn live<'a>(rows: &'a Rows, collection: &str, id: &str) -> Option<&'a Row> {
    rows.get(collection)?.get(id).filter(|row| !row.hides)
}

/// The ids and fields of a request's rows.
pub(super) fn items(request: &MutationRequest) -> Vec<(String, Map<String, Value>)> {
    let payload = &request.payload;
    let items = match payload.get("items").or(payload.get("ids")) {
        Some(items) => items.as_array().unwrap().clone(),
        None => vec![payload.clone()],
    };
    let item = |item: Value| match &item {
        Value::String(id) => (id.clone(), Map::new()),
        item => {
            let id = item["id"].as_str().unwrap().to_owned();
            let fields = if request.action.verb() == Verb::Update { &item["data"] } else { item };
            (id, fields.as_object().unwrap().clone())
        }
    };
    items.into_iter().map(item).collect()
}

/// Does a mutation, or says why not and changes nothing.
pub(super) fn apply(rows: &mut Rows, request: &MutationRequest) -> Result<Changes, Refusal> {
    let collection = collection_of(&request.collection);
    let items = items(request);
    let verb = request.action.verb();
    if takes_twice(collection, verb, &items) {
        return Err(Refusal::Conflict);
    }
    for (id, _) in &items {
        let is_there = rows.get(collection.name).is_some_and(|rows| rows.contains_key(id));
        match verb {
            Verb::Insert if is_there => return Err(Refusal::IdTaken),
            Verb::Update | Verb::Delete if live(rows, collection.name, id).is_none() => return Err(Refusal::NotFound),
            _ => {}
        }
    }
    if verb == Verb::Delete {
        return delete(rows, collection, items.into_iter().map(|(id, _)| id).collect());
    }
    let mut after = rows.clone();
    for (id, fields) in &items {
        let of_collection = after.entry(collection.name).or_default();
        let empty = || Row {
            fields: collection.columns.iter().map(|column| (column.wire.to_owned(), Value::Null)).collect(),
            hides: false,
        };
        let row = of_collection.entry(id.clone()).or_insert_with(empty);
        row.fields.extend(fields.clone());
    }
    for (id, fields) in &items {
        for column in collection.columns {
            if let (Some(reference), Some(Value::String(named))) = (column.reference, fields.get(column.wire)) {
                let parent = COLLECTIONS.iter().find(|parent| parent.entity == reference.entity).unwrap();
                if live(&after, parent.name, named).is_none() {
                    return Err(Refusal::Conflict);
                }
            }
        }
        // Others have it as they were, or as they become.
        for others in [&*rows, &after] {
            if is_taken(others, &after, collection, id, fields) {
                return Err(Refusal::Conflict);
            }
        }
    }
    *rows = after;
    Ok(BTreeMap::from([(collection.name, items.into_iter().map(|(id, _)| (id, false)).collect())]))
}

/// Whether two rows of one mutation are to have one key: that is refused whatever else is wrong.
fn takes_twice(collection: &Collection, verb: Verb, items: &[(String, Map<String, Value>)]) -> bool {
    let uniques = collection.indexes.iter().filter(|index| index.unique && verb != Verb::Delete);
    uniques.into_iter().any(|index| {
        let columns: Vec<_> = index.columns[1..].iter().map(|&at| collection.columns[at].wire).collect();
        let key = |fields: &Map<String, Value>| {
            columns
                .iter()
                .map(|wire| fields.get(*wire).filter(|value| !value.is_null()).cloned())
                .collect::<Option<Vec<_>>>()
        };
        let keys: Vec<_> = items.iter().filter_map(|(_, fields)| key(fields)).collect();
        keys.iter().enumerate().any(|(place, key)| keys[..place].contains(key))
    })
}

fn is_taken(others: &Rows, after: &Rows, collection: &Collection, id: &str, fields: &Map<String, Value>) -> bool {
    collection.indexes.iter().filter(|index| index.unique).any(|index| {
        let columns: Vec<_> = index.columns[1..].iter().map(|&at| collection.columns[at].wire).collect();
        let key = |row: &Row| columns.iter().map(|&wire| row.fields[wire].clone()).collect::<Vec<_>>();
        let own = key(&after[collection.name][id]);
        let touches = columns.iter().any(|wire| fields.contains_key(*wire));
        let has_it = |(other, row): (&String, &Row)| other != id && !row.hides && key(row) == own;
        touches
            && own.iter().all(|value| !value.is_null())
            && others.get(collection.name).is_some_and(|rows| rows.iter().any(has_it))
    })
}

/// Deletes rows and what goes with them.
fn delete(rows: &mut Rows, root: &'static Collection, ids: BTreeSet<String>) -> Result<Changes, Refusal> {
    let hides = root.deleted_at().is_some();
    let mut gone: BTreeMap<&'static str, BTreeSet<String>> = BTreeMap::from([(root.name, ids)]);
    // Until nothing more goes.
    loop {
        let more = children(rows, &gone, OnDelete::Cascade, hides);
        let before: usize = gone.values().map(BTreeSet::len).sum();
        for (collection, id, _) in more {
            gone.entry(collection.name).or_default().insert(id);
        }
        if gone.values().map(BTreeSet::len).sum::<usize>() == before {
            break;
        }
    }
    let stays = |collection: &Collection, id: &String| !gone.get(collection.name).is_some_and(|ids| ids.contains(id));
    if children(rows, &gone, OnDelete::Restrict, hides).iter().any(|(collection, id, _)| stays(collection, id)) {
        return Err(Refusal::Conflict);
    }
    let mut changes = Changes::new();
    for (collection, id, wire) in children(rows, &gone, OnDelete::SetNull, hides) {
        if stays(collection, &id) {
            let row = rows.get_mut(collection.name).and_then(|rows| rows.get_mut(&id)).unwrap();
            row.fields.insert(wire.to_owned(), Value::Null);
            changes.entry(collection.name).or_default().insert((id, true));
        }
    }
    for (name, ids) in gone {
        for id in ids {
            let of_collection = rows.get_mut(name).unwrap();
            if hides {
                of_collection.get_mut(&id).unwrap().hides = true;
            } else {
                of_collection.remove(&id);
            }
            changes.entry(name).or_default().insert((id, false));
        }
    }
    Ok(changes)
}

/// The rows that name one that goes, and by which column. What hides counts only where the named row is removed for good.
fn children(
    rows: &Rows,
    gone: &BTreeMap<&'static str, BTreeSet<String>>,
    on_delete: OnDelete,
    hides: bool,
) -> Vec<(&'static Collection, String, &'static str)> {
    let mut found = Vec::new();
    for collection in COLLECTIONS {
        for column in collection.columns {
            let Some(reference) = column.reference.filter(|reference| reference.on_delete == on_delete) else {
                continue;
            };
            let parent = COLLECTIONS.iter().find(|parent| parent.entity == reference.entity).unwrap();
            let Some(ids) = gone.get(parent.name) else { continue };
            for (id, row) in rows.get(collection.name).into_iter().flatten() {
                let names = row.fields[column.wire].as_str().is_some_and(|named| ids.contains(named));
                if names && !(hides && row.hides) {
                    found.push((collection, id.clone(), column.wire));
                }
            }
        }
    }
    found
}
