//! What clients ask for: few rows, few values, so that they meet.

use ferrosync::protocol::{Action, MutationRequest};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::schema::{LANES, ROOMS, collections_of};

/// A mutation, before it is known in which room it is done.
#[derive(Debug, Clone)]
pub(crate) struct Op {
    pub(crate) collection: u8,
    pub(crate) verb: Verb,
    /// The rows: one for a single form, several for a bulk.
    pub(crate) rows: Vec<u8>,
    pub(crate) is_bulk: bool,
    pub(crate) fields: Fields,
    pub(crate) scope: u8,
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum Verb {
    Insert,
    Update,
    Delete,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Fields {
    pub(crate) text: u8,
    pub(crate) board: u8,
    pub(crate) slug: u8,
    pub(crate) points: u8,
}

/// Rows of a collection have the ids `t0`, `t1` ..
const ROWS: u8 = 5;

pub(crate) fn op() -> impl Strategy<Value = Op> {
    let verb = prop_oneof![5 => Just(Verb::Insert), 4 => Just(Verb::Update), 2 => Just(Verb::Delete)];
    let rows = prop::collection::btree_set(0..ROWS, 1..4).prop_map(|rows| rows.into_iter().collect());
    let fields = (any::<u8>(), 0u8..8, 0u8..6, any::<u8>()).prop_map(|(text, board, slug, points)| Fields {
        text,
        board,
        slug,
        points,
    });
    (0u8..5, verb, rows, prop::bool::weighted(0.25), fields, 0u8..6).prop_map(
        |(collection, verb, rows, is_bulk, fields, scope)| Op { collection, verb, rows, is_bulk, fields, scope },
    )
}

impl Op {
    /// The request, in a room.
    pub(crate) fn request(&self, room: usize, mid: &str, since: u64) -> MutationRequest {
        let known = collections_of(room);
        // Tasks have the most to lose.
        let collection = match (known, self.collection) {
            ([only], _) => only,
            (_, 0) => "boards",
            (_, 1) => "notes",
            _ => "tasks",
        };
        let id = |row: &u8| format!("{}{row}", &collection[..1]);
        let insert = |row: &u8| {
            let mut fields = self.fields(room, collection, *row);
            fields.insert("id".into(), id(row).into());
            Value::from(fields)
        };
        let update = |row: &u8| {
            let mut fields = self.fields(room, collection, *row);
            if self.fields.points.is_multiple_of(2) && fields.len() > 1 {
                fields.retain(|name, _| name == "title" || name == "text" || name == "name");
            }
            json!({ "id": id(row), "data": fields })
        };
        let first = &self.rows[0];
        let each = |form: &dyn Fn(&u8) -> Value| self.rows.iter().map(form).collect::<Vec<_>>();
        let (action, payload) = match (self.verb, self.is_bulk) {
            (Verb::Insert, false) => (Action::Insert, insert(first)),
            (Verb::Insert, true) => (Action::BulkInsert, json!({ "items": each(&insert) })),
            (Verb::Update, false) => (Action::Update, update(first)),
            (Verb::Update, true) => (Action::BulkUpdate, json!({ "items": each(&update) })),
            (Verb::Delete, false) => (Action::Delete, json!({ "id": id(first) })),
            (Verb::Delete, true) => {
                (Action::BulkDelete, json!({ "ids": self.rows.iter().map(id).collect::<Vec<_>>() }))
            }
        };
        let scope = (collection == "tasks").then(|| LANES.get(usize::from(self.scope))).flatten();
        MutationRequest {
            client_mutation_id: Some(mid.to_owned()),
            since: Some(ferrosync::protocol::Seq(since)),
            collection: collection.to_owned(),
            action,
            payload,
            scope: scope.map(|&scope| scope.to_owned()),
        }
    }

    fn fields(&self, room: usize, collection: &str, row: u8) -> Map<String, Value> {
        let Fields { text, board, slug, points } = self.fields;
        // The tenant's name stands in every text, so that a row which reaches another one is seen.
        let text = json!(format!("{} {text}", ROOMS[room]));
        let board = if board < ROWS { json!(format!("b{board}")) } else { Value::Null };
        // Each row of a bulk has its own.
        let slug = if slug < 4 { json!(format!("{}{}", slug, row % 2)) } else { Value::Null };
        let fields = match collection {
            "boards" => json!({ "title": text }),
            "tasks" => json!({ "title": text, "boardId": board, "slug": slug, "points": points }),
            "notes" => json!({ "text": text, "boardId": board }),
            _ => json!({ "name": text }),
        };
        match fields {
            Value::Object(fields) => fields,
            _ => Map::new(),
        }
    }
}

/// A mutation that no room refuses, with a row of its own: for the moments at which one must be in flight.
pub(crate) fn certain(room: usize, mid: &str, since: u64) -> MutationRequest {
    let (collection, fields) = match collections_of(room) {
        ["tags"] => ("tags", json!({ "id": mid, "name": ROOMS[room] })),
        _ => ("tasks", json!({ "id": mid, "title": ROOMS[room] })),
    };
    MutationRequest {
        client_mutation_id: Some(mid.to_owned()),
        since: Some(ferrosync::protocol::Seq(since)),
        collection: collection.to_owned(),
        action: Action::Insert,
        payload: fields,
        scope: None,
    }
}
