use ferrosync::{
    protocol::{Error, Seq},
    testing::World,
};
use serde_json::{Value, json};

use super::{Comment, File, List, Person, Todo, commit, count};
use crate::{common::log, words::schema::ALL};

#[test]
fn l2_several_collections_are_one_mutation() {
    let world = World::new(&ALL);
    let room = world.room("house");
    let socket = world.connect(&room);
    let committed = commit(&world, &room, |transaction| {
        transaction
            .insert::<Todo>(&json!({ "id": "t1", "listId": "l1", "title": "milk" }))
            .insert::<List>(&json!({ "id": "l1", "title": "shop" }))
            .insert::<Todo>(&json!({ "id": "t2", "listId": "l1", "parentId": "t1", "title": "bread" }))
            .insert::<Todo>(&json!({ "listId": "l1", "title": "an id is made" }))
    })
    .unwrap();
    assert_eq!((committed.seq, committed.replayed), (Seq(1), false));
    let titles = |rows: Vec<Todo>| rows.iter().map(|row| row.0["title"].clone()).collect::<Vec<_>>();
    assert_eq!(titles(committed.rows().unwrap()), ["milk", "bread", "an id is made"]);
    assert_eq!(committed.rows::<List>().unwrap()[0].0["title"], "shop");
    assert!(committed.rows::<Person>().unwrap().is_empty());

    let log = log(&world, "house");
    assert_eq!(log.len(), 1, "one log entry");
    assert_eq!(log[0].2["lists"], json!([["l1", null, null]]));
    assert_eq!(log[0].2["todos"].as_array().unwrap().len(), 3);

    // Entries of one seq, in the order they were given, in one frame.
    let frames = socket.frames();
    let broadcasts: Vec<_> = frames.iter().filter(|frame| frame["type"] == "broadcast").collect();
    assert_eq!(broadcasts.len(), 1);
    let changes: Vec<_> = socket
        .changes()
        .iter()
        .map(|change| {
            (change["seq"].clone(), change["collection"].clone(), change["action"].clone(), change["prev"].clone())
        })
        .collect();
    assert_eq!(
        changes,
        [
            (json!(1), json!("todos"), json!("insert"), json!(0)),
            (json!(1), json!("lists"), json!("insert"), json!(0)),
            (json!(1), json!("todos"), json!("bulk-insert"), json!(0)),
        ]
    );
}

#[test]
fn l2_a_part_that_is_refused_refuses_all_and_is_named() {
    let world = World::new(&ALL);
    let room = world.room("house");
    commit(&world, &room, |transaction| transaction.insert::<List>(&json!({ "id": "l1", "title": "a" }))).unwrap();

    let taken = commit(&world, &room, |transaction| {
        transaction
            .insert::<Person>(&json!({ "id": "p1", "name": "Zoë" }))
            .insert::<List>(&json!({ "id": "l2", "title": "a" }))
    });
    let Err(Error::Conflict { issues, .. }) = taken else { panic!("{taken:?}") };
    assert_eq!(json!(issues)[0]["path"], json!(["parts", 1, "title"]));
    assert_eq!(issues[0].code, "taken");

    let missing = commit(&world, &room, |transaction| {
        transaction
            .insert::<Person>(&json!({ "id": "p1", "name": "Zoë" }))
            .update::<List>("l9", &json!({ "title": "b" }))
    });
    assert!(matches!(missing, Err(Error::NotFound(_))), "{missing:?}");

    let there = commit(&world, &room, |transaction| {
        transaction
            .insert::<Person>(&json!({ "id": "p1", "name": "Zoë" }))
            .insert::<List>(&json!({ "id": "l1", "title": "b" }))
    });
    assert!(matches!(there, Err(Error::IdTaken(_))), "{there:?}");

    let nowhere = commit(&world, &room, |transaction| {
        transaction
            .insert::<Person>(&json!({ "id": "p1", "name": "Zoë" }))
            .insert::<Todo>(&json!({ "id": "t1", "listId": "l9", "title": "x" }))
    });
    let Err(Error::Conflict { issues, .. }) = nowhere else { panic!("{nowhere:?}") };
    assert_eq!((issues[0].code, json!(issues[0].path)), ("no_such_row", json!(["parts", 1, "listId"])));

    let invalid = commit(&world, &room, |transaction| {
        transaction.insert::<Person>(&json!({ "id": "p1", "name": "Zoë" })).insert::<Todo>(&json!({ "title": 7 }))
    });
    let Err(Error::Validation(issues)) = invalid else { panic!("{invalid:?}") };
    assert_eq!(json!(issues[0].path), json!(["parts", 1, "title"]));

    assert_eq!(count(&world, "SELECT count(*) FROM people"), 0);
    assert_eq!(log(&world, "house").len(), 1, "a refusal takes no seq");
}

