use ferrosync::__private::serde::{self, Deserialize, Serialize};
use ferrosync::schema::*;

sync_collections![
    #[collection(single_tenant)]
    pub struct Todo {
        pub id: Uuid,
        pub status: Status,
        pub others: Vec<Status>,
    }
];

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(crate = "serde")]
pub enum Status {
    Open,
}

fn main() {
    let _ = COLLECTIONS;
}
