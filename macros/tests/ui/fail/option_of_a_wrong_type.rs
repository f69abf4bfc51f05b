use ferrosync::schema::*;

sync_collections![
    #[collection(single_tenant)]
    pub struct Todo {
        pub id: Uuid,
        pub estimate: Option<std::time::Duration>,
        pub retry: std::time::Duration,
    }
];

fn main() {
    let _ = COLLECTIONS;
}