#[test]
fn a_key_that_is_given_up_can_be_taken_in_the_same_mutation() {
    let world = World::new(&ALL);
    let room = world.room("house");
    commit(&world, &room, |transaction| {
        transaction
            .insert::<List>(&json!({ "id": "l1", "title": "a" }))
            .insert::<List>(&json!({ "id": "l2", "title": "b" }))
            .insert::<Person>(&json!({ "id": "p1", "name": "Zoë" }))
    })
    .unwrap();
    // From a row that is deleted to a new one, and to one that is changed; from one that is changed to a new one.
    commit(&world, &room, |transaction| {
        transaction
            .insert::<Person>(&json!({ "id": "p2", "name": "Zoë" }))
            .delete::<Person>("p1")
            .insert::<List>(&json!({ "id": "l3", "title": "b" }))
            .update::<List>("l2", &json!({ "title": "a" }))
            .delete::<List>("l1")
    })
    .unwrap();
    let lists = "SELECT group_concat(id || title) FROM (SELECT * FROM lists ORDER BY id)";
    let lists: String = world.connection().query_row(lists, [], |row| row.get(0)).unwrap();
    assert_eq!(lists, "l2a,l3b");

    // Between two rows that are changed nobody can say which comes first.
    let swapped = commit(&world, &room, |transaction| {
        transaction.update::<List>("l2", &json!({ "title": "b" })).update::<List>("l3", &json!({ "title": "a" }))
    });
    assert!(matches!(swapped, Err(Error::Conflict { .. })), "{swapped:?}");
    // And nobody takes a key from a row that another takes it from.
    let twice = commit(&world, &room, |transaction| {
        transaction
            .delete::<List>("l2")
            .insert::<List>(&json!({ "id": "l4", "title": "a" }))
            .insert::<Person>(&json!({ "name": "x" }))
            .insert::<List>(&json!({ "id": "l5", "title": "a" }))
    });
    let Err(Error::Conflict { issues, .. }) = twice else { panic!("{twice:?}") };
    assert_eq!(json!(issues[0].path), json!(["parts", 3, "title"]));
}

#[test]
fn r7_what_goes_with_a_part_is_published_with_it() {
    let world = World::new(&ALL);
    let room = world.room("house");
    commit(&world, &room, |transaction| {
        transaction
            .insert::<List>(&json!({ "id": "l1", "title": "a" }))
            .insert::<Todo>(&json!({ "id": "t1", "listId": "l1", "title": "a" }))
            .insert::<Todo>(&json!({ "id": "t2", "title": "b", "parentId": "t1" }))
            .insert::<Todo>(&json!({ "id": "t3", "title": "c" }))
            .insert::<Comment>(&json!({ "id": "c1", "todoId": "t1" }))
            .insert::<Comment>(&json!({ "id": "c3", "todoId": "t3" }))
    })
    .unwrap();
    let socket = world.connect(&room);
    commit(&world, &room, |transaction| {
        transaction
            .delete::<List>("l1")
            .insert::<List>(&json!({ "id": "l2", "title": "a" }))
            .update::<Comment>("c3", &json!({ "text": "still here" }))
            .insert::<Todo>(&json!({ "id": "t4", "listId": "l2", "title": "d" }))
    })
    .unwrap();
    let changes: Vec<Value> = socket
        .changes()
        .iter()
        .map(|change| {
            json!([
                change["collection"],
                change["action"],
                change["payload"].get("ids"),
                change["payload"]["items"][0]["id"]
            ])
        })
        .collect();
    assert_eq!(
        changes,
        [
            json!(["lists", "delete", null, null]),
            json!(["todos", "bulk-delete", ["t1"], null]),
            json!(["todos", "bulk-update", null, "t2"]),
            json!(["comments", "bulk-delete", ["c1"], null]),
            json!(["lists", "insert", null, null]),
            json!(["comments", "update", null, null]),
            json!(["todos", "insert", null, null]),
        ]
    );
    assert_eq!(count(&world, "SELECT count(*) FROM todos WHERE parent_id IS NOT NULL"), 0);
    let changes = &log(&world, "house")[1].2;
    assert_eq!(changes["todos"], json!([["t4", null, null, 1], ["t1", null, null], ["t2", null, null, 1]]));
    assert_eq!(changes["lists"], json!([["l2", null, null, 1], ["l1", null, null]]));
}

