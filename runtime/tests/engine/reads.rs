//! Lists, pages and single rows.

use ferrosync::{
    protocol::{Action, Error, Page},
    room::{ListQuery, RowQuery},
    testing::{TestRoom, World},
};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::common::{COLLECTIONS, id, request, send};

fn page(world: &World, room: &TestRoom, collection: &str, limit: u32, after: Option<String>) -> Result<Page, Error> {
    let query = ListQuery {
        sync_id: room.sync_id().clone(),
        collection: COLLECTIONS.find(collection).unwrap(),
        scope: None,
        limit,
        after,
    };
    let room = room.clone();
    world.run(async move { room.list(&query).await })
}

/// All rows, page by page.
fn pages(world: &World, room: &TestRoom, collection: &str, limit: u32) -> (Vec<Value>, usize) {
    let (mut rows, mut count, mut after) = (Vec::new(), 0, None);
    loop {
        let page = page(world, room, collection, limit, after).unwrap();
        rows.extend(serde_json::from_str::<Vec<Value>>(&page.rows).unwrap());
        count += 1;
        match page.next {
            None => return (rows, count),
            next => after = next,
        }
    }
}

#[test]
fn an_empty_room_is_at_zero() {
    let world = World::new(&COLLECTIONS);
    let page = page(&world, &world.room("default"), "todos", 10, None).unwrap();
    assert_eq!((page.rows.as_str(), page.seq.0, page.next), ("[]", 0, None));
    assert!(page.cursor.starts_with("0."), "{}", page.cursor);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    /// H12: ties are broken by the id, in the same direction; a page boundary neither doubles nor drops a row.
    #[test]
    fn h12_h13_pages_are_the_list_in_a_stable_order(ranks in prop::collection::vec(0i64..4, 0..40), limit in 1u32..9) {
        let world = World::new(&COLLECTIONS);
        let room = world.room("default");
        let items: Vec<_> = ranks.iter().enumerate().map(|(n, rank)| json!({ "id": format!("item-{:02}", n * 7 % 41), "rank": rank, "weight": 0 })).collect();
        if !items.is_empty() {
            send(&world, &room, request("bulk-000001", "items", Action::BulkInsert, json!({ "items": items }))).unwrap();
        }
        let (rows, count) = pages(&world, &room, "items", limit);
        let keys: Vec<_> = rows.iter().map(|row| (row["rank"].as_i64().unwrap(), row["id"].as_str().unwrap().to_owned())).collect();
        let mut sorted = keys.clone();
        sorted.sort();
        sorted.dedup();
        prop_assert_eq!(&keys, &sorted);
        prop_assert_eq!(keys.len(), ranks.len());
        prop_assert_eq!(count, ranks.len().div_ceil(limit as usize).max(1));
    }
}

#[test]
fn a_descending_list_breaks_ties_downwards() {
    let world = World::new(&COLLECTIONS);
    let room = world.room("default");
    // One mutation, one time: all tie.
    let items: Vec<_> = (0..9).map(|n| json!({ "id": id(n), "title": "x" })).collect();
    send(&world, &room, request("bulk-000001", "todos", Action::BulkInsert, json!({ "items": items }))).unwrap();
    let (rows, _) = pages(&world, &room, "todos", 2);
    let ids: Vec<_> = rows.iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect();
    assert_eq!(ids, (0..9).rev().map(id).collect::<Vec<_>>());
}

#[test]
fn p1_a_page_ends_at_a_megabyte_and_has_at_least_one_row() {
    let world = World::new(&COLLECTIONS);
    let room = world.room("default");
    for (n, bytes) in [400_000, 400_000, 400_000, 1_500_000, 10].into_iter().enumerate() {
        let n = u8::try_from(n).unwrap();
        let fields = json!({ "id": id(n), "title": "x", "note": "x".repeat(bytes) });
        send(&world, &room, request(&format!("large-{n:04}"), "todos", Action::Insert, fields)).unwrap();
    }
    let (rows, count) = pages(&world, &room, "todos", 1_000);
    assert_eq!((rows.len(), count), (5, 4));
}

#[test]
fn p1_a_page_ends_at_a_megabyte_where_sqlite_would_hold_two() {
    let world = World::new(&COLLECTIONS);
    let room = world.room("default");
    // With line feeds, which JSON escapes: a row is one line all the same.
    for n in 0..18 {
        let fields = json!({ "id": id(n), "title": "x\n", "note": "\n".repeat(50_000) });
        send(&world, &room, request(&format!("medium-{n:03}"), "todos", Action::Insert, fields)).unwrap();
    }
    let first = page(&world, &room, "todos", 1_000, None).unwrap();
    assert!(first.rows.len() <= 1_000_002 && first.rows.len() > 900_000, "{}", first.rows.len());
    let (rows, count) = pages(&world, &room, "todos", 1_000);
    let ids: Vec<_> = rows.iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect();
    assert_eq!((ids, count), ((0..18).rev().map(id).collect::<Vec<_>>(), 2));
}

