use ferrosync::schema::*;

sync_collections![
    #[collection(single_tenant)]
    pub struct Todo {
        pub id: Uuid,
        pub a: u64,
        pub b: usize,
        pub c: f32,
        pub d: i128,
    }
];

fn main() {
    let _ = COLLECTIONS;
}
