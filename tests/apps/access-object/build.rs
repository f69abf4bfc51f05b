//! Writes the tables of the schema. Nobody keeps data of this app, so there is one migration, and it is always the
//! schema's.

use ferrosync::sql::ddl::create;

#[allow(dead_code)] // The build script reads the collections and nothing else of them.
#[path = "../access/src/schema.rs"]
mod schema;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    ferrosync_codegen::embed_files("migrations", &[("0001_init.sql", &create(&schema::COLLECTIONS))]);
}
