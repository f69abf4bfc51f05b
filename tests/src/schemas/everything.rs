//! Every kind of column, and names that get in each other's way.

use ferrosync::schema::*;

sync_collections![
    /// Every kind of column. Nobody leaves this comment: */ export const leak = 1 /*
    ///
    ///   - `indented`
    #[collection(order_by(rank, asc))]
    pub struct Thing {
        /// Chosen by the client, or made by the server. */
        pub id: String,
        #[sync_id]
        pub project_id: String,
        #[validate(length(min = 1, max = 40))]
        pub r#type: String,
        #[default("it's \"new\"; \\ and\nmore")]
        pub state: String,
        #[default("that's; -- all")]
        pub label: String,
        #[default(true)]
        pub is_open: bool,
        #[default(-3)]
        pub rank: i64,
        #[default(0.5)]
        pub weight: f64,
        pub parent: Option<Uuid>,
        #[validate(length(max = 20_000))]
        pub note: Option<String>,
        pub is_done: Option<bool>,
        pub estimate: Option<i64>,
        pub ratio: Option<f64>,
        pub due_at: Option<Timestamp>,
        pub created_at: Timestamp,
        pub updated_at: Timestamp,
    }

    /// A room's members: small rows.
    pub struct Member {
        pub id: Uuid,
        #[sync_id]
        pub room: String,
        #[validate(length(max = 200))]
        pub name: String,
        pub created_at: Timestamp,
    }

    /// Has the name of a type of ours.
    #[collection(single_tenant, order_by(id, asc))]
    pub struct Issue {
        pub id: Uuid,
        #[validate(length(min = 2))]
        pub order: String,
    }

    #[collection(single_tenant)]
    pub struct Marker {
        pub id: Uuid,
    }
];
