use ferrosync::schema::*;

sync_collections![
    #[collection(single_tenant)]
    pub struct Todo {
        pub id: Uuid,
        pub address: Address,
        pub shape: Shape,
        pub delay: Delay,
    }

    pub struct Address {
        pub street: String,
        pub since: std::time::Duration,
    }

    pub enum Shape {
        Point,
        Blinking { every: Option<std::time::Duration> },
    }

    pub struct Delay(pub std::time::Duration);
];

fn main() {
    let _ = COLLECTIONS;
}
