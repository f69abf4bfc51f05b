//! The schemas that are generated from.

// As apps write it.
#![allow(clippy::wildcard_imports)]

// The examples' own files.
#[path = "../../../examples/auth-todo-app/src/schema.rs"]
pub mod auth_todo_app;
#[path = "../../../examples/bulk-todo/src/schema.rs"]
pub mod bulk_todo;
#[path = "../../../examples/project-roles-todo-app/src/schema.rs"]
pub mod project_roles_todo_app;
#[path = "../../../examples/scoped-todos-app/src/schema.rs"]
pub mod scoped_todos_app;
#[path = "../../../examples/todo-app/src/schema.rs"]
pub mod todo_app;

pub mod everything;
pub mod fixture;
pub mod guide;
pub mod rules;
pub mod words;

use ferrosync::schema::Schema;

/// The examples by the names of their folders, which have what is written for them.
pub const EXAMPLES: [(&str, Schema); 5] = [
    ("auth-todo-app", auth_todo_app::COLLECTIONS),
    ("bulk-todo", bulk_todo::COLLECTIONS),
    ("project-roles-todo-app", project_roles_todo_app::COLLECTIONS),
    ("scoped-todos-app", scoped_todos_app::COLLECTIONS),
    ("todo-app", todo_app::COLLECTIONS),
];
