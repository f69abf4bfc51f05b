//! Writes the tables of the schema, and its TypeScript with each ending that an app can choose. Nobody keeps data of this
//! app, so there is one migration, and it is always the schema's.

#[allow(dead_code)] // The build script reads the collections and nothing else of them.
#[path = "src/schema.rs"]
mod schema;

use ferrosync::sql::ddl::create;
use ferrosync_codegen::{
    ImportExtension::{Js, None, Ts},
    Options, folder, generate,
};

fn main() -> Result<(), Box<dyn core::error::Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    ferrosync_codegen::embed_files("migrations", &[("0001_init.sql", &create(&schema::COLLECTIONS))]);
    for (name, import_extension) in [("none", None), ("js", Js), ("ts", Ts)] {
        let path = std::path::Path::new("client").join(name);
        let files = generate(&schema::COLLECTIONS, &Options { import_extension, ..Options::default() });
        folder::write(&path, &files, folder::started())?;
        println!("cargo::rerun-if-changed={}", path.display());
    }
    Ok(())
}
