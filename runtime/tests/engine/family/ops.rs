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

#[derive(Debug, Clone)]
pub(super) struct Op {
    collection: usize,
    action: Action,
    /// Each row: its id, and what its columns are made of.
    rows: Vec<(u8, [u8; 4])>,
}

pub(super) fn op() -> impl Strategy<Value = Op> {
    let action = prop_oneof![
        8 => Just(Action::Insert),
        3 => Just(Action::Update),
        3 => Just(Action::Delete),
        2 => Just(Action::BulkInsert),
        1 => Just(Action::BulkUpdate),
        1 => Just(Action::BulkDelete),
    ];
    let collection = prop_oneof![2 => Just(0usize), 4 => Just(1), 2 => Just(2), 2 => Just(3), 1 => Just(4), 1 => Just(5), 1 => Just(6)];
    let rows = prop::collection::btree_map(0..IDS, any::<[u8; 4]>(), 1..4);
    (collection, action, rows).prop_map(|(collection, action, rows)| {
        let most = if action.is_bulk() { rows.len() } else { 1 };
        Op { collection, action, rows: rows.into_iter().take(most).collect() }
    })
}

/// A row of everything under every id, as the seed has it; some of them are refused.
pub(super) fn founders(seed: u64) -> Vec<Op> {
    let op = |collection: usize| {
        let row = move |n: u8| {
            let seeds = (seed >> (collection as u64 * 4 + u64::from(n))).to_le_bytes();
            (n, [seeds[0] | 1, seeds[1], seeds[2] | 1, seeds[3]])
        };
        // One by one: a bulk would be refused for one of them.
        (0..IDS).map(move |n| Op { collection, action: Action::Insert, rows: vec![row(n)] })
    };
    [0, 3, 1, 2, 4, 5].into_iter().flat_map(op).collect()
}

impl Op {
    pub(super) fn request(&self, mid: &str) -> MutationRequest {
        let collection = COLLECTIONS[self.collection];
        let id = |(n, _): &(u8, [u8; 4])| Value::from(id_of(collection, *n));
        let insert = |row: &(u8, [u8; 4])| {
            let mut fields = fields(collection, &row.1, false);
            fields.insert("id".into(), id(row));
            Value::from(fields)
        };
        let update = |row: &(u8, [u8; 4])| json!({ "id": id(row), "data": fields(collection, &row.1, true) });
        let each = |of: &dyn Fn(&(u8, [u8; 4])) -> Value| self.rows.iter().map(of).collect::<Vec<_>>();
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
fn fields(collection: &Collection, seeds: &[u8; 4], is_patch: bool) -> Map<String, Value> {
    let columns: Vec<_> = collection.columns.iter().filter(|column| column.role == Role::Data).collect();
    let mut fields = Map::new();
    for (place, column) in columns.iter().enumerate() {
        let seed = seeds[place];
        if is_patch && seed >= 128 && place != usize::from(seeds[3]) % columns.len() {
            continue;
        }
        let value = match column.reference {
            // Half of the references that may be missing are.
            Some(_) if column.nullable && seed % 2 == 0 => Value::Null,
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
