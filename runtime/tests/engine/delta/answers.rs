//! What is answered to a list that is asked for since a cursor, and to mutations whose answers did not come.

use std::{cell::RefCell, rc::Rc};

use ferrosync::{
    access::{Known as User, Pass},
    observe::{Event, Observer},
    protocol::{Action, Cursor, MutationId, Pending, Scope, Seq, SyncId, UserId},
    room::{Held, Known, ListQuery},
    testing::{TestRoom, World},
};
use serde_json::{Value, json};

use crate::{
    common::{COLLECTIONS, request, send},
    words::{
        ALL, House,
        schema::{COMMENTS, FILES, NOTES, PEOPLE, TODOS, VISITS, VISITS_TABLE},
    },
};

fn pass(user: &str, access: Value) -> Pass {
    Pass { user: Some(User { id: user.to_owned(), identity: Value::Null }), access, ..Pass::default() }
}

fn mid(text: &str) -> MutationId {
    MutationId::parse(text).unwrap()
}

/// The body of a list's answer.
fn answer(world: &World, room: &TestRoom, query: &ListQuery, held: impl Into<Option<Held>>, pass: &Pass) -> Value {
    let (room, query, held, pass) = (room.clone(), query.clone(), held.into(), pass.clone());
    let listed = world.run(async move {
        let listed = room.answer_list(&query, held.as_ref(), &pass).await;
        listed.map(|listed| listed.body(query.collection.name))
    });
    serde_json::from_str(&listed.unwrap()).unwrap()
}

fn held(body: &Value, mids: &[&str]) -> Held {
    let cursor = Cursor::parse(body["cursor"].as_str().unwrap()).unwrap();
    Held { cursor, mids: mids.iter().map(|text| mid(text)).collect() }
}

fn items(limit: u32) -> ListQuery {
    let collection = COLLECTIONS.find("items").unwrap();
    ListQuery { sync_id: SyncId::parse("default").unwrap(), collection, scope: None, limit, after: None }
}

/// Sends an insert of an item as somebody.
fn insert(world: &World, room: &TestRoom, id: &str, user: &str) {
    let (room, user) = (room.clone(), UserId::new(user));
    let item = json!({ "id": id, "rank": 1, "weight": 0 });
    let insert = request(&format!("insert-{id}-1"), "items", Action::Insert, item);
    world.run(async move { room.mutate(insert, Some(user)).await }).unwrap();
}

/// What an observer was told.
#[derive(Debug, Default)]
struct Told(RefCell<Vec<String>>);

impl Observer for Told {
    fn see(&self, _: &SyncId, event: &Event<'_>) {
        match event {
            Event::Delta { collection, from, to, rows, removed } => {
                self.0.borrow_mut().push(format!("{collection} {from}..{to}: {rows} and {removed}"));
            }
            Event::Reset { collection, reason } => self.0.borrow_mut().push(format!("{collection} {reason}")),
            _ => {}
        }
    }
}

#[test]
fn l6_a_list_since_a_cursor_is_a_delta_or_the_list_anew() {
    let world = World::new(&COLLECTIONS);
    let room = world.room("default");
    let told = Rc::new(Told::default());
    room.observe(Rc::clone(&told) as Rc<dyn Observer>);
    let ada = pass("ada", json!("editor"));
    insert(&world, &room, "a", "ada");
    let first = answer(&world, &room, &items(10), None, &ada);
    assert_eq!((first["items"].as_array().unwrap().len(), &first["seq"]), (1, &json!(1)));
    insert(&world, &room, "b", "ada");
    insert(&world, &room, "c", "bob");
    let delete = request("delete-0001", "items", Action::Delete, json!({ "id": "a" }));
    send(&world, &room, delete).unwrap();

    let asked = ["insert-b-1", "insert-c-1", "nobody-knows", "insert-a-1"];
    let body = answer(&world, &room, &items(10), held(&first, &asked), &ada);
    let row = |id: &str| json!({ "id": id, "rank": 1, "weight": 0.0, "note": null });
    let committed =
        json!([{ "seq": 2, "clientMutationId": "insert-b-1" }, { "seq": 1, "clientMutationId": "insert-a-1" }]);
    let expected = json!({
        "rows": [row("b"), row("c")], "removed": ["a"], "seq": 4, "cursor": body["cursor"], "more": false,
        "committed": committed,
    });
    assert_eq!(body, expected, "another user's mutation looks like none");

    // She is a viewer now.
    let ada = pass("ada", json!("viewer"));
    let body = answer(&world, &room, &items(1), held(&first, &asked), &ada);
    let expected = json!({
        "reset": true, "reason": "access", "committed": committed, "items": [row("b")], "seq": 4,
        "cursor": body["cursor"], "next": body["next"],
    });
    assert_eq!(body, expected);
    assert!(body["next"].is_string());
    // The cursor that came with it is good for her, and for nobody else.
    let body = answer(&world, &room, &items(1), held(&body, &[]), &ada);
    assert_eq!((&body["rows"], &body["committed"]), (&json!([]), &json!([])));
    let body = answer(&world, &room, &items(1), held(&body, &[]), &pass("bob", json!("viewer")));
    assert_eq!(body["reason"], "access");
    assert_eq!(told.0.take(), ["items 1..4: 2 and 1", "items access", "items 4..4: 0 and 0", "items access"]);
}

