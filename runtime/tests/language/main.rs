//! Every word of `sync_collections!` that is not a rule, and what the schema says because of it.

mod schema;

mod collections;
mod columns;
mod elsewhere;
mod inputs;
mod json;
#[cfg(feature = "ts")]
mod typescript;
mod values;
