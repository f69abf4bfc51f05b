//! What a client that comes back is told.

mod answers;
mod cursors;
mod histories;
mod pieces;
mod plans;

use ferrosync::{
    access::Reader,
    protocol::{Cursor, Delta, Reason, Scope, Since},
    room::{DeltaQuery, ListQuery},
    schema::Collection,
    testing::{TestRoom, World},
};
use serde_json::Value;

/// A delta of a room's list, for whoever reads it.
pub(crate) fn since_as(
    world: &World,
    room: &TestRoom,
    list: (&'static Collection, Option<&str>),
    cursor: &str,
    (reader, limit): (Reader, u32),
) -> Since {
    let (collection, scope) = list;
    let query = DeltaQuery {
        sync_id: room.sync_id().clone(),
        collection,
        scope: scope.map(|scope| Scope::parse(collection, scope).unwrap()),
        cursor: Cursor::parse(cursor).unwrap(),
        reader,
        limit,
    };
    let room = room.clone();
    world.run(async move { room.delta(&query).await }).unwrap()
}

/// The same for who reads an app that asks nobody, in pieces as large as they may be.
pub(crate) fn since(world: &World, room: &TestRoom, collection: &'static Collection, cursor: &str) -> Since {
    since_as(world, room, (collection, None), cursor, (Reader::default(), 1_000))
}

/// A page of a list: its rows, its cursor, and where the next one begins.
pub(crate) fn page(
    world: &World,
    room: &TestRoom,
    (collection, scope): (&'static Collection, Option<&str>),
    limit: u32,
    after: Option<String>,
) -> (Vec<Value>, String, Option<String>) {
    let query = ListQuery {
        sync_id: room.sync_id().clone(),
        collection,
        scope: scope.map(|scope| Scope::parse(collection, scope).unwrap()),
        limit,
        after,
    };
    let room = room.clone();
    let page = world.run(async move { room.list(&query).await }).unwrap();
    (serde_json::from_str(&page.rows).unwrap(), page.cursor, page.next)
}

pub(crate) fn delta(since: Since) -> Delta {
    match since {
        Since::Delta(delta) => delta,
        Since::Reset(reason) => panic!("reset: {reason:?}"),
    }
}

pub(crate) fn reset(since: Since) -> Reason {
    match since {
        Since::Reset(reason) => reason,
        Since::Delta(delta) => panic!("{delta:?}"),
    }
}

/// The ids of a delta's rows and of its removals, sorted.
pub(crate) fn ids(delta: &Delta) -> (Vec<String>, Vec<String>) {
    let rows: Vec<Value> = serde_json::from_str(&delta.rows).unwrap();
    let removed: Vec<String> = serde_json::from_str(&delta.removed).unwrap();
    assert_eq!((rows.len(), removed.len()), (delta.row_count, delta.removed_count));
    let mut ids: Vec<_> = rows.iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect();
    ids.sort();
    (ids, removed)
}
