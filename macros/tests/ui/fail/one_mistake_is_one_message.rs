//! The rest of an app still compiles beside a wrong schema.

use ferrosync::schema::*;

sync_collections![
    #[collection(single_tenant, soft_delete)]
    pub struct Todo {
        pub id: Uuid,
        #[validate(length(min = 1))]
        pub title: String,
        pub status: Status,
        pub shape: Shape,
        pub address: Option<Address>,
        pub email: Email,
        pub pair: Pair,
    }

    #[derive(Copy, Eq, Default)]
    pub enum Status {
        #[default]
        Open,
        Done,
    }

    #[value(tag = "radius")]
    pub enum Shape {
        Circle { radius: f64 },
        Point,
    }

    pub struct Address {
        #[default("x")]
        pub street: String,
    }

    #[validate(length(min = 1))]
    pub struct Email(pub String);

    pub struct Tree {
        pub children: Vec<Tree>,
        pub parent: Option<Tree>,
    }

    pub struct Pair(pub String, pub String);

    #[collection(dropped, single_tenant)]
    pub struct Old;
];

fn rename(todo: &Todo) -> (Todo, TodoPatch) {
    let patch = TodoPatch { title: Some(todo.title.clone()), status: Some(Status::default()), ..TodoPatch::default() };
    (todo.clone(), patch)
}

fn moved(todo: &Todo) -> (Status, Status, Shape) {
    let status = todo.status;
    let shape = match &todo.shape {
        Shape::Circle { radius } => Shape::Circle { radius: radius * 2.0 },
        Shape::Point => Shape::Point,
    };
    (status, status, shape)
}

fn texts(todo: &Todo) -> (&str, Option<&String>, &str) {
    (&todo.email.0, todo.address.as_ref().map(|address| &address.street), &todo.pair.0)
}

fn stored<E: Entity>() {}

fn read<'de, T: serde::Deserialize<'de>>() {}

mod serde {
    pub(crate) use ferrosync::__private::serde::Deserialize;
}

fn main() {
    let _ = (rename, moved, texts, COLLECTIONS, Status::Open == Status::Done);
    stored::<Todo>();
    read::<Address>();
}
