use std::{cell::RefCell, rc::Rc};

use ferrosync::{
    protocol::{Action, Error},
    room::{Commit, Hooks, RoomHandle},
    testing::World,
};
use futures_util::future::LocalBoxFuture;
use serde_json::json;

use super::{List, Todo, commit, count, with};
use crate::{
    common::{request, send},
    words::schema::ALL,
};

/// Writes down what it is told, and mirrors every list in a todo.
#[derive(Debug, Default)]
struct Diary {
    lines: RefCell<Vec<String>>,
    fails: bool,
}

impl Diary {
    fn note(&self, line: String) -> Result<(), String> {
        self.lines.borrow_mut().push(line);
        if self.fails { Err("no".to_owned()) } else { Ok(()) }
    }
}

impl Hooks for Diary {
    fn start(&self, room: RoomHandle) -> LocalBoxFuture<'_, Result<(), String>> {
        Box::pin(async move { self.note(format!("start {}", room.sync_id())) })
    }

    fn commit(&self, room: RoomHandle, commit: Commit) -> LocalBoxFuture<'_, Result<(), String>> {
        Box::pin(async move {
            let changes: Vec<_> = commit.changes.iter().map(|change| change.collection).collect();
            let user = commit.user.as_ref().map_or("-", |user| user.as_str());
            self.note(format!("{} {user} {}", commit.seq, changes.join("+")))?;
            if changes == ["lists"] {
                let todo = json!({ "title": format!("mirror of {}", commit.seq) });
                room.collection::<Todo>().create(&todo).await.map_err(|error| error.to_string())?;
            }
            Ok(())
        })
    }

    fn alarm(&self, room: RoomHandle) -> LocalBoxFuture<'_, Result<(), String>> {
        Box::pin(async move {
            let todos = room.collection::<Todo>().find_all().await.map_err(|error| error.to_string())?;
            self.note(format!("alarm {}", todos.len()))
        })
    }
}

#[test]
fn hooks_are_told_in_order_and_may_write() {
    let world = World::new(&ALL);
    let room = world.room("house");
    let diary = Rc::new(Diary::default());
    room.hang(Rc::clone(&diary) as Rc<dyn Hooks>);
    let list = |n: u8| request(&format!("mutation-{n}"), "lists", Action::Insert, json!({ "title": format!("{n}") }));
    let sends: Vec<_> = (1..=3)
        .map(|n| (room.clone(), list(n)))
        .map(|(room, list)| world.spawn(async move { room.mutate(list, None).await }))
        .collect();
    world.settle();
    assert!(sends.iter().all(|sent| sent.borrow().as_ref().unwrap().is_ok()));
    let refused = send(&world, &room, request("mutation-4", "lists", Action::Insert, json!({ "title": "1" })));
    assert!(matches!(refused, Err(Error::Conflict { .. })));
    let _ = send(&world, &room, list(1)).unwrap();
    commit(&world, &room, |transaction| {
        transaction.as_user("zoë").insert::<List>(&json!({ "title": "x" })).insert::<Todo>(&json!({ "title": "y" }))
    })
    .unwrap();
    world.settle();
    let lines = diary.lines.borrow().clone();
    let own: Vec<_> = lines.iter().filter(|line| !line.ends_with(" todos")).map(String::as_str).collect();
    assert_eq!(own, ["start house", "1 - lists", "2 - lists", "3 - lists", "7 zoë lists+todos"], "{lines:?}");
    let seqs: Vec<u32> = lines[1..].iter().map(|line| line.split(' ').next().unwrap().parse().unwrap()).collect();
    assert_eq!(seqs, [1, 2, 3, 4, 5, 6, 7], "each once, in the room's order");
    assert_eq!(count(&world, "SELECT count(*) FROM todos WHERE title LIKE 'mirror of %'"), 3);
}

#[test]
fn a_hook_that_fails_loses_nothing() {
    let world = World::new(&ALL);
    let room = world.room("house");
    let socket = world.connect(&room);
    let diary = Rc::new(Diary { fails: true, ..Diary::default() });
    room.hang(Rc::clone(&diary) as Rc<dyn Hooks>);
    for n in 1..=2 {
        let list = request(&format!("mutation-{n}"), "lists", Action::Insert, json!({ "title": format!("{n}") }));
        assert_eq!(send(&world, &room, list).unwrap().seq.0, n);
    }
    world.settle();
    assert_eq!(socket.changes().len(), 2);
    assert_eq!(*diary.lines.borrow(), ["start house", "1 - lists", "2 - lists"]);
}

#[test]
fn an_alarm_is_kept_and_rings_in_the_room() {
    let world = World::new(&ALL);
    let room = world.room("house");
    let diary = Rc::new(Diary::default());
    room.hang(Rc::clone(&diary) as Rc<dyn Hooks>);
    let at = ferrosync::schema::Timestamp::from_millis(world.now() + 60_000);
    with(&world, &room, async move |room| room.set_alarm(Some(at)).await).unwrap();
    assert_eq!(world.alarm("house"), Some(at.as_millis()));
    world.run({
        let room = room.clone();
        async move { room.ring().await }
    });
    assert_eq!(diary.lines.borrow().last().unwrap(), "alarm 0");
    with(&world, &room, async |room| room.set_alarm(None).await).unwrap();
    assert_eq!(world.alarm("house"), None);
}
