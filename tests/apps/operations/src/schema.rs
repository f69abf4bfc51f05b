use ferrosync::schema::*;

sync_collections![
    #[collection(order_by(text, asc))]
    pub struct Note {
        pub id: Uuid,
        #[sync_id]
        pub room_id: String,
        #[validate(custom(crate::fuse))]
        pub text: String,
    }
];
