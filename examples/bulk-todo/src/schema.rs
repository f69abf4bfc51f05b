//! The one file that says what there is: Rust, SQL and TypeScript follow from it.

use ferrosync::schema::*;

sync_collections![
    /// A thing to do.
    #[collection(single_tenant, auto_timestamp, order_by(created_at, asc))]
    pub struct Todo {
        pub id: Uuid,
        /// What is to be done. Browsers have the length, and refuse before anything is sent; the rule of our own is the
        /// server's.
        #[validate(length(min = 1, max = 200), custom(crate::rules::says_something))]
        pub title: String,
        #[default(false)]
        pub completed: bool,
        pub created_at: Timestamp,
        pub updated_at: Timestamp,
    }
];
