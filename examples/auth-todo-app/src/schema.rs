//! The one file that says what there is: Rust, SQL and TypeScript follow from it.

use ferrosync::schema::*;

sync_collections![
    /// A thing to do, of one user's own.
    #[collection(auto_timestamp, order_by(created_at, desc))]
    pub struct Todo {
        pub id: Uuid,
        /// The user's room: it is named like them.
        #[sync_id]
        pub user_id: String,
        /// What is to be done.
        #[validate(length(min = 1, max = 200))]
        pub title: String,
        #[default(false)]
        pub completed: bool,
        pub created_at: Timestamp,
        pub updated_at: Timestamp,
    }
];
