//! A room in a test of the host, as the guide to testing shows it.

#![allow(clippy::unwrap_used)]

use ferrosync::testing::World;
use ferrosync_tests::schemas::todo_app::{self, NewTodo, Todo};

#[test]
fn a_row_is_written_and_has_its_place() {
    let world = World::new(&todo_app::COLLECTIONS);
    let todos = world.room("default").collection::<Todo>();
    let new = NewTodo { id: None, title: "Buy milk".to_owned(), completed: None };
    let todo = world.run(async move { todos.create(&new).await }).unwrap();
    assert_eq!(todo.data.title, "Buy milk");
    assert_eq!(todo.seq.0, 1);
}
