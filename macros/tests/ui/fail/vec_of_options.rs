use ferrosync::schema::*;

sync_collections![
    #[collection(single_tenant)]
    pub struct Todo {
        pub id: Uuid,
        pub names: Vec<Option<String>>,
    }
];

fn main() {
    let _ = COLLECTIONS;
}
