//! The schema and the helpers that the engine's tests share.

use ferrosync::{
    protocol::{Action, Answer, Data, Error, MutationRequest, Seq},
    schema::*,
    testing::{TestRoom, World},
};
use serde_json::Value;

sync_collections![
    /// A thing to do.
    #[collection(single_tenant, order_by(created_at, desc))]
    pub(crate) struct Todo {
        pub id: Uuid,
        #[validate(length(min = 1, max = 200))]
        pub title: String,
        #[default(false)]
        pub completed: bool,
        pub note: Option<String>,
        pub created_at: Timestamp,
        pub updated_at: Timestamp,
    }

    /// Rows with keys of their owner's choice, sorted by a column that patches change.
    #[collection(single_tenant, order_by(rank, asc))]
    pub(crate) struct Item {
        pub id: String,
        pub rank: i64,
        pub weight: f64,
        pub note: Option<f64>,
    }

    /// Rows of many rooms in one table.
    #[collection(order_by(title, asc))]
    pub(crate) struct Card {
        pub id: Uuid,
        #[sync_id]
        pub board_id: String,
        pub title: String,
    }
];

/// The todo with this number has this id.
pub(crate) fn id(number: u8) -> String {
    format!("0190a5b4-6c2e-7000-8000-0000000000{number:02x}")
}

pub(crate) fn request(mid: &str, collection: &str, action: Action, payload: Value) -> MutationRequest {
    MutationRequest {
        client_mutation_id: Some(mid.to_owned()),
        since: None,
        collection: collection.to_owned(),
        action,
        payload,
        scope: None,
    }
}

/// Sends a mutation and runs the world until it is answered.
pub(crate) fn send(world: &World, room: &TestRoom, request: MutationRequest) -> Result<Answer, Error> {
    let room = room.clone();
    world.run(async move { room.mutate(request, None).await })
}

/// The rows of a list and the seq they were read at.
pub(crate) fn read(world: &World, room: &TestRoom, collection: &str) -> (Vec<Value>, Seq) {
    read_of(world, room, COLLECTIONS.find(collection).unwrap())
}

/// The same of a collection of any schema.
pub(crate) fn read_of(world: &World, room: &TestRoom, collection: &'static Collection) -> (Vec<Value>, Seq) {
    let query = ferrosync::room::ListQuery {
        sync_id: room.sync_id().clone(),
        collection,
        limit: 10_000,
        scope: None,
        after: None,
    };
    let room = room.clone();
    let page = world.run(async move { room.list(&query).await }).unwrap();
    (serde_json::from_str(&page.rows).unwrap(), page.seq)
}

/// The row of an answer.
pub(crate) fn row(answer: &Answer) -> Value {
    match &answer.data {
        Data::Row(Some(row)) => serde_json::from_str(row).unwrap(),
        other => panic!("no row: {other:?}"),
    }
}

/// The log as `(seq, mid, changes)`.
pub(crate) fn log(world: &World, sync_id: &str) -> Vec<(u64, String, Value)> {
    let connection = world.connection();
    let mut statement =
        connection.prepare("SELECT seq, mid, changes FROM _sync_log WHERE sync_id = ?1 ORDER BY seq").unwrap();
    let row = |row: &rusqlite::Row<'_>| {
        let changes: String = row.get(2)?;
        Ok((row.get::<_, i64>(0)?.unsigned_abs(), row.get(1)?, serde_json::from_str(&changes).unwrap()))
    };
    statement.query_map([sync_id], row).unwrap().map(Result::unwrap).collect()
}
