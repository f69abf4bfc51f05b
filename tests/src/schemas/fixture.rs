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
];
