use ferrosync::{
    protocol::{Error, Seq},
    testing::{Fault, World},
};
use serde_json::{Value, json};

use super::{File, List, Person, Todo, commit, count};
use crate::{common::log, words::schema::ALL};

fn build(transaction: ferrosync::room::Transaction) -> ferrosync::room::Transaction {
    transaction
        .mid("import-1")
        .insert::<Todo>(&json!({ "title": "first" }))
        .insert::<List>(&json!({ "id": "l1", "title": "list" }))
        .insert::<Todo>(&json!({ "listId": "l1", "title": "second" }))
        .insert::<Todo>(&json!({ "listId": "l1", "title": "third" }))
        .delete::<Person>("p1")
}

fn world() -> World {
    let world = World::new(&ALL);
    let room = world.room("house");
    commit(&world, &room, |transaction| transaction.insert::<Person>(&json!({ "id": "p1", "name": "Zoë" }))).unwrap();
    world
}

#[test]
fn l3_the_same_mutation_again_gives_the_same_seq_and_the_rows_now() {
    let world = world();
    let room = world.room("house");
    let first = commit(&world, &room, build).unwrap();
    let todos: Vec<Todo> = first.rows().unwrap();
    let ids: Vec<String> = todos.iter().map(|todo| todo.0["id"].as_str().unwrap().to_owned()).collect();
    let again = commit(&world, &room, build).unwrap();
    assert_eq!((again.seq, again.replayed), (Seq(2), true));
    assert_eq!(
        again.rows::<Todo>().unwrap().iter().map(|todo| todo.0.clone()).collect::<Vec<_>>(),
        todos.iter().map(|todo| todo.0.clone()).collect::<Vec<_>>()
    );

    // As they are now: one is changed, one is gone.
    commit(&world, &room, |transaction| {
        transaction.update::<Todo>(&ids[2], &json!({ "title": "changed" })).delete::<Todo>(&ids[0])
    })
    .unwrap();
    let again = commit(&world, &world.room("house"), build).unwrap();
    assert_eq!((again.seq, again.replayed), (Seq(2), true));
    let titles: Vec<Value> = again.rows::<Todo>().unwrap().iter().map(|todo| todo.0["title"].clone()).collect();
    assert_eq!(titles, ["second", "changed"]);
    assert_eq!(again.rows::<List>().unwrap().len(), 1);
    assert_eq!(log(&world, "house").len(), 3);
}

#[test]
fn l3_another_body_or_user_under_the_same_id_is_refused() {
    let world = world();
    let room = world.room("house");
    commit(&world, &room, build).unwrap();
    let other = commit(&world, &room, |transaction| build(transaction).insert::<List>(&json!({ "title": "more" })));
    assert_eq!(other, Err(Error::MidReused));
    assert_eq!(commit(&world, &room, |transaction| build(transaction).as_user("alice")), Err(Error::MidReused));
    assert_eq!(
        commit(&world, &room, |transaction| transaction.mid("import-1").insert::<List>(&json!({ "title": "x" }))),
        Err(Error::MidReused)
    );
    assert!(matches!(commit(&world, &room, |transaction| build(transaction).mid("short")), Err(Error::Validation(_))));
}

#[test]
fn r1_an_answer_that_was_lost_is_found_in_the_log() {
    for fault in [Fault::Before, Fault::After, Fault::Late] {
        let world = world();
        let room = world.room("house");
        let mut faults = vec![fault];
        world.set_faults(move || faults.pop().unwrap_or(Fault::None));
        let committed = commit(&world, &room, build).unwrap();
        assert_eq!(committed.seq, Seq(2), "{fault:?}");
        assert_eq!(committed.rows::<Todo>().unwrap().len(), 3, "{fault:?}");
        world.settle();
        assert_eq!(count(&world, "SELECT count(*) FROM todos"), 3, "{fault:?}");
        assert_eq!(log(&world, "house")[1].2["lists"], json!([["l1", null, null, 1]]), "{fault:?}");
    }
}

/// Another object is at the same seq of the restored history as this one is of the lost one.
#[test]
fn r10_r11_an_object_of_a_lost_history_commits_no_transaction_at_its_seq() {
    let world = world();
    let lost = world.room("house");
    let todo = |title: &'static str| {
        move |transaction: ferrosync::room::Transaction| transaction.insert::<Todo>(&json!({ "title": title }))
    };
    commit(&world, &lost, todo("lost")).unwrap();
    world.connection().execute_batch("DELETE FROM _sync_log WHERE seq > 1; DELETE FROM todos").unwrap();
    commit(&world, &world.room("house"), todo("restored")).unwrap();
    assert!(matches!(commit(&world, &lost, build), Err(Error::Unavailable { .. })));
    assert_eq!((log(&world, "house").len(), count(&world, "SELECT count(*) FROM todos")), (2, 1));
    assert_eq!(commit(&world, &lost, build).unwrap().seq, Seq(3));
}

#[test]
fn r15_a_second_send_shares_the_first_ones_answer() {
    let world = world();
    let room = world.room("house");
    let first = world.spawn(build(room.transaction()).commit());
    let second = world.spawn(build(room.transaction()).commit());
    world.settle();
    let (first, second) = (first.take().unwrap().unwrap(), second.take().unwrap().unwrap());
    assert_eq!((first.seq, first.replayed, second.replayed), (second.seq, false, true));
    assert_eq!(count(&world, "SELECT count(*) FROM todos"), 3);
}

#[test]
fn l3_a_transaction_of_one_part_is_known_again_too() {
    let world = world();
    let room = world.room("house");
    let one = |transaction: ferrosync::room::Transaction| {
        transaction.mid("only-one").as_user("u").insert::<File>(&json!({ "name": "n", "secret": "s" }))
    };
    let first = commit(&world, &room, one).unwrap();
    let again = commit(&world, &room, one).unwrap();
    let row = |committed: &ferrosync::room::Transacted| committed.rows::<File>().unwrap().remove(0).0;
    assert_eq!((again.seq, again.replayed, row(&again)), (first.seq, true, row(&first)));
    assert_eq!(row(&first)["secret"], "s");
}
