//! Writes the tables of the schema. Nobody keeps data of this app, so there is one migration, and it is always the
//! schema's.

use ferrosync::sql::ddl::create;

#[allow(dead_code)] // The build script reads the collections and nothing else of them.
#[path = "../words/src/schema.rs"]
mod schema;

const VISITS: &str = "\
CREATE TABLE Visits (
  id TEXT PRIMARY KEY, arrived_at TEXT NOT NULL, \"left\" TEXT, is_paid TEXT, what TEXT, seen TEXT, gone TEXT
);
";

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let tables = create(&schema::COLLECTIONS);
    // Nobody but the app makes tables in an object, those that it calls `existing` too.
    ferrosync_codegen::embed_files("migrations", &[("0000_visits.sql", VISITS), ("0001_init.sql", &tables)]);
}
