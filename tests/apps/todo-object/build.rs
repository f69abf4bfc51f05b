//! Writes the app, which is another one's but for a line, and the tables of its schema. Nobody keeps data of this app, so
//! there is one migration, and it is always the schema's.

use std::{env, error::Error, fs, path::Path};

use ferrosync::sql::ddl::create;

#[allow(dead_code)] // The build script reads the collections and nothing else of them.
#[path = "../../../examples/todo-app/src/schema.rs"]
mod schema;

const APP: &str = "../../../examples/todo-app/src";
const D1: &str = ".storage(Storage::d1(\"TODOS_DB\"))\n";
const OBJECT: &str = ".storage(Storage::durable_object())\n";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed={APP}/lib.rs");
    fs::write(Path::new(&env::var("OUT_DIR")?).join("app.rs"), app()?)?;
    ferrosync_codegen::embed_files("migrations", &[("0001_init.sql", &create(&schema::COLLECTIONS))]);
    Ok(())
}

/// The code of the app with the one line changed. What is put in elsewhere has neither a comment on itself nor a folder of
/// its own.
fn app() -> Result<String, Box<dyn Error>> {
    let source = fs::read_to_string(format!("{APP}/lib.rs"))?;
    if source.matches(D1).count() != 1 {
        return Err(format!("{APP}/lib.rs does not say once where its rows are: {D1}").into());
    }
    let schema = Path::new(APP).canonicalize()?.join("schema.rs");
    let schema = schema.to_str().ok_or("the checkout's path is no UTF-8")?;
    let code: String = source.lines().filter(|line| !line.starts_with("//!")).flat_map(|line| [line, "\n"]).collect();
    Ok(code.replace(D1, OBJECT).replace("mod schema;", &format!("#[path = {schema:?}]\nmod schema;")))
}
