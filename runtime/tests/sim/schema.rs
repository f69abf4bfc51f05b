//! The collections of the simulated rooms: a scope, an owner, rows that hide, that go along and that lose a reference, and
//! one collection of everybody's.

use ferrosync::schema::*;

sync_collections![
    /// What the others stand on.
    #[collection(order_by(title, asc))]
    pub(crate) struct Board {
        pub id: String,
        #[sync_id]
        pub room_id: String,
        pub title: String,
    }

    /// Rows by lane. They go with their board.
    #[collection(auto_timestamp, order_by(title, asc))]
    pub(crate) struct Task {
        pub id: String,
        #[sync_id]
        pub room_id: String,
        #[scope]
        pub lane: Option<String>,
        #[references(Board, on_delete = cascade)]
        pub board_id: Option<String>,
        #[unique]
        pub slug: Option<String>,
        pub title: String,
        #[default(0)]
        pub points: i64,
        pub created_at: Timestamp,
        pub updated_at: Timestamp,
    }

    /// Somebody's notes. They hide when they are deleted, and lose their board when it goes.
    #[collection(soft_delete)]
    pub(crate) struct Note {
        pub id: String,
        #[sync_id]
        pub room_id: String,
        #[owner]
        pub owner_id: String,
        #[references(Board, on_delete = set_null)]
        pub board_id: Option<String>,
        pub text: String,
        pub deleted_at: Option<Timestamp>,
    }

    /// Shared by all tenants.
    #[collection(single_tenant, order_by(name, asc))]
    pub(crate) struct Tag {
        pub id: String,
        pub name: String,
    }
];

/// Two tenants, and the room of what they share.
pub(crate) const ROOMS: [&str; 3] = ["acme", "globe", "default"];

/// The lanes that tasks stand in.
pub(crate) const LANES: [&str; 2] = ["todo", "done"];

/// The collections that stand in a room.
pub(crate) fn collections_of(room: usize) -> &'static [&'static str] {
    if room == 2 { &["tags"] } else { &["boards", "tasks", "notes"] }
}

/// What cursors say of these.
pub(crate) fn wire_hash() -> &'static str {
    static HASH: std::sync::OnceLock<String> = std::sync::OnceLock::new();
    HASH.get_or_init(|| COLLECTIONS.wire_hash())
}