#[test]
fn s8_a_cursor_of_another_room_reads_nothing_of_it() {
    let house = House::new();
    for n in 0..3 {
        house.insert("lists", json!({ "id": format!("l{n}"), "title": format!("{n}") })).unwrap();
    }
    let other = house.world.room("other");
    let query = |sync_id: &str| ListQuery {
        sync_id: SyncId::parse(sync_id).unwrap(),
        collection: ALL.find("lists").unwrap(),
        scope: None,
        limit: 10,
        after: None,
    };
    let nobody = Pass::default();
    let theirs = answer(&house.world, &house.room, &query("house"), None, &nobody);
    let body = answer(&house.world, &other, &query("other"), held(&theirs, &["mutation-1"]), &nobody);
    assert_eq!((&body["reason"], &body["lists"], &body["committed"]), (&json!("history"), &json!([]), &json!([])));
    // The place before the first mutation is the same everywhere; what follows it is not.
    let empty = answer(&house.world, &other, &query("other"), None, &nobody);
    let insert = crate::common::request("insert-0001", "lists", Action::Insert, json!({ "id": "l0", "title": "x" }));
    send(&house.world, &other, insert).unwrap();
    let body = answer(&house.world, &other, &query("other"), held(&empty, &[]), &nobody);
    assert_eq!((body["rows"].as_array().unwrap().len(), &body["rows"][0]["roomId"]), (1, &json!("other")));
}

/// What changed in a list of the house since `before`: `[ids of rows, ids of removals]`.
fn changed(house: &House, query: &ListQuery, before: &Value) -> Value {
    let body = answer(&house.world, &house.room, query, held(before, &[]), &Pass::default());
    let ids = |rows: &Value| rows.as_array().unwrap().iter().map(|row| row["id"].clone()).collect::<Value>();
    assert!(body.get("reset").is_none(), "{body}");
    json!([ids(&body["rows"]), body["removed"]])
}

fn query(collection: &'static ferrosync::schema::Collection, scope: Option<&str>) -> ListQuery {
    let scope = scope.map(|scope| Scope::parse(collection, scope).unwrap());
    ListQuery { sync_id: SyncId::parse("house").unwrap(), collection, scope, limit: 100, after: None }
}

#[test]
fn s8_a_delta_of_a_scope_names_no_row_of_another() {
    let house = House::new();
    let file = |action, scope: Option<&str>, payload| {
        let request = house.request("files", action, payload);
        let scope = scope.map(str::to_owned);
        house.send_as(ferrosync::protocol::MutationRequest { scope, ..request }, Some("ada")).unwrap();
    };
    let scopes = [Some("a"), Some("b"), None];
    let before = scopes.map(|scope| answer(&house.world, &house.room, &query(&FILES, scope), None, &Pass::default()));
    for (id, scope) in [("a1", Some("a")), ("a2", Some("a")), ("b1", Some("b")), ("b2", Some("b")), ("n", None)] {
        file(Action::Insert, scope, json!({ "id": id, "name": id }));
    }
    for id in ["a2", "b2"] {
        file(Action::Delete, None, json!({ "id": id }));
    }
    let since = |at: usize| changed(&house, &query(&FILES, scopes[at]), &before[at]);
    assert_eq!(since(0), json!([["a1"], ["a2"]]));
    assert_eq!(since(1), json!([["b1"], ["b2"]]));
    assert_eq!(since(2), json!([["a1", "b1", "n"], ["a2", "b2"]]));
    // Of the scope `z` there never was anything.
    let none = answer(&house.world, &house.room, &query(&FILES, Some("z")), None, &Pass::default());
    file(Action::Update, Some("a"), json!({ "id": "a1", "data": { "size": 1 } }));
    assert_eq!(changed(&house, &query(&FILES, Some("z")), &none), json!([[], []]));
}

