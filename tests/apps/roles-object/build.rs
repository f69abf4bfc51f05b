//! Writes the tables of the schema. Nobody keeps data of this app, so there is one migration, and it is always the
//! schema's.

#[allow(dead_code)] // The build script reads the collections and nothing else of them.
#[path = "../roles/src/schema.rs"]
mod schema;

fn main() -> std::io::Result<()> {
    println!("cargo::rerun-if-changed=build.rs");
    std::fs::create_dir_all("migrations")?;
    std::fs::write("migrations/0001_init.sql", ferrosync::sql::ddl::create(&schema::COLLECTIONS))?;
    ferrosync_codegen::embed("migrations");
    Ok(())
}
