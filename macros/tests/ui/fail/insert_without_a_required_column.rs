use ferrosync::schema::*;

sync_collections![
    #[collection(single_tenant)]
    pub struct Todo {
        pub id: Uuid,
        pub title: String,
        #[default(false)]
        pub done: bool,
    }
];

fn main() {
    let _ = (COLLECTIONS, NewTodo { id: None, done: None });
}
