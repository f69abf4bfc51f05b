use ferrosync::schema::*;

sync_collections![
    /// What every member of a board sees.
    #[collection(order_by(title, asc))]
    pub struct Card {
        pub id: Uuid,
        #[sync_id]
        pub board_id: String,
        #[owner]
        pub owner_id: String,
        pub title: String,
    }

    /// What stands in lists, some of which are open to guests.
    #[collection(order_by(text, asc))]
    pub struct Task {
        pub id: Uuid,
        #[sync_id]
        pub board_id: String,
        #[scope]
        pub list: String,
        pub text: String,
    }

    /// What only its editors see.
    #[collection(order_by(text, asc))]
    pub struct Secret {
        pub id: Uuid,
        #[sync_id]
        pub board_id: String,
        pub text: String,
    }

    /// What everyone who is signed in may read.
    #[collection(single_tenant, order_by(text, asc))]
    pub struct Announcement {
        pub id: Uuid,
        pub text: String,
    }
];
