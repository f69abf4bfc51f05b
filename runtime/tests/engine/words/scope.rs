use ferrosync::{
    protocol::{Action, Data, Error, MutationRequest, Scope},
    room::ListQuery,
};
use serde_json::{Value, json};

use super::{
    House, brief, issues,
    schema::{FILES, SHELVES},
};

const HALL: &str = "0190a5b4-6c2e-7000-8000-000000000001";

fn within(scope: &str, request: MutationRequest) -> MutationRequest {
    MutationRequest { scope: Some(scope.to_owned()), ..request }
}

/// A file `id` in each of the scopes `a`, `b` and none.
fn filled() -> House {
    let house = House::new();
    for scope in [Some("a"), Some("b"), None] {
        let id = scope.unwrap_or("none");
        let insert = house.request("files", Action::Insert, json!({ "id": id, "name": id, "size": 1 }));
        house.send_as(MutationRequest { scope: scope.map(str::to_owned), ..insert }, Some("ada")).unwrap();
    }
    house
}

fn names(rows: &[Value]) -> Vec<&str> {
    rows.iter().map(|row| row["id"].as_str().unwrap()).collect()
}

#[test]
fn s7_the_scope_of_an_insert_is_stored() {
    let house = filled();
    assert_eq!(house.get(&FILES, "a", None).unwrap()["folder"], "a");
    assert_eq!(house.get(&FILES, "none", None).unwrap()["folder"], Value::Null);
    assert_eq!(house.told(), [json!(["files", "insert", house.get(&FILES, "none", None).unwrap()])]);
    let forged = house.request("files", Action::Insert, json!({ "name": "x", "folder": "a" }));
    assert_eq!(issues(house.send_as(forged, Some("ada")), "UNKNOWN_FIELD")[0].code, "server_column");
}

#[test]
fn s7_a_scope_that_must_be_is_required() {
    let house = House::new();
    let insert = || house.request("shelves", Action::Insert, json!({ "id": "x" }));
    assert_eq!(brief(house.send(insert()), "VALIDATION"), json!([[["scope"], "required", "is required"]]));
    assert_eq!(
        brief(house.send(within("hall", insert())), "VALIDATION"),
        json!([[["scope"], "invalid_uuid", "must be a UUID in lower case, with its hyphens"]])
    );
    house.send(within(HALL, insert())).unwrap();
    assert_eq!(house.list(&SHELVES, Some(HALL))[0]["hallId"], HALL);
}

#[test]
fn s8_an_empty_scope_is_not_all_scopes() {
    let house = filled();
    for action in [Action::Insert, Action::Update, Action::Delete] {
        let payload = json!({ "id": "a", "name": "x", "data": { "name": "x" } });
        let refused = house.send_as(within("", house.request("files", action, payload)), Some("ada"));
        assert!(refused.as_ref().is_err_and(|error| error.status() == 400), "{refused:?}");
    }
    assert_eq!(Scope::parse(&FILES, "").unwrap_err().code, "too_short");
    assert_eq!(Scope::parse(&FILES, &"x".repeat(65)).unwrap_err().code, "too_long");
    assert_eq!(Scope::parse(&super::schema::LISTS, "a").unwrap_err().code, "no_scope");
}

#[test]
fn s8_a_list_by_scope_has_its_rows_only() {
    let house = filled();
    assert_eq!(names(&house.list(&FILES, Some("a"))), ["a"]);
    assert_eq!(names(&house.list(&FILES, Some("z"))), [""; 0]);
    assert_eq!(names(&house.list(&FILES, None)), ["none", "b", "a"]);
    assert_eq!(house.get(&FILES, "a", Some("a")).unwrap()["id"], "a");
}

#[test]
fn s6_s16_a_row_of_another_scope_is_like_none() {
    let house = filled();
    let update = |id: &str| house.request("files", Action::Update, json!({ "id": id, "data": { "size": 2 } }));
    let delete = |id: &str| house.request("files", Action::Delete, json!({ "id": id }));
    let missing = house.send(within("b", update("nobody"))).unwrap_err();
    for id in ["a", "none"] {
        assert_eq!(house.send(within("b", update(id))).unwrap_err(), missing);
        assert_eq!(house.send(within("b", delete(id))).unwrap_err(), house.send(delete("nobody")).unwrap_err());
        assert_eq!(house.get(&FILES, id, Some("b")), house.get(&FILES, "nobody", None));
    }
    let items = json!({ "items": [{ "id": "b", "data": { "size": 9 } }, { "id": "a", "data": { "size": 9 } }] });
    assert!(matches!(
        house.send(within("b", house.request("files", Action::BulkUpdate, items))),
        Err(Error::NotFound(_))
    ));
    assert!(house.list(&FILES, None).iter().all(|row| row["size"] == 1), "a refusal changes nothing");

    house.send(within("b", update("b"))).unwrap();
    house.send(within("b", delete("b"))).unwrap();
    assert_eq!(names(&house.list(&FILES, None)), ["none", "a"]);
}

