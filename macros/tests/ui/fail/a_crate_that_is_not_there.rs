use ferrosync::schema::*;

sync_collections![
    #[collection(single_tenant, crate = kit::ferrosync)]
    pub struct Todo {
        pub id: Uuid,
    }
];

fn main() {
    let _ = COLLECTIONS;
}
