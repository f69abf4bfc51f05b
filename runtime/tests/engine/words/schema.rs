//! Collections that use every word, as data.

use ferrosync::{
    schema::*,
    validate::{Check, Issue, length, trim},
};
use serde_json::Value;

#[cfg(feature = "ts")]
const TYPES: TsTypes = TsTypes { names: |_| Vec::new() };
#[cfg(not(feature = "ts"))]
const TYPES: TsTypes = TsTypes {};

const fn collection(name: &'static str, entity: &'static str, columns: &'static [Column]) -> Collection {
    Collection {
        name,
        table: name,
        entity,
        docs: "",
        tenancy: Tenancy::Multi { column: 1 },
        columns,
        order: Order { column: 0, direction: Direction::Asc },
        indexes: &[],
        checks: &[],
        history: History::NONE,
        types: TYPES,
    }
}

const ID: Column = Column { role: Role::Id, ..Column::new("id", "id", Type::Text) };
const ROOM: Column = Column { role: Role::SyncId, ..Column::new("room_id", "roomId", Type::Text) };
const CREATED_AT: Column = Column { role: Role::CreatedAt, ..Column::new("created_at", "createdAt", Type::Timestamp) };
const UPDATED_AT: Column = Column { role: Role::UpdatedAt, ..Column::new("updated_at", "updatedAt", Type::Timestamp) };
const DELETED_AT: Column =
    Column { role: Role::DeletedAt, nullable: true, ..Column::new("deleted_at", "deletedAt", Type::Timestamp) };

const fn text(name: &'static str) -> Column {
    Column::new(name, name, Type::Text)
}

const fn nullable(column: Column) -> Column {
    Column { nullable: true, ..column }
}

const fn reference(name: &'static str, wire: &'static str, entity: &'static str, on_delete: OnDelete) -> Column {
    Column {
        reference: Some(Reference { entity, on_delete }),
        nullable: !matches!(on_delete, OnDelete::Cascade),
        ..Column::new(name, wire, Type::Text)
    }
}

/// Parents of todos; their title is theirs alone.
pub(crate) static LISTS: Collection = Collection {
    indexes: &[Index { columns: &[1, 2], unique: true }],
    ..collection("lists", "List", &[ID, ROOM, text("title"), UPDATED_AT])
};

/// Children of lists, of each other and of people; a title stands once in a list.
pub(crate) static TODOS: Collection = Collection {
    indexes: &[Index { columns: &[1, 2, 5], unique: true }],
    ..collection(
        "todos",
        "Todo",
        &[
            ID,
            ROOM,
            nullable(reference("list_id", "listId", "List", OnDelete::Cascade)),
            reference("parent_id", "parentId", "Todo", OnDelete::SetNull),
            reference("person_id", "personId", "Person", OnDelete::SetNull),
            text("title"),
            UPDATED_AT,
        ],
    )
};

/// Grandchildren of lists.
pub(crate) static COMMENTS: Collection = collection(
    "comments",
    "Comment",
    &[ID, ROOM, reference("todo_id", "todoId", "Todo", OnDelete::Cascade), nullable(text("text"))],
);

/// Deleted people are kept; what they do is kept too, and hides with them. Their name is free again.
pub(crate) static PEOPLE: Collection = Collection {
    indexes: &[Index { columns: &[1, 2], unique: true }],
    ..collection("people", "Person", &[ID, ROOM, text("name"), CREATED_AT, UPDATED_AT, DELETED_AT])
};

pub(crate) static NOTES: Collection = collection(
    "notes",
    "Note",
    &[
        ID,
        ROOM,
        reference("person_id", "personId", "Person", OnDelete::Cascade),
        text("text"),
        reference("list_id", "listId", "List", OnDelete::SetNull),
        UPDATED_AT,
        DELETED_AT,
    ],
);

/// Somebody's badges keep them from being deleted, and hidden notes their lists.
pub(crate) static BADGES: Collection = collection(
    "badges",
    "Badge",
    &[ID, ROOM, reference("person_id", "personId", "Person", OnDelete::Restrict), DELETED_AT],
);

pub(crate) static PINS: Collection = collection(
    "pins",
    "Pin",
    &[ID, ROOM, reference("comment_id", "commentId", "Comment", OnDelete::Restrict), DELETED_AT],
);

/// Rows in scopes, with an owner, and with what clients do not see.
pub(crate) static FILES: Collection = Collection {
    order: Order { column: 5, direction: Direction::Desc },
    indexes: &[Index { columns: &[1, 3, 4], unique: true }],
    ..collection(
        "files",
        "File",
        &[
            ID,
            ROOM,
            Column { role: Role::Owner, ..Column::new("owner_id", "ownerId", Type::Text) },
            Column { role: Role::Scope, ..nullable(Column::new("folder", "folder", Type::Text)) },
            Column { rules: &[trim(), length(Some(1), None)], ..text("name") },
            nullable(Column::new("size", "size", Type::INT)),
            Column { access: Access::Private, ..nullable(text("secret")) },
            Column { access: Access::Readonly, ..nullable(text("kind")) },
        ],
    )
};

