//! What the hand-written fixture of the client's tests is the output of.

use ferrosync::schema::*;

sync_collections![
    /// A thing to do.
    #[collection(single_tenant, order_by(created_at, desc))]
    pub struct Todo {
        pub id: Uuid,
        /// Shown in the list.
        #[validate(length(min = 1, max = 200))]
        pub title: String,
        #[default(false)]
        pub completed: bool,
        pub content: Option<String>,
        pub created_at: Timestamp,
        pub updated_at: Timestamp,
    }

    #[collection(single_tenant, order_by(id, desc))]
    pub struct Note {
        pub id: String,
        #[validate(length(max = 40))]
        pub title: String,
    }

    /// A card of a project's board.
    #[collection(order_by(priority, asc))]
    pub struct Card {
        pub id: Uuid,
        #[sync_id]
        pub project_id: String,
        #[validate(length(min = 1))]
        pub title: String,
        #[default(0)]
        pub priority: i64,
        pub weight: Option<f64>,
        pub due_at: Option<Timestamp>,
    }

    /// A task on one of a project's lists, or on none yet.
    #[collection(soft_delete, order_by(rank, asc))]
    pub struct Task {
        pub id: Uuid,
        #[sync_id]
        pub project_id: String,
        #[scope]
        pub list_id: Option<String>,
        #[owner]
        pub owner_id: String,
        #[validate(trim, length(min = 1, max = 200))]
        pub title: String,
        /// Set on insert only.
        #[readonly]
        pub code: Option<String>,
        #[default([])]
        #[validate(each(trim, length(min = 1)))]
        pub tags: Vec<String>,
        #[default(0)]
        pub rank: i64,
        pub created_at: Timestamp,
        pub deleted_at: Option<Timestamp>,
    }

    /// A line of a sheet; there is none outside of one.
    #[collection(single_tenant, order_by(id, asc))]
    pub struct Line {
        pub id: Uuid,
        #[scope]
        pub sheet_id: String,
        pub words: String,
    }
];
