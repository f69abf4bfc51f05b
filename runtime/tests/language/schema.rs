//! A schema as strict users have one: what the macro adds must not warn.
#![deny(warnings, missing_docs, unreachable_pub, clippy::pedantic)]

use std::collections::BTreeMap;

use ferrosync::schema::*;

sync_collections![
    /// A list of things to do.
    #[collection(
        name = "todo_lists",
        table = "legacy_lists",
        soft_delete,
        auto_timestamp,
        order_by(position, asc),
        index(position, created_at),
        index(project_id, updated_at),
        unique(slug),
        dropped(colour, size)
    )]
    #[renamed(from = "lists")]
    pub struct List {
        /// Made by the client.
        pub id: Uuid,
        /// The room.
        #[sync_id]
        pub project_id: String,
        /// Who made it.
        #[owner]
        #[index]
        pub owner_id: String,
        /// For addresses.
        pub slug: String,
        /// Where it stands.
        #[default(0)]
        pub position: i32,
        /// When it was made.
        pub created_at: Timestamp,
        /// When it was changed.
        pub updated_at: Timestamp,
        /// When it was deleted.
        pub deleted_at: Option<Timestamp>,
    }

    /// A thing to do.
    #[collection(soft_delete(gone), unique(owner_id, project_id, title), order_by(due, asc))]
    #[derive(PartialOrd)]
    pub struct Todo {
        /// Made by the client.
        pub id: Uuid,
        /// The room.
        #[sync_id]
        pub project_id: String,
        /// Who made it.
        #[owner]
        pub owner_id: Uuid,
        /// The list.
        #[scope]
        #[references(List, on_delete = cascade)]
        pub list_id: Option<Uuid>,
        /// Another one that comes first.
        #[references(Todo, on_delete = set_null)]
        pub after: Option<Uuid>,
        /// A list it came from.
        #[references(List)]
        #[readonly]
        pub origin: Option<Uuid>,
        /// Shown in the list.
        #[renamed(from = "name")]
        pub title: String,
        /// When it is due.
        pub due: Option<Timestamp>,
        /// What the server makes of it.
        #[private]
        #[default(0.0)]
        pub rank: f64,
        /// Notes of the house.
        #[private]
        #[index]
        pub remark: Option<String>,
        /// Found by it.
        #[unique]
        pub number: u32,
        /// When it was deleted.
        pub gone: Option<Timestamp>,
    }

    /// Everyone's, with a column of each type.
    #[collection(single_tenant(room = "catalog"), rename_all = "snake_case", order_by(current_state, desc))]
    pub struct Product {
        /// Made by the client.
        pub id: String,
        /// By the enum's own default.
        pub current_state: State,
        /// By a default of its own.
        #[default(State::SoldOut)]
        pub next_state: State,
        /// No default: it may be missing.
        pub last_state: Option<State>,
        /// A nested value.
        pub origin: Address,
        /// A nested value that may be missing.
        pub storage: Option<Address>,
        /// One of several forms.
        pub shape: Shape,
        /// A type of its own.
        pub contact: Email,
        /// One with a default.
        #[default("nobody@example.org")]
        pub support: Email,
        /// Texts.
        #[default([])]
        pub tags: Vec<String>,
        /// Lists of lists.
        pub grid: Vec<Vec<u8>>,
        /// Values in a list.
        pub shapes: Option<Vec<Shape>>,
        /// Anything.
        pub extra: Json<serde_json::Value>,
        /// What a type of elsewhere says.
        pub counts: Option<Json<BTreeMap<String, u32>>>,
        /// Small.
        #[default(-128)]
        pub tiny: i8,
        /// Larger.
        pub small: i16,
        /// Not negative.
        pub byte: u8,
        /// Not negative.
        pub word: u16,
        /// A raw identifier.
        pub r#type: bool,
    }

    /// Somebody else's table.
    #[collection(existing, single_tenant, table = "Invoices", soft_delete(voided_at))]
    pub struct Invoice {
        /// Their key.
        #[column("_id")]
        pub id: String,
        /// A time as text.
        #[column("CreatedOn", iso)]
        pub created_at: Timestamp,
        /// Another one.
        #[column(iso)]
        pub voided_at: Option<Timestamp>,
    }

    /// In scopes that are always there.
    #[collection(single_tenant)]
    pub struct Message {
        /// Made by the client.
        pub id: Uuid,
        /// The scope may be called so.
        #[scope]
        pub scope: String,
    }

    /// A table that is no more.
    #[collection(dropped)]
    pub struct Note;

    #[collection(dropped, table = "old_Tags")]
    pub struct Tag;

    /// How it stands with a product.
    #[derive(Copy, Eq, Hash, Default)]
    pub enum State {
        /// To be had.
        #[default]
        InStock,
        /// No more.
        SoldOut,
    }

    /// How loud.
    #[value(rename_all = "SCREAMING_SNAKE_CASE")]
    pub enum Volume {
        /// Not loud.
        VeryLow,
        /// Loud.
        High,
    }

    /// Where something is.
    pub struct Address {
        /// The street.
        pub street_name: String,
        /// The house.
        pub house: Option<u16>,
        /// Where on the map.
        pub at: Option<Point>,
    }

    /// A place.
    #[value(rename_all = "PascalCase")]
    #[derive(Copy, PartialOrd)]
    pub struct Point {
        /// From west to east.
        pub along_x: f64,
        /// From south to north.
        pub along_y: i64,
    }

    /// A form.
    pub enum Shape {
        /// Round.
        Circle {
            /// Half its width.
            radius: f64,
            /// Its middle.
            middle_point: Option<Point>,
        },
        /// Nothing at all.
        NoShape,
    }

    /// What happened.
    #[value(tag = "kind", rename_all = "snake_case")]
    pub enum Event {
        /// It moved.
        HasMoved {
            /// To where.
            to_point: Point,
            /// How loud.
            volume: Volume,
        },
        /// It stopped.
        Stopped {},
    }

    /// An address of mail.
    #[validate(length(min = 3))]
    #[derive(Eq, Hash)]
    pub struct Email(pub String);

    /// An email in two words.
    pub struct Contact(pub Email);

    /// What happened, in order.
    pub struct History(pub Vec<Event>);

    /// A nested value with an id.
    #[value]
    pub struct Part {
        /// Not a row's.
        pub id: String,
        /// Of the whole.
        pub history: History,
        /// Whom to ask.
        pub contact: Contact,
    }

    /// Holds what no other has.
    #[collection(single_tenant)]
    pub struct Machine {
        /// Made by the client.
        pub id: Uuid,
        /// Of what it is made.
        pub parts: Vec<Part>,
        /// The first of them.
        pub first: Part,
    }
];
