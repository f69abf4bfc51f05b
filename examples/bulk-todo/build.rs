//! Writes the TypeScript of the schema, and its migrations.

#[allow(dead_code)] // The build script reads the collections and nothing else of them.
#[path = "src/schema.rs"]
mod schema;

fn main() {
    ferrosync_codegen::build(&schema::COLLECTIONS, "client/src/sync");
}
