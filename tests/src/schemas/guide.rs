//! The app that the pages for React developers (`docs/react.md`, `docs/testing.md`) are about.

use ferrosync::schema::*;

sync_collections![
    /// A thing to do, on one of a project's lists or on none.
    #[collection(order_by(created_at, desc))]
    pub struct Todo {
        pub id: Uuid,
        #[sync_id]
        pub project_id: String,
        #[scope]
        pub list_id: Option<String>,
        #[validate(trim, length(min = 1, max = 200))]
        pub title: String,
        #[default(false)]
        pub completed: bool,
        /// 1 is the most urgent.
        #[default(3)]
        #[validate(range(min = 1, max = 5))]
        pub priority: i64,
        pub notes: Option<String>,
        pub created_at: Timestamp,
        pub updated_at: Timestamp,
    }

    /// A list of a project.
    #[collection(order_by(title, asc))]
    pub struct List {
        pub id: Uuid,
        #[sync_id]
        pub project_id: String,
        #[validate(length(min = 1, max = 80))]
        pub title: String,
    }

    /// A user's own note: each user has a room.
    #[collection(order_by(created_at, desc))]
    pub struct Note {
        pub id: Uuid,
        #[sync_id]
        pub user_id: String,
        pub text: String,
        pub created_at: Timestamp,
    }

    /// Shared by everyone.
    #[collection(single_tenant, order_by(name, asc))]
    pub struct Tag {
        pub id: Uuid,
        #[validate(length(min = 1, max = 40))]
        pub name: String,
    }
];
