//! The schemas that are generated from.

// As apps write it.
#![allow(clippy::wildcard_imports)]

/// The example's own file.
#[path = "../../../examples/todo-app/src/schema.rs"]
pub mod todo_app;

pub mod everything;
pub mod fixture;
pub mod guide;
pub mod rules;
pub mod words;
