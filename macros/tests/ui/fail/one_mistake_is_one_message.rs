//! The rest of an app still compiles beside a wrong schema.

use ferrosync::schema::*;

sync_collections![
    #[collection(single_tenant, soft_delete)]
    pub struct Todo {
        pub id: Uuid,
        #[validate(length(min = 1))]
        pub title: String,
        pub status: Status,
    }

    pub enum Status {
        #[default]
        Open,
        Done,
    }
];

fn rename(todo: &Todo) -> (Todo, TodoPatch) {
    let patch = TodoPatch { title: Some(todo.title.clone()), ..TodoPatch::default() };
    (todo.clone(), patch)
}

fn stored<E: Entity>() {}

fn main() {
    let _ = (rename, COLLECTIONS, Status::Open == Status::Done);
    stored::<Todo>();
}
