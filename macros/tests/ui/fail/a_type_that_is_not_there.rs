use ferrosync::schema::*;

sync_collections![
    #[collection(single_tenant)]
    pub struct Todo {
        pub id: Uuid,
        pub status: Status,
    }

    pub enum Sattus {
        Open,
    }
];

fn main() {
    let _ = COLLECTIONS;
}
