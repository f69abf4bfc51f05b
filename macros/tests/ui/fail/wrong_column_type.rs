use std::time::Duration;

use ferrosync::schema::*;

sync_collections![
    #[collection(single_tenant)]
    pub struct Todo {
        pub id: Uuid,
        pub estimate: Duration,
    }
];

fn main() {
    let _ = COLLECTIONS;
}
