use ferrosync::schema::*;

sync_collections![
    pub struct Todo {
        pub id: Uuid,
        #[sync_id]
        pub room: String,
        #[owner]
        pub owner: String,
        #[readonly]
        pub kind: String,
        pub title: String,
    }
];

fn main() {
    let _ = COLLECTIONS;
    let _ = NewTodo { id: None, kind: String::new(), title: String::new(), room: String::new(), owner: String::new() };
    let _ = TodoPatch { kind: None, ..TodoPatch::default() };
}
