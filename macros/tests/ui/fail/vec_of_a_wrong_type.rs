use ferrosync::schema::*;

sync_collections![
    #[collection(single_tenant)]
    pub struct Todo {
        pub id: Uuid,
        pub times: Vec<std::time::Duration>,
    }
];

fn main() {
    let _ = COLLECTIONS;
}
