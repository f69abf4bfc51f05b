//! The life of a schema: a version for every step that a migration can take.

use ferrosync::{
    schema::{Collection, Column, DefaultValue, Role, Schema, Type},
    validate::length,
};
use ferrosync_tests::tables::{
    ColumnWords, Words, collection, column, deleted_at, id, schema, schema_without, sync_id,
};

/// What an app's author calls the migration, and the schema that it leads to.
pub(crate) type Version = (&'static str, Schema);

fn created_at() -> Column {
    Column { role: Role::CreatedAt, ..column("created_at", Type::Timestamp) }
}

fn name() -> Column {
    column("name", Type::Text)
}

fn short_name() -> Column {
    Column { rules: const { &[length(None, Some(40))] }, ..name() }
}

fn list() -> Column {
    column("list", Type::Uuid).optional().of("lists")
}

fn room() -> Column {
    sync_id("room")
}

fn lists(columns: Vec<Column>) -> Collection {
    collection("lists", [vec![id(), room()], columns].concat())
}

fn todos(columns: Vec<Column>) -> Collection {
    collection("todos", [vec![id(), room(), list()], columns].concat()).ordered_by("created_at")
}

fn done() -> Column {
    column("done", Type::Bool)
}

fn priority() -> Column {
    column("priority", Type::INT).or(DefaultValue::Int(3))
}

fn note() -> Column {
    column("note", Type::Text).optional()
}

/// Renamed from `todos`.
fn tasks(columns: Vec<Column>) -> Collection {
    Collection { entity: "tasks", ..collection("tasks", [vec![id(), room(), list()], columns].concat()) }
        .renamed_from("todos")
        .ordered_by("created_at")
}

#[allow(clippy::too_many_lines)] // A life is long.
pub(crate) fn all() -> Vec<Version> {
    let title = || column("title", Type::Text);
    let tags = || collection("tags", vec![id(), room(), name()]);
    let tag = || column("tag", Type::Uuid).optional().of("tags");
    let called = || name().before("title");
    let unique = |lists: Collection| lists.with_indexes(&[(&["room", "name"], true)]);
    let parent = || column("parent", Type::Uuid).optional().of("tasks");
    let real = || column("priority", Type::Real).or(DefaultValue::Real(2.5));
    let required = || column("note", Type::Text).or(DefaultValue::Text("none; \"yet\""));
    let odd = || column("odd", Type::Text).or(DefaultValue::Text("two\nlines;\n"));
    let changed = || Column { role: Role::UpdatedAt, ..column("updated_at", Type::Timestamp) };
    vec![
        ("init", schema(vec![todos(vec![title(), done(), created_at()]), lists(vec![name()])])),
        (
            "add_columns",
            schema(vec![todos(vec![title(), priority(), note(), done(), created_at()]), lists(vec![name()])]),
        ),
        (
            "create_tags",
            schema(vec![
                todos(vec![title(), priority(), note(), done(), created_at(), tag()]),
                lists(vec![name()]),
                tags(),
            ]),
        ),
        (
            "rename_title",
            schema(vec![
                todos(vec![called(), priority(), note(), done(), created_at(), tag()])
                    .with_indexes(&[(&["room", "name"], false), (&["priority"], false)]),
                unique(lists(vec![name()])),
                tags(),
            ]),
        ),
        (
            "rename_todos",
            schema(vec![
                tasks(vec![called(), priority(), note(), done(), created_at(), tag()])
                    .with_indexes(&[(&["room", "name"], false)]),
                unique(lists(vec![name()])),
                tags(),
            ]),
        ),
        (
            "nest",
            schema(vec![
                tasks(vec![called(), priority(), note(), done(), created_at(), tag(), parent()])
                    .with_indexes(&[(&["room", "name"], false)]),
                unique(lists(vec![name()])),
                tags(),
            ]),
        ),
        (
            "soft_delete",
            schema(vec![
                tasks(vec![called(), priority(), note(), done(), created_at(), tag(), parent(), deleted_at()])
                    .with_indexes(&[(&["room", "name"], false)]),
                unique(lists(vec![name(), deleted_at()])),
                tags(),
            ]),
        ),
        (
            "priority_is_real",
            schema(vec![
                tasks(vec![called(), real(), required(), done(), created_at(), tag(), parent(), deleted_at()])
                    .with_indexes(&[(&["room", "name"], false)]),
                unique(lists(vec![name(), deleted_at()])),
                tags(),
            ]),
        ),
        // Others name the rows of `lists`, which is made anew.
        (
            "short_names",
            schema(vec![
                tasks(vec![called(), real(), required(), done(), created_at(), tag(), parent(), deleted_at()])
                    .with_indexes(&[(&["room", "name"], false)]),
                unique(lists(vec![short_name(), deleted_at()])),
                tags(),
            ]),
        ),
        (
            "drop_tags",
            schema_without(
                vec![
                    tasks(vec![called(), real(), required(), done(), created_at(), parent(), deleted_at()])
                        .letting_go(&["tag"]),
                    unique(lists(vec![short_name(), deleted_at()])),
                ],
                &["tags"],
            ),
        ),
        (
            "drop_done",
            schema_without(
                vec![
                    tasks(vec![called(), real(), required(), created_at(), parent(), deleted_at()])
                        .letting_go(&["tag", "done"]),
                    unique(lists(vec![short_name(), deleted_at()])),
                ],
                &["tags"],
            ),
        ),
        // A default that SQLite cannot add, and a time that no row has.
        (
            "odd_columns",
            schema(vec![
                tasks(vec![called(), real(), required(), created_at(), changed(), parent(), odd(), deleted_at()]),
                unique(lists(vec![short_name(), created_at(), deleted_at()])),
            ]),
        ),
        // What belongs to others, and a type that SQLite stores alike.
        (
            "adopt",
            schema(vec![
                tasks(vec![
                    called(),
                    real(),
                    required(),
                    created_at(),
                    Column { role: Role::Data, ..changed() },
                    column("parent", Type::Text).optional().of("tasks"),
                    odd(),
                    deleted_at(),
                ]),
                unique(lists(vec![short_name(), created_at(), deleted_at()])),
                collection("legacy", vec![id()]).existing(),
            ]),
        ),
        // One name goes on to the next.
        (
            "pass_names_on",
            schema(vec![
                Collection {
                    entity: "items",
                    ..collection(
                        "items",
                        vec![
                            id(),
                            room(),
                            column("group", Type::Uuid).optional().of("tasks").before("list"),
                            called(),
                            real(),
                            required(),
                            created_at(),
                            changed(),
                            column("parent", Type::Text).optional().of("items"),
                            odd(),
                            deleted_at(),
                        ],
                    )
                }
                .renamed_from("tasks")
                .ordered_by("created_at"),
                unique(collection("tasks", vec![id(), room(), short_name(), created_at(), deleted_at()]))
                    .renamed_from("lists"),
            ]),
        ),
        // The rows of all rooms are everyone's: keys and references change at both ends.
        (
            "one_room",
            schema(vec![
                collection(
                    "items",
                    vec![
                        id(),
                        column("group", Type::Uuid).optional().scope().of("tasks"),
                        name(),
                        real(),
                        required(),
                        created_at(),
                        column("updated_at", Type::Timestamp).optional(),
                        column("parent", Type::Text).optional().of("items"),
                        odd(),
                        deleted_at(),
                    ],
                )
                .letting_go(&["room"])
                .ordered_by("created_at"),
                collection("tasks", vec![id(), short_name(), created_at(), deleted_at()]).letting_go(&["room"]),
            ]),
        ),
    ]
}
