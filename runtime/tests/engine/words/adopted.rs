//! Tables that somebody else made, and goes on writing.

use ferrosync::{
    protocol::{Action, Error},
    room::ListQuery,
    testing::{TestRoom, World},
};
use serde_json::{Value, json};

use super::{
    ALL, issues,
    schema::{VISITS, VISITS_TABLE},
};
use crate::common::{request, row, send};

fn world() -> (World, TestRoom) {
    let world = World::new(&ALL);
    world.connection().execute_batch(VISITS_TABLE).unwrap();
    let room = world.room("default");
    (world, room)
}

fn get(world: &World, sql: &str) -> Option<String> {
    world.connection().query_row(sql, [], |row| row.get(0)).unwrap()
}

#[test]
fn times_are_texts_there_and_milliseconds_here() {
    let (world, room) = world();
    let insert = json!({ "id": "a", "left": -1, "paid": true, "what": { "a": [1] } });
    let inserted = row(&send(&world, &room, request("insert-0001", "visits", Action::Insert, insert)).unwrap());
    assert_eq!(
        (&inserted["left"], &inserted["paid"], &inserted["what"]),
        (&json!(-1), &json!(true), &json!({ "a": [1] }))
    );
    assert_eq!(get(&world, "SELECT \"left\" FROM visits").as_deref(), Some("1969-12-31T23:59:59.999Z"));
    let at = inserted["at"].as_i64().unwrap();
    assert!((1_700_000_000_000..1_700_000_100_000).contains(&at) && inserted["seen"] == at, "{inserted}");
    for time in [0, 1, 999, 1_000, 1_753_363_200_123, 1_753_363_200_999, -62_167_219_200_000, 253_402_300_799_999_i64] {
        let patch = json!({ "id": "a", "data": { "left": time } });
        let updated =
            row(&send(&world, &room, request(&format!("update-{time}"), "visits", Action::Update, patch)).unwrap());
        assert_eq!(updated["left"], time);
        assert!(updated["seen"].as_i64() > Some(at));
    }
    for time in [-62_167_219_200_001, 253_402_300_800_000_i64] {
        let patch = json!({ "id": "a", "data": { "left": time } });
        let refused = send(&world, &room, request(&format!("update-{time}"), "visits", Action::Update, patch));
        assert_eq!(issues(refused, "VALIDATION")[0].code, "out_of_range");
    }
    send(&world, &room, request("delete-0001", "visits", Action::Delete, json!({ "id": "a" }))).unwrap();
    assert!(get(&world, "SELECT gone FROM visits").unwrap().ends_with('Z'));
    let again = send(&world, &room, request("delete-0002", "visits", Action::Delete, json!({ "id": "a" })));
    assert!(matches!(again, Err(Error::NotFound(_))));
}

#[test]
fn what_others_wrote_is_read_as_well_as_it_can_be() {
    let (world, room) = world();
    world
        .connection()
        .execute_batch(
            "INSERT INTO visits VALUES ('a', '2026-01-31 12:00:00', NULL, 'true', '{\"a\":1}', NULL, NULL), \
             ('b', '2026-01-31T12:00:00.5Z', '2026-01-31', 'false', 'no json', NULL, NULL), \
             ('c', '2026-01-31T13:00:01+01:00', NULL, '1', NULL, NULL, NULL), \
             ('d', '2026-01-31T12:00:02.0007Z', NULL, NULL, '7', NULL, NULL), \
             ('e', '2025-01-31', NULL, 0, '\"x\"', NULL, '2026-01-01')",
        )
        .unwrap();
    let (mut rows, mut after) = (Vec::new(), None);
    loop {
        let query = ListQuery {
            sync_id: room.sync_id().clone(),
            collection: &VISITS,
            scope: None,
            limit: 1,
            after: after.take(),
        };
        let room = room.clone();
        let page = world.run(async move { room.list(&query).await }).unwrap();
        rows.extend(serde_json::from_str::<Vec<Value>>(&page.rows).unwrap());
        match page.next {
            None => break,
            next => after = next,
        }
    }
    let noon = 1_769_860_800_000_i64;
    let brief: Vec<_> = rows
        .iter()
        .map(|row| json!([row["id"], row["at"].as_i64().unwrap() - noon, row["paid"], row["what"]]))
        .collect();
    assert_eq!(
        brief,
        [
            json!(["a", 0, true, { "a": 1 }]),
            json!(["b", 500, false, "no json"]),
            json!(["c", 1_000, true, null]),
            json!(["d", 2_001, null, 7]),
        ]
    );
    let patch = json!({ "id": "a", "data": { "paid": false } });
    let updated = row(&send(&world, &room, request("update-0001", "visits", Action::Update, patch)).unwrap());
    assert_eq!(updated["paid"], false);
    assert!(updated["seen"].is_i64(), "a time that was missing is there from now on");
}
