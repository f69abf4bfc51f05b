//! What the tests of more than one crate share.

pub mod schemas;
pub mod snippets;
pub mod tables;
