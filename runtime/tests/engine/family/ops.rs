//! The mutations of a history.

use ferrosync::{
    protocol::{Action, MutationRequest},
    schema::{Collection, Role},
};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use crate::{
    common::request,
    words::schema::{BADGES, COMMENTS, LISTS, NOTES, PEOPLE, PINS, TODOS},
};

pub(super) static COLLECTIONS: [&Collection; 7] = [&LISTS, &TODOS, &COMMENTS, &PEOPLE, &NOTES, &BADGES, &PINS];

/// Few ids a collection, so that histories meet.
const IDS: u8 = 4;
/// Few texts, so that they are taken.
const TEXTS: u8 = 4;

/// A row's id, and what its columns are made of.
type Seeds = (u8, [u8; 4]);

#[derive(Debug, Clone)]
pub(super) struct Op {
    collection: usize,
    action: Action,
    rows: Vec<Seeds>,
}

pub(super) fn op() -> impl Strategy<Value = Op> {
    let action = prop_oneof![
        6 => Just(Action::Insert),
        4 => Just(Action::Update),
        4 => Just(Action::Delete),
        2 => Just(Action::BulkInsert),
        1 => Just(Action::BulkUpdate),
        1 => Just(Action::BulkDelete),
    ];
    // Parents more often than is fair: with them most happens.
    let collection = prop_oneof![4 => Just(0usize), 4 => Just(1), 2 => Just(2), 3 => Just(3), 1 => Just(4), 1 => Just(5), 1 => Just(6)];
    let rows = prop::collection::btree_map(0..IDS, any::<[u8; 4]>(), 1..4);
    (collection, action, rows).prop_map(|(collection, action, rows)| {
        let most = if action.is_bulk() { rows.len() } else { 1 };
        Op { collection, action, rows: rows.into_iter().take(most).collect() }
    })
}

/// A row of everything under every id: whose child it is, the seed says.
pub(super) fn founders(seed: u64) -> Vec<Op> {
    let op = move |collection: usize| {
        let row = move |n: u8| {
            let drawn = (seed >> (collection as u64 * 4 + u64::from(n))).to_le_bytes();
            // Lists and people have nothing but a text, which is theirs alone; a todo's parent is the one before it.
            let first = if matches!(collection, 0 | 3) { n } else { drawn[0] | 1 };
            (n, [first, n.checked_sub(1).map_or(0, |before| 2 * before + 1), drawn[2] | 1, n])
        };
        // One by one: a bulk would be refused for one of them.
        (0..IDS).map(move |n| Op { collection, action: Action::Insert, rows: vec![row(n)] })
    };
    [0, 3, 1, 2, 4].into_iter().flat_map(op).collect()
}

impl Op {
    pub(super) fn request(&self, mid: &str) -> MutationRequest {
        let collection = COLLECTIONS[self.collection];
        let id = |(n, _): &Seeds| Value::from(id_of(collection, *n));
        let insert = |row: &Seeds| {
            let mut fields = fields(collection, row.1, false);
            fields.insert("id".into(), id(row));
            Value::from(fields)
        };
        let update = |row: &Seeds| json!({ "id": id(row), "data": fields(collection, row.1, true) });
        let each = |of: &dyn Fn(&Seeds) -> Value| self.rows.iter().map(of).collect::<Vec<_>>();
        let payload = match self.action {
            Action::Insert => insert(&self.rows[0]),
            Action::Update => update(&self.rows[0]),
            Action::Delete => json!({ "id": id(&self.rows[0]) }),
            Action::BulkInsert => json!({ "items": each(&insert) }),
            Action::BulkUpdate => json!({ "items": each(&update) }),
            Action::BulkDelete => json!({ "ids": each(&id) }),
        };
        request(mid, collection.name, self.action, payload)
    }
}

fn id_of(collection: &Collection, n: u8) -> String {
    format!("{}-{n}", collection.entity)
}

/// A value a column from each seed; of a patch only some, but at least one.
fn fields(collection: &Collection, seeds: [u8; 4], is_patch: bool) -> Map<String, Value> {
    let columns: Vec<_> = collection.columns.iter().filter(|column| column.role == Role::Data).collect();
    let mut fields = Map::new();
    for (place, column) in columns.iter().enumerate() {
        let seed = seeds[place];
        if is_patch && seed >= 128 && place != usize::from(seeds[3]) % columns.len() {
            continue;
        }
        let value = match column.reference {
            // Half of the references that may be missing are.
            Some(_) if column.nullable && seed.is_multiple_of(2) => Value::Null,
            Some(reference) => {
                let parent = COLLECTIONS.iter().find(|parent| parent.entity == reference.entity).unwrap();
                Value::from(id_of(parent, seed / 2 % IDS))
            }
            None => Value::from(format!("text {}", seed % TEXTS)),
        };
        fields.insert(column.wire.to_owned(), value);
    }
    fields
}
