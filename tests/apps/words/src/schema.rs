use ferrosync::schema::*;

sync_collections![
    /// Goes with its todos, and they with their comments.
    #[collection(order_by(title, asc))]
    pub struct List {
        pub id: String,
        #[sync_id]
        pub room_id: String,
        #[unique]
        pub title: String,
    }

    /// A title stands once in a list.
    #[collection(unique(list_id, title), order_by(id, asc))]
    pub struct Todo {
        pub id: String,
        #[sync_id]
        pub room_id: String,
        #[references(List, on_delete = cascade)]
        pub list_id: Option<String>,
        #[references(Todo, on_delete = set_null)]
        pub parent_id: Option<String>,
        #[references(Person, on_delete = set_null)]
        pub person_id: Option<String>,
        #[validate(trim, non_empty)]
        pub title: String,
        #[index]
        pub rank: Option<i64>,
        pub note: Option<String>,
        pub updated_at: Timestamp,
    }

    #[collection(order_by(id, asc))]
    pub struct Comment {
        pub id: String,
        #[sync_id]
        pub room_id: String,
        #[references(Todo, on_delete = cascade)]
        pub todo_id: String,
        pub text: Option<String>,
    }

    /// Somebody who is deleted stays and hides; the name is free again.
    #[collection(name = "people", soft_delete, order_by(name, asc))]
    pub struct Person {
        pub id: String,
        #[sync_id]
        pub room_id: String,
        #[unique]
        pub name: String,
        pub created_at: Timestamp,
        pub updated_at: Timestamp,
        pub deleted_at: Option<Timestamp>,
    }

    /// Hides with its person.
    #[collection(soft_delete, order_by(id, asc))]
    pub struct Note {
        pub id: String,
        #[sync_id]
        pub room_id: String,
        #[references(Person, on_delete = cascade)]
        pub person_id: String,
        pub deleted_at: Option<Timestamp>,
    }

    /// Keeps its person from being deleted.
    #[collection(order_by(id, asc))]
    pub struct Badge {
        pub id: String,
        #[sync_id]
        pub room_id: String,
        #[references(Person)]
        pub person_id: String,
    }

    /// In folders or in none, somebody's, with what clients do not see or may not change.
    #[collection(order_by(size, desc), unique(folder, name))]
    pub struct File {
        pub id: String,
        #[sync_id]
        pub room_id: String,
        #[owner]
        pub owner_id: String,
        #[scope]
        pub folder: Option<String>,
        #[validate(trim, length(min = 1))]
        pub name: String,
        pub size: Option<i64>,
        #[private]
        pub secret: Option<String>,
        #[readonly]
        pub kind: Option<String>,
    }

    /// Always in a hall; what has no rank comes first.
    #[collection(name = "shelves", order_by(rank, asc))]
    pub struct Shelf {
        pub id: String,
        #[sync_id]
        pub room_id: String,
        #[scope]
        pub hall_id: Uuid,
        pub rank: Option<f64>,
    }

    /// One column a kind.
    #[collection(order_by(id, asc))]
    pub struct Sample {
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
        pub tags: Vec<String>,
        pub grid: Option<Vec<Vec<f64>>>,
        pub shapes: Option<Vec<Shape>>,
        pub any: Option<Json<serde_json::Value>>,
    }

    /// A rule for a column, one for a column beside its row, and one for the row.
    #[collection(order_by(id, asc), check(crate::rules::ends_after_it_begins))]
    pub struct Event {
        pub id: String,
        #[sync_id]
        pub room_id: String,
        #[validate(trim, custom(crate::rules::speaks_softly))]
        pub title: String,
        pub begins: i64,
        #[validate(custom(crate::rules::is_short, row))]
        pub ends: i64,
        #[private]
        pub locked: Option<bool>,
    }

    /// Somebody else's table, with times and booleans as they write them.
    #[collection(
        single_tenant,
        existing,
        table = "Visits",
        soft_delete(gone),
        auto_timestamp(at, seen),
        order_by(at, asc)
    )]
    pub struct Visit {
        pub id: String,
        #[column("arrived_at", iso)]
        pub at: Timestamp,
        #[column(iso)]
        pub left: Option<Timestamp>,
        #[column("is_paid")]
        pub paid: Option<bool>,
        pub what: Option<Json<serde_json::Value>>,
        #[column(iso)]
        pub seen: Timestamp,
        #[column(iso)]
        pub gone: Option<Timestamp>,
    }

    pub enum Mood {
        #[default]
        Calm,
        VeryGlad,
    }

    pub enum Shape {
        Circle { radius: f64, label: Option<String> },
        Point,
    }

    pub struct Address {
        #[validate(trim, non_empty)]
        pub street: String,
        pub floor: Option<i16>,
    }

    #[validate(trim, lowercase, email)]
    pub struct Email(pub String);
];
