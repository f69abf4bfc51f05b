use ferrosync::schema::*;

sync_collections![
    #[collection(single_tenant)]
    #[derive(Eq)]
    pub struct Todo {
        pub id: Uuid,
        pub weight: f64,
    }
];

fn main() {
    let _ = COLLECTIONS;
}