#[test]
fn r7_h1_what_goes_along_and_what_hides_is_told() {
    let house = House::new();
    for (collection, fields) in [
        ("lists", json!({ "id": "l", "title": "l" })),
        ("people", json!({ "id": "p", "name": "p" })),
        ("todos", json!({ "id": "t", "title": "t", "listId": "l" })),
        ("todos", json!({ "id": "u", "title": "u", "parentId": "t", "personId": "p" })),
        ("comments", json!({ "id": "c", "todoId": "t" })),
        ("notes", json!({ "id": "n", "personId": "p", "text": "" })),
    ] {
        house.insert(collection, fields).unwrap();
    }
    let lists = [&TODOS, &COMMENTS, &PEOPLE, &NOTES].map(|collection| query(collection, None));
    let before = lists.each_ref().map(|query| answer(&house.world, &house.room, query, None, &Pass::default()));
    house.delete("lists", "l").unwrap();
    house.delete("people", "p").unwrap();
    let told: Vec<_> = lists.iter().zip(&before).map(|(query, before)| changed(&house, query, before)).collect();
    assert_eq!(json!(told), json!([[["u"], ["t"]], [[], ["c"]], [[], ["p"]], [[], ["n"]]]));
}

#[test]
fn h1_deltas_of_an_adopted_table_have_its_own_forms() {
    let world = World::new(&ALL);
    world.connection().execute_batch(VISITS_TABLE).unwrap();
    let room = world.room("default");
    let query = ListQuery { sync_id: SyncId::parse("default").unwrap(), ..query(&VISITS, None) };
    let before = answer(&world, &room, &query, None, &Pass::default());
    for (n, id) in ["a", "b"].into_iter().enumerate() {
        let visit = json!({ "id": id, "left": -1, "paid": true, "what": { "a": [1] } });
        send(&world, &room, request(&format!("insert-{n:04}"), "visits", Action::Insert, visit)).unwrap();
    }
    send(&world, &room, request("delete-0001", "visits", Action::Delete, json!({ "id": "b" }))).unwrap();
    let told = answer(&world, &room, &query, held(&before, &[]), &Pass::default());
    let list = answer(&world, &room, &query, None, &Pass::default());
    assert_eq!((&told["rows"], &told["removed"]), (&list["visits"], &json!(["b"])));
    assert_eq!(told["rows"][0]["left"], -1);
    assert_eq!(told["cursor"], list["cursor"]);
}

/// What a room knows of mutations, in short.
fn known(world: &World, room: &TestRoom, pending: &[(&str, Option<u64>)], user: Option<&str>) -> [Vec<String>; 3] {
    let pending: Vec<_> =
        pending.iter().map(|(text, since)| Pending { mid: mid(text), since: since.map(Seq) }).collect();
    let (room, user) = (room.clone(), user.map(UserId::new));
    let Known { committed, missing, stale } =
        world.run(async move { room.known(&pending, user.as_ref()).await }).unwrap();
    let names = |mids: Vec<MutationId>| mids.iter().map(ToString::to_string).collect();
    [committed.iter().map(|(mid, seq)| format!("{mid} {seq}")).collect(), names(missing), names(stale)]
}

#[test]
fn l3_a_room_knows_which_mutations_were_committed_and_by_whom() {
    let world = World::new(&COLLECTIONS);
    let room = world.room("default");
    insert(&world, &room, "a", "ada");
    insert(&world, &room, "b", "bob");
    insert(&world, &room, "c", "ada");
    let asked = [("insert-c-1", None), ("insert-b-1", Some(0)), ("never-sent", Some(3)), ("insert-a-1", None)];
    let expected = [vec!["insert-c-1 3", "insert-a-1 1"], vec!["insert-b-1", "never-sent"], vec![]];
    // The room that did it, and one that has only the log.
    for room in [&room, &world.room("default")] {
        assert_eq!(known(&world, room, &asked, Some("ada")), expected);
        let none: [Vec<&str>; 3] = [vec![], vec!["insert-a-1"], vec![]];
        assert_eq!(known(&world, room, &[("insert-a-1", None)], None), none);
    }
}

#[test]
fn l3_of_what_the_log_does_not_reach_nobody_can_tell() {
    let world = World::new(&COLLECTIONS);
    for id in ["a", "b", "c", "d"] {
        insert(&world, &world.room("default"), id, "ada");
    }
    world.connection().execute("DELETE FROM _sync_log WHERE seq < 3", []).unwrap();
    let room = world.room("default");
    // Sent when its sender knew seq 1: it may have been 2. Sent at 2, it would be in the log.
    let asked = [("insert-b-1", Some(1)), ("insert-x-1", Some(2)), ("insert-c-1", Some(0)), ("insert-y-1", None)];
    let expected = [vec!["insert-c-1 3"], vec!["insert-x-1", "insert-y-1"], vec!["insert-b-1"]];
    assert_eq!(known(&world, &room, &asked, Some("ada")), expected);
    // From the future: whoever sent it knew another history.
    let future: [Vec<&str>; 3] = [vec![], vec!["insert-z-1"], vec![]];
    assert_eq!(known(&world, &room, &[("insert-z-1", Some(99))], Some("ada")), future);
}
