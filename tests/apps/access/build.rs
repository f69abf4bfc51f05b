//! Writes the tables of the schema, and its TypeScript with each ending that an app can choose. Nobody keeps data of this
//! app, so there is one migration, and it is always the schema's.

#[allow(dead_code)] // The build script reads the collections and nothing else of them.
#[path = "src/schema.rs"]
mod schema;

use ferrosync_codegen::{
    ImportExtension::{Js, None, Ts},
    Options, folder, generate,
};

fn main() -> Result<(), Box<dyn core::error::Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    std::fs::create_dir_all("migrations")?;
    std::fs::write("migrations/0001_init.sql", ferrosync::sql::ddl::create(&schema::COLLECTIONS))?;
    ferrosync_codegen::embed("migrations");
    for (name, import_extension) in [("none", None), ("js", Js), ("ts", Ts)] {
        let path = std::path::Path::new("client").join(name);
        let files = generate(&schema::COLLECTIONS, &Options { import_extension, ..Options::default() });
        folder::write(&path, &files, Option::None)?;
        println!("cargo::rerun-if-changed={}", path.display());
    }
    Ok(())
}