#[test]
fn h13_lists_sorted_by_any_kind_page_to_their_end() {
    for (schema, name) in
        [(&sorted::COLLECTIONS, "flags"), (&sorted::COLLECTIONS, "weights"), (&sorted::COLLECTIONS, "names")]
    {
        let world = World::new(schema);
        let room = world.room("default");
        let items: Vec<_> = (0..9u8)
            .map(|n| {
                let sort = match name {
                    "flags" => json!(n % 2 == 0),
                    "weights" => json!(0.1 + f64::from(n % 3) / 7.0),
                    _ => json!(["", "\u{1f980}", "\u{ffff}"][usize::from(n % 3)]),
                };
                json!({ "id": id(n), "sort": sort })
            })
            .collect();
        send(&world, &room, request("bulk-000001", name, Action::BulkInsert, json!({ "items": items }))).unwrap();
        let collection = schema.find(name).unwrap();
        let (mut rows, mut after) = (Vec::new(), None);
        loop {
            let (query, room) = (
                ListQuery { sync_id: room.sync_id().clone(), collection, limit: 2, scope: None, after: after.take() },
                room.clone(),
            );
            let page = world.run(async move { room.list(&query).await }).unwrap();
            rows.extend(serde_json::from_str::<Vec<Value>>(&page.rows).unwrap());
            match page.next {
                None => break,
                next => after = next,
            }
        }
        let all = crate::common::read_of(&world, &room, collection).0;
        assert_eq!((rows.len(), &rows), (9, &all), "{name}");
    }
}

mod sorted {
    use ferrosync::schema::*;

    sync_collections![
        #[collection(single_tenant, order_by(sort, asc))]
        pub struct Flag {
            pub id: Uuid,
            pub sort: bool,
        }

        #[collection(single_tenant, order_by(sort, desc))]
        pub struct Weight {
            pub id: Uuid,
            pub sort: f64,
        }

        #[collection(single_tenant, order_by(sort, asc))]
        pub struct Name {
            pub id: Uuid,
            pub sort: String,
        }
    ];
}

#[test]
fn a_page_starts_only_where_one_ended() {
    let world = World::new(&COLLECTIONS);
    let room = world.room("default");
    for after in ["", "x", "1", "{}", "[]", "[1]", "[1,2]", "[null,\"a\"]", "[1,\"a\",2]"] {
        let error = page(&world, &room, "items", 10, Some(after.to_owned())).unwrap_err();
        assert!(matches!(&error, Error::Validation(issues) if issues[0].code == "invalid_cursor"), "{after}");
    }
}

#[test]
fn one_row_by_its_id() {
    let world = World::new(&COLLECTIONS);
    let room = world.room("default");
    send(&world, &room, request("insert-0001", "todos", Action::Insert, json!({ "id": id(1), "title": "x" }))).unwrap();
    let get = |id: String| {
        let query = RowQuery {
            sync_id: room.sync_id().clone(),
            collection: COLLECTIONS.find("todos").unwrap(),
            id,
            scope: None,
        };
        let room = room.clone();
        world.run(async move { room.get(&query).await })
    };
    let row = get(id(1)).unwrap();
    assert_eq!(row.seq.0, 1);
    assert_eq!(serde_json::from_str::<Value>(&row.data).unwrap()["title"], "x");
    assert!(matches!(get(id(2)), Err(Error::NotFound(_))));
    assert!(matches!(get("'; DROP TABLE todos".into()), Err(Error::NotFound(_))));
}

#[test]
fn a_database_without_tables_or_of_another_schema_names_the_fix() {
    let world = World::new(&COLLECTIONS);
    let room = world.room("default");
    let check = || {
        let (database, tables) = world.database();
        world.run(async move { ferrosync::room::check_schema(&database, &tables).await })
    };
    assert_eq!(check(), Ok(()));
    world.connection().execute("UPDATE _sync_schema SET hash = 'other'", []).unwrap();
    assert!(matches!(check(), Err(Error::SchemaDrift(text)) if text.contains("cargo build")));
    world.connection().execute_batch("DROP TABLE _sync_schema; DROP TABLE todos").unwrap();
    assert!(matches!(check(), Err(Error::Misconfigured(text)) if text.contains("wrangler d1 migrations apply")));
    assert!(matches!(page(&world, &room, "todos", 1, None), Err(Error::Misconfigured(_))));
    let insert = request("insert-0001", "todos", Action::Insert, json!({ "title": "x" }));
    assert!(matches!(send(&world, &room, insert), Err(Error::Misconfigured(_))));
}
