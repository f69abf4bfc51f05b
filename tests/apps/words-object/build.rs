//! Writes the tables of the schema. Nobody keeps data of this app, so there is one migration, and it is always the
//! schema's.

#[allow(dead_code)] // The build script reads the collections and nothing else of them.
#[path = "../words/src/schema.rs"]
mod schema;

const VISITS: &str = "\
CREATE TABLE Visits (
  id TEXT PRIMARY KEY, arrived_at TEXT NOT NULL, \"left\" TEXT, is_paid TEXT, what TEXT, seen TEXT, gone TEXT
);
";

fn main() -> std::io::Result<()> {
    println!("cargo::rerun-if-changed=build.rs");
    std::fs::create_dir_all("migrations")?;
    // Nobody but the app makes tables in an object, those that it calls `existing` too.
    std::fs::write("migrations/0000_visits.sql", VISITS)?;
    std::fs::write("migrations/0001_init.sql", ferrosync::sql::ddl::create(&schema::COLLECTIONS))?;
    ferrosync_codegen::embed("migrations");
    Ok(())
}
