//! The one file that says what there is: Rust, SQL and TypeScript follow from it.

use ferrosync::schema::*;

sync_collections![
    /// A list of things to do.
    #[collection(single_tenant, auto_timestamp, order_by(created_at, asc))]
    pub struct List {
        pub id: Uuid,
        #[validate(length(min = 1, max = 60))]
        pub name: String,
        pub created_at: Timestamp,
        pub updated_at: Timestamp,
    }

    /// A thing to do. It stands on a list, and goes with it.
    #[collection(single_tenant, auto_timestamp, order_by(created_at, desc))]
    pub struct Todo {
        pub id: Uuid,
        /// Who looks at one list is told of its todos alone.
        #[scope]
        #[references(List, on_delete = cascade)]
        pub list_id: Uuid,
        #[validate(length(min = 1, max = 200))]
        pub title: String,
        #[default(false)]
        pub completed: bool,
        pub created_at: Timestamp,
        pub updated_at: Timestamp,
    }
];
