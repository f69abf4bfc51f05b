//! What a Worker is to know of its build, as Rust that `ferrosync::worker!` includes: the schema's names, and the
//! migrations for rooms that keep their own rows.

use std::{env, path::Path, time::SystemTime};

use ferrosync::schema::Schema;

use crate::{
    OutputFile,
    cargo::{self, Directive},
    folder, migrations,
};

/// What `worker!` includes, in the folder that cargo gives build scripts.
const FILE: &str = "ferrosync_migrations.rs";

/// Puts the migrations of `folder` into the Worker. [`Bindings::emit`](crate::Bindings::emit) does it too.
///
/// For build scripts that write their migrations themselves.
pub fn embed(folder: impl AsRef<Path>) {
    for directive in run(None, folder.as_ref()) {
        directive.print();
    }
}

/// Writes migrations into `folder` where they differ, and puts them into the Worker like [`embed()`].
///
/// For build scripts of Workers whose data nobody keeps, such as those of tests: their tables are always the schema's.
/// A file is its name and its text.
pub fn embed_files(folder: impl AsRef<Path>, files: &[(&str, &str)]) {
    let folder = folder.as_ref();
    let started = cargo::started();
    for (name, text) in files {
        if let Err(error) = write_if_changed(&folder.join(name), text, started) {
            Directive::Error(error.to_string()).print();
        }
    }
    embed(folder);
}

/// What is there already stays as old as it is: else the Worker would be compiled again.
fn write_if_changed(path: &Path, text: &str, time: Option<SystemTime>) -> Result<(), folder::Error> {
    if folder::read(path)?.is_some_and(|bytes| bytes == text.as_bytes()) {
        return Ok(());
    }
    folder::replace(path, text, time)
}

/// Writes it, where cargo runs this.
pub(crate) fn run(schema: Option<&Schema>, folder: &Path) -> Vec<Directive> {
    let Some(out) = env::var_os("OUT_DIR") else {
        return Vec::new();
    };
    write(schema, folder, Path::new(&out))
}

fn write(schema: Option<&Schema>, folder: &Path, out: &Path) -> Vec<Directive> {
    let mut directives = Vec::new();
    if let Err(error) = try_write(schema, folder, out, &mut directives) {
        directives.push(Directive::Error(error.to_string()));
    }
    directives
}

fn try_write(
    schema: Option<&Schema>,
    folder: &Path,
    out: &Path,
    directives: &mut Vec<Directive>,
) -> Result<(), folder::Error> {
    // A file that comes or goes changes the folder.
    directives.push(Directive::Watch(folder.to_owned()));
    let files = migrations::read(folder)?.files;
    write_if_changed(&out.join(FILE), &print(schema, &files), None)
}

/// The expression that stands for it.
fn print(schema: Option<&Schema>, files: &[OutputFile]) -> String {
    let stamp = match schema {
        Some(schema) => format!("Built::stamped({:?}, {:?})", schema.database_hash(), schema.wire_hash()),
        None => "Built::unstamped()".to_owned(),
    };
    let entries: Vec<_> =
        files.iter().map(|OutputFile { path, text }| format!("    ({path:?}, {text:?}),\n")).collect();
    format!("{stamp}.with_migrations(&[\n{}])\n", entries.concat())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use tempfile::TempDir;

    use super::*;

    #[test]
    fn they_are_an_expression_in_the_order_of_their_names() {
        let folder = TempDir::new().unwrap();
        let (migrations, out) = (folder.path().join("migrations"), folder.path().join("out"));
        fs::create_dir(&migrations).unwrap();
        fs::write(migrations.join("0002_b.sql"), "SELECT \"b\";\n-- 'b'\n").unwrap();
        fs::write(migrations.join("0001_a.sql"), "SELECT 1;\n").unwrap();
        fs::write(migrations.join("schema.lock.json"), "{}").unwrap();
        let said = write(None, &migrations, &out);
        assert_eq!(said, [Directive::Watch(migrations.clone())]);
        assert_eq!(
            fs::read_to_string(out.join(FILE)).unwrap(),
            "Built::unstamped().with_migrations(&[\n    \
             (\"0001_a.sql\", \"SELECT 1;\\n\"),\n    \
             (\"0002_b.sql\", \"SELECT \\\"b\\\";\\n-- 'b'\\n\"),\n])\n"
        );
    }

    /// The Worker has no code that could tell them itself.
    #[test]
    fn the_names_of_the_schema_are_in_it() {
        let schema = Schema { collections: &[], dropped: &[] };
        let (database, wire) = (schema.database_hash(), schema.wire_hash());
        assert_ne!(database, wire);
        let migration = OutputFile { path: "1.sql".to_owned(), text: "SELECT 1;".to_owned() };
        let text = print(Some(&schema), &[migration]);
        let migrations = "with_migrations(&[\n    (\"1.sql\", \"SELECT 1;\"),\n])";
        assert_eq!(text, format!("Built::stamped(\"{database}\", \"{wire}\").{migrations}\n"));
    }

    /// What has not changed is not written, or the Worker would be compiled each time.
    #[test]
    fn the_same_text_is_written_once() {
        let folder = TempDir::new().unwrap();
        let out = folder.path().join("out");
        write(None, &folder.path().join("migrations"), &out);
        let first = fs::metadata(out.join(FILE)).unwrap().modified().unwrap();
        fs::File::options()
            .write(true)
            .open(out.join(FILE))
            .unwrap()
            .set_modified(first - core::time::Duration::from_hours(1))
            .unwrap();
        write(None, &folder.path().join("migrations"), &out);
        assert!(fs::metadata(out.join(FILE)).unwrap().modified().unwrap() < first);
    }
}