/// Rows that must have a scope, which is a UUID, and whose newest come last.
pub(crate) static SHELVES: Collection = Collection {
    order: Order { column: 3, direction: Direction::Asc },
    ..collection(
        "shelves",
        "Shelf",
        &[
            ID,
            ROOM,
            Column { role: Role::Scope, ..Column::new("hall_id", "hallId", Type::Uuid) },
            nullable(Column::new("rank", "rank", Type::Real)),
        ],
    )
};

static STATUS: Enum = Enum {
    name: "Status",
    docs: "",
    variants: &[Variant { wire: "open", docs: "" }, Variant { wire: "inProgress", docs: "" }],
};

static ADDRESS: Object = Object {
    name: "Address",
    docs: "",
    fields: &[
        Field { wire: "street", docs: "", ty: Type::Text, nullable: false, rules: &[], custom: &[] },
        Field { wire: "floor", docs: "", ty: Type::INT, nullable: true, rules: &[], custom: &[] },
    ],
    types: TYPES,
};

const ANY: Type = <Json<serde_json::Value> as ColumnType>::TYPE;

/// One column a kind.
pub(crate) static KINDS: Collection = collection(
    "kinds",
    "Kinds",
    &[
        ID,
        ROOM,
        Column::new("tags", "tags", Type::List(&Type::Text)),
        nullable(Column::new("address", "address", Type::Object(&ADDRESS))),
        nullable(Column::new("any", "any", ANY)),
        Column { default: Some(DefaultValue::Text("open")), ..Column::new("status", "status", Type::Enum(&STATUS)) },
        Column {
            default: Some(DefaultValue::Int(7)),
            ..Column::new("small", "small", Type::Int { min: -128, max: 127 })
        },
    ],
);

thread_local! {
    /// What a rule looks at besides the row.
    pub(crate) static MOOD: std::cell::Cell<bool> = const { std::cell::Cell::new(true) };
}

fn is_in_the_mood(_: &Value) -> Result<(), Vec<Issue>> {
    if MOOD.get() { Ok(()) } else { Err(vec![Issue::new(vec![], "custom", "not today")]) }
}

fn ends_after_it_begins(row: &Value) -> Result<(), Vec<Issue>> {
    if row["roomId"].is_null() || row["updatedAt"].is_null() || row["note"].is_string() && row["note"] == "no" {
        return Err(vec![Issue::new(vec![], "custom", "the row is not whole")]);
    }
    let is_right = row["begins"].as_i64() <= row["ends"].as_i64();
    if is_right { Ok(()) } else { Err(vec![Issue::new(vec!["ends".into()], "custom", "ends before it begins")]) }
}

/// Rows with a rule over two columns.
pub(crate) static EVENTS: Collection = Collection {
    checks: &[
        Check { column: None, message: None, run: ends_after_it_begins },
        Check { column: None, message: None, run: is_in_the_mood },
    ],
    ..collection(
        "events",
        "Event",
        &[
            ID,
            ROOM,
            Column::new("begins", "begins", Type::INT),
            Column::new("ends", "ends", Type::INT),
            Column { access: Access::Private, ..nullable(text("note")) },
            UPDATED_AT,
        ],
    )
};

/// Somebody else's table: times as texts, booleans and JSON as they come.
pub(crate) static VISITS: Collection = Collection {
    tenancy: Tenancy::Single { room: "default" },
    order: Order { column: 1, direction: Direction::Asc },
    history: History { existing: true, ..History::NONE },
    ..collection(
        "visits",
        "Visit",
        &[
            ID,
            Column { format: Format::Iso, role: Role::CreatedAt, ..Column::new("at", "at", Type::Timestamp) },
            Column { format: Format::Iso, ..nullable(Column::new("left", "left", Type::Timestamp)) },
            nullable(Column::new("paid", "paid", Type::Bool)),
            nullable(Column::new("what", "what", ANY)),
            Column {
                format: Format::Iso,
                role: Role::UpdatedAt,
                ..nullable(Column::new("seen", "seen", Type::Timestamp))
            },
            Column {
                format: Format::Iso,
                role: Role::DeletedAt,
                ..nullable(Column::new("gone", "gone", Type::Timestamp))
            },
        ],
    )
};

pub(crate) static ALL: Schema = Schema {
    collections: &[
        &LISTS, &TODOS, &COMMENTS, &PEOPLE, &NOTES, &BADGES, &PINS, &FILES, &SHELVES, &KINDS, &EVENTS, &VISITS,
    ],
    dropped: &[],
};

/// What somebody else made.
pub(crate) const VISITS_TABLE: &str = "CREATE TABLE visits (id TEXT PRIMARY KEY, at TEXT NOT NULL, \"left\" TEXT, \
                                       paid TEXT, what TEXT, seen TEXT, gone TEXT)";