#[test]
fn l10_a_transaction_stays_in_its_room_and_its_scopes() {
    let world = World::new(&ALL);
    let (house, other) = (world.room("house"), world.room("other"));
    let file = |id: &str| json!({ "id": id, "name": id, "secret": "s" });
    let committed = commit(&world, &house, |transaction| {
        transaction
            .as_user("alice")
            .in_scope("a")
            .insert::<File>(&file("f1"))
            .in_scope("b")
            .insert::<File>(&file("f2"))
            .in_any_scope()
            .insert::<File>(&file("f3"))
    })
    .unwrap();
    let files: Vec<File> = committed.rows().unwrap();
    let of = |name: &str| files.iter().map(|file| file.0[name].clone()).collect::<Vec<_>>();
    assert_eq!(of("folder"), [json!("a"), json!("b"), Value::Null]);
    assert_eq!(of("ownerId"), ["alice", "alice", "alice"]);
    assert_eq!(of("secret"), ["s", "s", "s"], "the app's own code sees what is private");
    assert_eq!(log(&world, "house")[0].2["files"], json!([["f1", null, "a"], ["f2", null, "b"], ["f3", null, null]]));

    let patch = json!({ "size": 1 });
    let wrong = commit(&world, &house, |transaction| {
        transaction.in_scope("a").update::<File>("f1", &patch).update::<File>("f2", &patch).delete::<File>("f3")
    });
    assert!(matches!(wrong, Err(Error::NotFound(_))), "{wrong:?}");
    let foreign = commit(&world, &other, |transaction| {
        transaction.update::<File>("f1", &patch).insert::<List>(&json!({ "title": "x" }))
    });
    assert!(matches!(foreign, Err(Error::NotFound(_))), "s16: {foreign:?}");

    commit(&world, &house, |transaction| {
        transaction
            .in_scope("a")
            .update::<File>("f1", &patch)
            .in_any_scope()
            .update::<File>("f2", &patch)
            .delete::<File>("f3")
    })
    .unwrap();
    assert_eq!(
        log(&world, "house")[1].2["files"],
        json!([["f1", "a", "a", 1], ["f2", "b", "b", 1], ["f3", null, null]])
    );
}

#[test]
fn nothing_is_no_transaction() {
    let world = World::new(&ALL);
    let room = world.room("house");
    assert!(matches!(commit(&world, &room, |transaction| transaction), Err(Error::Validation(_))));
    let foreign = commit(&world, &room, |transaction| transaction.insert::<super::Visit>(&json!({})));
    assert!(matches!(foreign, Err(Error::NotFound(_))), "a collection of another room: {foreign:?}");
}

#[test]
fn l13_a_transaction_has_bounds() {
    let world = World::new(&ALL);
    let room = world.room("house");
    let many = commit(&world, &room, |transaction| {
        (0..51).fold(transaction, |transaction, n| {
            transaction
                .insert::<List>(&json!({ "title": format!("{n}") }))
                .insert::<Person>(&json!({ "name": format!("{n}") }))
        })
    });
    assert!(matches!(many, Err(Error::TooLarge(_))), "parts: {many:?}");
    let rows = commit(&world, &room, |transaction| {
        (0..501)
            .fold(transaction, |transaction, n| transaction.insert::<List>(&json!({ "title": format!("{n}") })))
            .insert::<Todo>(&json!({ "title": "t" }))
            .update::<Todo>("x", &json!({ "title": "u" }))
    });
    assert!(matches!(rows, Err(Error::NotFound(_))), "501 rows are few enough: {rows:?}");
    let rows = commit(&world, &room, |transaction| {
        let transaction = (0..1_000)
            .fold(transaction, |transaction, n| transaction.insert::<List>(&json!({ "title": format!("{n}") })));
        transaction.insert::<Todo>(&json!({ "title": "t" }))
    });
    assert!(matches!(rows, Err(Error::TooLarge(_))), "rows: {rows:?}");
    let full = commit(&world, &room, |transaction| {
        (0..50).fold(transaction, |transaction, n| {
            transaction
                .insert::<List>(&json!({ "title": format!("{n}") }))
                .insert::<Person>(&json!({ "name": format!("{n}") }))
        })
    });
    assert_eq!(full.unwrap().seq, Seq(1));
}
