use ferrosync::schema::*;

sync_collections![
    #[collection(single_tenant)]
    pub struct Todo {
        pub id: Uuid,
        pub extra: Json<Opaque>,
    }
];

#[derive(Debug, Clone, PartialEq)]
pub struct Opaque;

fn main() {
    let _ = COLLECTIONS;
}
