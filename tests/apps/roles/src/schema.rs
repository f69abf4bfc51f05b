use ferrosync::schema::*;

sync_collections![
    /// Whoever made it may change it.
    #[collection(order_by(title, asc))]
    pub struct Card {
        pub id: Uuid,
        #[sync_id]
        pub board_id: String,
        #[owner]
        pub owner_id: String,
        pub title: String,
    }

    /// Counts what was counted, whatever its clients say.
    #[collection(order_by(name, asc))]
    pub struct Counter {
        pub id: Uuid,
        #[sync_id]
        pub board_id: String,
        pub name: String,
        #[default(0)]
        pub count: i64,
    }

    /// What admins write for admins.
    #[collection(order_by(text, asc))]
    pub struct Secret {
        pub id: Uuid,
        #[sync_id]
        pub board_id: String,
        pub text: String,
    }
];
