//! Every word, and every type that a schema can declare.

use ferrosync::schema::*;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

sync_collections![
    /// Every word of a column, and every type of the same file.
    #[collection(
        name = "people",
        soft_delete(archived_at),
        auto_timestamp(made_at, changed_at),
        order_by(full_name, asc),
        index(status, born_at),
        unique(email)
    )]
    pub struct Person {
        pub id: Uuid,
        #[sync_id]
        pub team: String,
        #[owner]
        pub made_by: String,
        #[scope]
        #[references(Team, on_delete = cascade)]
        pub team_id: Option<Uuid>,
        #[validate(trim, non_empty)]
        pub full_name: String,
        /// Where mail arrives.
        #[column("mail")]
        #[validate(trim, length(max = 60), ends_with(".example"))]
        pub email: Email,
        /// Given once.
        #[readonly]
        #[unique]
        pub serial: u16,
        /// Nobody's business.
        #[private]
        pub note: Option<Secret>,
        pub status: Status,
        #[default(Status::Gone)]
        pub wish: Status,
        pub mood: Option<Mood>,
        pub home: Address,
        pub other_homes: Vec<Address>,
        pub shape: Option<Shape>,
        pub shapes: Vec<Shape>,
        #[default([])]
        #[validate(items(max = 3), each(trim, uppercase, pattern("\\d{2,3}")))]
        pub tags: Vec<String>,
        #[validate(items(min = 1), each(items(min = 1, max = 3, message = "1 to 3 a row"), each(range(min = -9, below = 9))))]
        pub grid: Option<Vec<Vec<i8>>>,
        pub friends: Vec<Email>,
        pub share: Option<Percent>,
        pub settings: Json<Settings>,
        pub extra: Option<Json<serde_json::Value>>,
        pub history: Vec<Json<Settings>>,
        #[references(Person, on_delete = set_null)]
        #[index]
        pub boss: Option<Uuid>,
        #[validate(range(above = -5_000_000_000_000))]
        pub born_at: Option<Timestamp>,
        #[validate(url, starts_with("https://"))]
        pub site: Option<String>,
        #[validate(uuid)]
        pub badge: Option<String>,
        #[validate(int, non_negative)]
        pub height: Option<f64>,
        pub made_at: Timestamp,
        pub changed_at: Timestamp,
        pub archived_at: Option<Timestamp>,
    }

    /// A scope, and what people point at.
    #[collection(soft_delete)]
    pub struct Team {
        pub id: Uuid,
        #[sync_id]
        pub room: String,
        pub name: String,
        pub deleted_at: Option<Timestamp>,
    }

    /// Everyone's, in a room of its own, with names as the database has them.
    #[collection(single_tenant(room = "catalog"), rename_all = "snake_case")]
    pub struct Product {
        pub id: String,
        #[readonly]
        pub article_number: u32,
        pub in_stock: i32,
    }

    /// How it stands.
    pub enum Status {
        #[default]
        Present,
        OnTheWay,
        Gone,
    }

    #[value(rename_all = "kebab-case")]
    pub enum Mood {
        /// As always.
        VeryGood,
        Bad,
    }

    /// A place that mail is sent to.
    pub struct Address {
        /// With its number.
        #[validate(trim, length(min = 1, max = 80))]
        pub street: String,
        pub zip: Option<String>,
        pub kind: Mood,
        pub mails: Vec<Email>,
        pub area: Option<Shape>,
    }

    #[value(tag = "kind")]
    pub enum Shape {
        /// Round.
        Circle {
            radius: f64,
            label: Option<String>,
        },
        /// With corners.
        Polygon {
            /// From the top, clockwise.
            corners: Vec<Point>,
        },
        Nothing,
    }

    #[value(rename_all = "PascalCase")]
    pub struct Point {
        pub pos_x: i16,
        pub pos_y: i16,
    }

    /// Somebody's mailbox.
    #[validate(lowercase, email(message = "that's no mailbox"))]
    pub struct Email(pub String);

    #[validate(range(max = 100), multiple_of(5))]
    pub struct Percent(pub u8);

    /// Known to the server only, like the columns that have it.
    pub struct Secret(pub String);
];

/// Declared by somebody else.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Settings {
    pub theme: Theme,
    pub limits: Vec<Limit<f64>>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub enum Theme {
    Dark,
    Light,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Limit<T> {
    pub of: T,
}