#[test]
fn s6_the_log_says_in_which_scope_a_row_was_and_is() {
    let house = filled();
    assert_eq!(house.logged(), json!({ "files": [["none", null, null]] }));
    let update = |id: &str| house.request("files", Action::Update, json!({ "id": id, "data": { "size": 2 } }));
    // Whether the request knows the scope or the database has to say it.
    house.send(within("a", update("a"))).unwrap();
    assert_eq!(house.logged(), json!({ "files": [["a", "a", "a"]] }));
    house.send(update("b")).unwrap();
    assert_eq!(house.logged(), json!({ "files": [["b", "b", "b"]] }));
    let bulk = json!({ "items": [{ "id": "none", "data": { "size": 3 } }, { "id": "a", "data": { "size": 3 } }] });
    let request = house.request("files", Action::BulkUpdate, bulk);
    house.send(request.clone()).unwrap();
    assert_eq!(house.logged(), json!({ "files": [["none", null, null], ["a", "a", "a"]] }));
    let Data::Rows(rows) = house.send(request).unwrap().data else { panic!("a replay without rows") };
    let ids: Vec<Value> = rows.iter().map(|row| serde_json::from_str::<Value>(row).unwrap()["id"].clone()).collect();
    assert_eq!(ids, ["none", "a"], "a replay has the rows in the payload's order");
    house.send(house.request("files", Action::BulkDelete, json!({ "ids": ["b", "none"] }))).unwrap();
    assert_eq!(house.logged(), json!({ "files": [["b", "b", null], ["none", null, null]] }));
}

#[test]
fn h12_h13_scoped_pages_are_the_list_and_null_comes_first() {
    let house = House::new();
    let rank = |n: usize| if n.is_multiple_of(3) { Value::Null } else { json!(n / 2) };
    let items: Vec<_> = (0..20).map(|n| json!({ "id": format!("s{n:02}"), "rank": rank(n) })).collect();
    house.send(within(HALL, house.request("shelves", Action::BulkInsert, json!({ "items": items })))).unwrap();
    for scope in [None, Some(HALL)] {
        let all = house.list(&SHELVES, scope);
        assert!(all.is_sorted_by(|a, b| {
            let key = |row: &Value| (row["rank"].as_f64().unwrap_or(-1.0), row["id"].as_str().unwrap().to_owned());
            key(a) < key(b)
        }));
        let (mut paged, mut after) = (Vec::new(), None);
        loop {
            let query = ListQuery {
                sync_id: house.room.sync_id().clone(),
                collection: &SHELVES,
                scope: scope.map(|scope| Scope::parse(&SHELVES, scope).unwrap()),
                limit: 3,
                after: after.take(),
            };
            let room = house.room.clone();
            let page = house.world.run(async move { room.list(&query).await }).unwrap();
            let rows: Vec<Value> = serde_json::from_str(&page.rows).unwrap();
            assert!((1..=3).contains(&rows.len()));
            paged.extend(rows);
            match page.next {
                None => break,
                next => after = next,
            }
        }
        assert_eq!(paged, all);
    }
}

#[test]
fn h12_h13_pages_of_a_descending_list_end_with_null() {
    let house = House::new();
    let items: Vec<_> = (0..11)
        .map(|n| json!({ "id": format!("f{n:02}"), "name": format!("{n}"), "size": (n % 2 == 0).then_some(n / 4) }))
        .collect();
    house.send_as(house.request("files", Action::BulkInsert, json!({ "items": items })), Some("ada")).unwrap();
    let all = house.list(&FILES, None);
    let sizes: Vec<_> = all.iter().map(|row| row["size"].clone()).collect();
    assert_eq!(json!(sizes), json!([2, 2, 1, 1, 0, 0, null, null, null, null, null]));
    for limit in 1..=11 {
        let (mut paged, mut after) = (Vec::new(), None);
        loop {
            let query = ListQuery {
                sync_id: house.room.sync_id().clone(),
                collection: &FILES,
                scope: None,
                limit,
                after: after.take(),
            };
            let room = house.room.clone();
            let page = house.world.run(async move { room.list(&query).await }).unwrap();
            paged.extend(serde_json::from_str::<Vec<Value>>(&page.rows).unwrap());
            match page.next {
                None => break,
                next => after = next,
            }
        }
        assert_eq!(paged, all, "limit {limit}");
    }
}
