//! One column of every kind, and every word that makes the engine look at other rows.

use ferrosync::schema::*;

sync_collections![
    /// What the others stand on.
    #[collection(order_by(title, asc))]
    pub(crate) struct Board {
        pub id: String,
        #[sync_id]
        pub room_id: String,
        #[unique]
        pub title: String,
    }

    /// In lanes; goes with its board.
    #[collection(auto_timestamp, unique(lane, title), order_by(points, desc))]
    pub(crate) struct Task {
        pub id: Uuid,
        #[sync_id]
        pub room_id: String,
        #[scope]
        pub lane: Option<String>,
        #[references(Board, on_delete = cascade)]
        pub board_id: Option<String>,
        #[references(Task, on_delete = set_null)]
        pub parent_id: Option<Uuid>,
        #[validate(trim, length(min = 1, max = 40))]
        pub title: String,
        #[default(0)]
        pub points: i64,
        #[private]
        pub secret: Option<String>,
        #[readonly]
        pub serial: Option<u16>,
        pub created_at: Timestamp,
        pub updated_at: Timestamp,
    }

    /// Somebody's; hides when it is deleted, and keeps its board from going.
    #[collection(soft_delete, order_by(id, asc))]
    pub(crate) struct Note {
        pub id: String,
        #[sync_id]
        pub room_id: String,
        #[owner]
        pub owner_id: String,
        #[references(Board)]
        pub board_id: Option<String>,
        pub text: String,
        pub deleted_at: Option<Timestamp>,
    }

    /// Always in a hall.
    #[collection(name = "shelves", order_by(rank, asc))]
    pub(crate) struct Shelf {
        pub id: String,
        #[sync_id]
        pub room_id: String,
        #[scope]
        pub hall_id: Uuid,
        pub rank: Option<f64>,
    }

    /// One column a kind.
    #[collection(order_by(real, desc))]
    pub(crate) struct Sample {
        pub id: String,
        #[sync_id]
        pub room_id: String,
        pub text: Option<String>,
        pub flag: Option<bool>,
        pub real: Option<f64>,
        pub whole: Option<i64>,
        pub small: Option<i8>,
        pub middle: Option<i16>,
        pub large: Option<i32>,
        pub byte: Option<u8>,
        pub word: Option<u16>,
        pub long: Option<u32>,
        pub at: Option<Timestamp>,
        pub key: Option<Uuid>,
        pub mood: Mood,
        pub shape: Option<Shape>,
        pub home: Option<Address>,
        pub mail: Option<Email>,
        #[default([])]
        #[validate(items(max = 3), each(trim, length(max = 10)))]
        pub tags: Vec<String>,
        pub grid: Option<Vec<Vec<f64>>>,
        pub shapes: Option<Vec<Shape>>,
        pub any: Option<Json<serde_json::Value>>,
    }

    /// Everybody's.
    #[collection(single_tenant, order_by(name, asc))]
    pub(crate) struct Tag {
        pub id: Uuid,
        #[validate(lowercase, pattern("^[a-z\\d]+$"))]
        pub name: String,
    }

    pub(crate) enum Mood {
        #[default]
        Calm,
        VeryGlad,
    }

    pub(crate) enum Shape {
        Circle { radius: f64, label: Option<String> },
        Point,
    }

    pub(crate) struct Address {
        #[validate(trim, non_empty)]
        pub street: String,
        pub floor: Option<i16>,
    }

    #[validate(trim, lowercase, email)]
    pub(crate) struct Email(pub String);
];

/// Parents first.
pub(crate) const TABLES: [&str; 7] = ["boards", "tasks", "notes", "shelves", "samples", "tags", "_sync_log"];
