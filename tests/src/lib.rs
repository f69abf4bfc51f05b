//! What the tests of more than one crate share.

// The schema of an example names a rule of its crate.
#[path = "../../examples/bulk-todo/src/rules.rs"]
pub mod rules;
pub mod schemas;
pub mod snippets;
pub mod tables;
