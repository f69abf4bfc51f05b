//! The app's own code: mutations of several parts, touch, reset and hooks.

mod contradictions;
mod hooks;
mod replay;
mod touch;
mod transactions;

use ferrosync::{
    protocol::Error,
    room::{RoomHandle, Transacted, Transaction},
    schema::{Collection, Entity},
    testing::{TestRoom, World},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::words::schema;

/// Collections that are data as entities: their rows are JSON.
macro_rules! entities {
    ($($name:ident = $collection:ident),* $(,)?) => {
        $(
            #[derive(Debug, Serialize, Deserialize)]
            #[serde(transparent)]
            pub(crate) struct $name(pub(crate) Value);

            impl Entity for $name {
                type Insert = Value;
                type Patch = Value;

                const COLLECTION: &'static Collection = &schema::$collection;
            }
        )*
    };
}

entities![
    List = LISTS,
    Todo = TODOS,
    Comment = COMMENTS,
    Person = PEOPLE,
    Note = NOTES,
    Badge = BADGES,
    Pin = PINS,
    File = FILES,
    Event = EVENTS,
    Visit = VISITS,
];

/// Commits a transaction in a room.
pub(crate) fn commit(
    world: &World,
    room: &TestRoom,
    build: impl FnOnce(Transaction) -> Transaction,
) -> Result<Transacted, Error> {
    let transaction = build(room.transaction());
    world.run(async move { transaction.commit().await })
}

/// Does something with a room, as the app's own code has it.
pub(crate) fn with<T: 'static, F: Future<Output = T> + 'static>(
    world: &World,
    room: &TestRoom,
    task: impl FnOnce(RoomHandle) -> F,
) -> T {
    world.run(task(room.handle()))
}

/// A row as a table has it, deleted ones too.
pub(crate) fn count(world: &World, sql: &str) -> i64 {
    world.connection().query_row(sql, [], |row| row.get(0)).unwrap()
}
