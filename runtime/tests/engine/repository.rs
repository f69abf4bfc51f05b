//! Typed access: the same engine under the structs of the schema.

use ferrosync::{
    protocol::{Error, Seq},
    schema::Uuid,
    testing::World,
};

use crate::common::{COLLECTIONS, NewTodo, Todo, TodoPatch, id, log};

fn new(n: u8) -> NewTodo {
    NewTodo { id: id(n).parse().ok(), title: format!("todo {n}"), completed: None, note: None }
}

#[test]
fn every_operation_goes_through_the_room() {
    let world = World::new(&COLLECTIONS);
    let room = world.room("default");
    let socket = world.connect(&room);
    let todos = room.collection::<Todo>();
    world.run(async move {
        let created = todos.create(&new(1)).await.unwrap();
        assert_eq!((created.seq, created.data.title.as_str(), created.data.completed), (Seq(1), "todo 1", false));
        assert_eq!(created.data.id, id(1).parse::<Uuid>().unwrap());

        let patch = TodoPatch { completed: Some(true), note: Some(Some("soon".into())), ..TodoPatch::default() };
        let updated = todos.update(&id(1), &patch).await.unwrap().data;
        assert_eq!((updated.completed, updated.note.as_deref()), (true, Some("soon")));
        let cleared = todos.update(&id(1), &TodoPatch { note: Some(None), ..TodoPatch::default() }).await.unwrap().data;
        assert_eq!((cleared.note, cleared.title.as_str()), (None, "todo 1"));

        let created = todos.bulk_create(&[new(2), new(3)]).await.unwrap();
        assert_eq!((created.seq, created.data.len()), (Seq(4), 2));
        let done = TodoPatch { completed: Some(true), ..TodoPatch::default() };
        let (two, three) = (id(2), id(3));
        let updated = todos.bulk_update(&[(&two, done.clone()), (&three, done)]).await.unwrap();
        assert!(updated.data.iter().all(|todo| todo.completed));

        assert_eq!(todos.find_all().await.unwrap().len(), 3);
        assert_eq!(
            todos
                .find_by_ids(&[&three, &id(9), &two])
                .await
                .unwrap()
                .iter()
                .map(|todo| todo.title.as_str())
                .collect::<Vec<_>>(),
            ["todo 3", "todo 2"]
        );
        assert_eq!(todos.delete(&id(1)).await.unwrap(), Seq(6));
        assert_eq!(todos.bulk_delete(&[&two, &three]).await.unwrap(), Seq(7));
        assert_eq!(todos.find_by_id(&id(1)).await.unwrap(), None);
        assert!(matches!(todos.delete(&id(1)).await, Err(Error::NotFound(_))));
        assert!(matches!(todos.create(&NewTodo { title: String::new(), ..new(1) }).await, Err(Error::Validation(_))));
    });
    assert_eq!(socket.changes().len(), 7);
    assert_eq!(log(&world, "default").len(), 7);
}
