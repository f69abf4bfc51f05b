use ferrosync::{
    protocol::{Action, Error},
    testing::Fault,
};
use serde_json::{Value, json};

use super::{House, brief, schema::EVENTS};

fn broken(path: &Value) -> Value {
    json!([[path, "custom", "ends before it begins"]])
}

#[test]
fn an_insert_is_asked_as_a_whole() {
    let house = House::new();
    assert_eq!(
        brief(house.insert("events", json!({ "begins": 2, "ends": 1 })), "VALIDATION"),
        broken(&json!(["ends"]))
    );
    let items = json!({ "items": [{ "id": "a", "begins": 1, "ends": 1 }, { "id": "b", "begins": 2, "ends": 1 }] });
    let refused = house.send(house.request("events", Action::BulkInsert, items));
    assert_eq!(brief(refused, "VALIDATION"), broken(&json!(["items", 1, "ends"])));
    assert_eq!(house.ids(&EVENTS).len(), 0);
}

#[test]
fn a_patch_is_asked_with_the_row_that_it_changes() {
    let house = House::new();
    house.insert("events", json!({ "id": "a", "begins": 1, "ends": 5 })).unwrap();
    assert_eq!(brief(house.update("events", "a", json!({ "begins": 6 })), "VALIDATION"), broken(&json!(["ends"])));
    house.update("events", "a", json!({ "begins": 5 })).unwrap();
    let items = json!({ "items": [{ "id": "a", "data": { "ends": 4 } }] });
    let refused = house.send(house.request("events", Action::BulkUpdate, items));
    assert_eq!(brief(refused, "VALIDATION"), broken(&json!(["items", 0, "data", "ends"])));
    assert!(matches!(house.update("events", "b", json!({ "begins": 6 })), Err(Error::NotFound(_))));
    // Private columns are in the row that is asked about.
    house.world.connection().execute("UPDATE events SET note = 'no'", []).unwrap();
    assert_eq!(brief(house.update("events", "a", json!({ "ends": 7 })), "VALIDATION")[0][2], "the row is not whole");
    assert_eq!(crate::common::log(&house.world, "house").len(), 2);
}

#[test]
fn s15_nobody_writes_between_the_look_and_the_write() {
    let house = House::new();
    house.insert("events", json!({ "id": "a", "begins": 1, "ends": 5 })).unwrap();
    let patch = |data: Value| house.request("events", Action::Update, json!({ "id": "a", "data": data }));
    // Each alone would be right; the second is wrong after the first.
    let answers =
        house.send_all(vec![patch(json!({ "begins": 4 })), patch(json!({ "ends": 2 })), patch(json!({ "ends": 4 }))]);
    assert!(answers[0].is_ok() && answers[2].is_ok(), "{answers:?}");
    assert_eq!(brief(answers[1].clone(), "VALIDATION"), broken(&json!(["ends"])));
}

#[test]
fn r10_a_row_that_another_object_wrote_meanwhile_is_looked_at_again() {
    let house = House::new();
    house.insert("events", json!({ "id": "a", "begins": 1, "ends": 5 })).unwrap();
    let second = house.world.room("house");
    // The second object has read the log before the first one writes.
    crate::common::send(
        &house.world,
        &second,
        house.request("events", Action::Update, json!({ "id": "a", "data": { "ends": 6 } })),
    )
    .unwrap();
    house.update("events", "a", json!({ "ends": 5 })).unwrap();
    let patch = |data: Value| house.request("events", Action::Update, json!({ "id": "a", "data": data }));
    let (one, other) = (patch(json!({ "begins": 4 })), patch(json!({ "ends": 2 })));
    let (room, other_room) = (house.room.clone(), second.clone());
    let one = house.world.spawn(async move { room.mutate(one, None).await });
    let other = house.world.spawn(async move { other_room.mutate(other, None).await });
    house.world.settle();
    let (one, other) = (one.take().unwrap(), other.take().unwrap());
    assert!(one.is_ok() != other.is_ok(), "exactly one of them is right after the other: {one:?}, {other:?}");
    let row = house.get(&EVENTS, "a", None).unwrap();
    assert!(row["begins"].as_i64() <= row["ends"].as_i64(), "{row}");
}

#[test]
fn r10_a_rule_refuses_nothing_that_another_object_committed() {
    let house = House::new();
    house.insert("events", json!({ "id": "a", "begins": 1, "ends": 5 })).unwrap();
    let second = house.world.room("house");
    let send = |request| crate::common::send(&house.world, &second, request);
    let patch = |data: Value| house.request("events", Action::Update, json!({ "id": "a", "data": data }));
    let (first, later) = (patch(json!({ "begins": 4 })), patch(json!({ "begins": 0, "ends": 2 })));
    let committed = send(first.clone()).unwrap();
    send(later).unwrap();
    // To this room it is new, and after the later one it would be wrong.
    let again = house.send(first).unwrap();
    assert_eq!((again.seq, again.replayed), (committed.seq, true));
}

#[test]
fn r10_a_rule_that_changes_its_mind_refuses_no_insert_that_was_committed() {
    let house = House::new();
    house.insert("events", json!({ "id": "a", "begins": 1, "ends": 5 })).unwrap();
    let second = house.world.room("house");
    let insert = house.request("events", Action::Insert, json!({ "id": "b", "begins": 1, "ends": 5 }));
    let committed = crate::common::send(&house.world, &second, insert.clone()).unwrap();
    // As a rule does that looks at the time.
    super::schema::MOOD.set(false);
    let (again, new) = (house.send(insert), house.insert("events", json!({ "id": "c", "begins": 1, "ends": 5 })));
    super::schema::MOOD.set(true);
    let again = again.unwrap();
    assert_eq!((again.seq, again.replayed), (committed.seq, true));
    assert_eq!(brief(new, "VALIDATION"), json!([[[], "custom", "not today"]]));
}

#[test]
fn l8_a_row_that_cannot_be_read_is_not_a_refusal() {
    let house = House::new();
    house.insert("events", json!({ "id": "a", "begins": 1, "ends": 5 })).unwrap();
    let mut faults = 3;
    house.world.set_faults(move || {
        faults -= 1;
        if faults >= 0 { Fault::Before } else { Fault::None }
    });
    assert_eq!(house.update("events", "a", json!({ "ends": 7 })).unwrap()["ends"], 7);
}

/// Where commits take long, those that have to be read for are not under way together: they wait for each other, as on a near
/// database.
#[test]
fn those_that_are_read_for_commit_together_however_long_it_takes() {
    let house = House::new();
    house.world.set_distance(40);
    let events: Vec<_> = (0..8).map(|n| json!({ "id": format!("e{n}"), "begins": 1, "ends": 9 })).collect();
    house.send(house.request("events", Action::BulkInsert, json!({ "items": events }))).unwrap();
    let patch = |n: usize, begins: usize| {
        house.request("events", Action::Update, json!({ "id": format!("e{n}"), "data": { "begins": begins } }))
    };
    assert!(house.send_all((0..8).map(|n| patch(n, 2)).collect()).iter().all(Result::is_ok));
    let before = house.world.batches();
    for n in 0..8 {
        let (room, request) = (house.room.clone(), patch(n, 3));
        house.world.spawn(async move { room.mutate(request, None).await });
        // One more comes in each step.
        assert!(house.world.is_busy() && (n == 0 || house.world.step()));
    }
    house.world.settle();
    assert_eq!(house.world.batches() - before, 2, "a look at the rows, and a commit");
}
