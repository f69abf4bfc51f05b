//! What the generator writes, as a whole.

#![allow(clippy::unwrap_used)]

use std::path::{Path, PathBuf};

use ferrosync::schema::Schema;
use ferrosync_codegen::{
    ImportExtension, Options, OutputFile, folder, generate,
    migration::{self, Folder, Plan},
};
use ferrosync_tests::schemas::{EXAMPLES, everything, fixture, guide, rules, todo_app, words};

/// Set to any value, it makes the tests write the checked-in copies instead of comparing them.
const UPDATE: &str = "FERROSYNC_UPDATE_EMITTED";

/// The files of the built client, which are the same in every folder.
const RUNTIME: [&str; 8] = [
    "client.d.ts",
    "client.js",
    "devtools.d.ts",
    "devtools.js",
    "react.d.ts",
    "react.js",
    "testing.d.ts",
    "testing.js",
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn emitted(schema: &Schema) -> Vec<OutputFile> {
    generate(schema, &Options::default())
}

/// With every file that there can be.
fn emitted_with_zod(schema: &Schema) -> Vec<OutputFile> {
    generate(schema, &Options { zod: true, ..Options::default() })
}

fn text<'a>(files: &'a [OutputFile], path: &str) -> &'a str {
    &files.iter().find(|file| file.path == path).unwrap_or_else(|| panic!("no {path}")).text
}

/// All files in one text; of the built client only the header, because its own tests hold the rest.
fn whole(files: &[OutputFile]) -> String {
    let mut whole = String::new();
    for OutputFile { path, text } in files {
        let text = if RUNTIME.contains(&path.as_str()) { header(text).0 } else { text.trim_end() };
        whole += &["=== ", path, "\n", text, "\n\n"].concat();
    }
    whole
}

/// What the schema says: copies for tests find the built client where it is built.
fn bindings(files: &[OutputFile]) -> Vec<OutputFile> {
    files.iter().filter(|file| !RUNTIME.contains(&file.path.as_str())).cloned().collect()
}

/// A file's header, which ends in an empty line, and the rest.
fn header(text: &str) -> (&str, &str) {
    text.split_once("\n\n").unwrap()
}

#[test]
fn the_folder_of_the_todo_app() {
    insta::assert_snapshot!(whole(&emitted(&todo_app::COLLECTIONS)));
}

#[test]
fn the_folder_of_everything() {
    insta::assert_snapshot!(whole(&emitted(&everything::COLLECTIONS)));
}

#[test]
fn the_folder_of_every_word() {
    insta::assert_snapshot!(whole(&emitted_with_zod(&words::COLLECTIONS)));
}

#[test]
fn the_same_schema_gives_the_same_bytes_in_order() {
    let files = emitted_with_zod(&everything::COLLECTIONS);
    assert_eq!(files, emitted_with_zod(&everything::COLLECTIONS));
    let paths: Vec<_> = files.iter().map(|file| &file.path).collect();
    assert!(paths.is_sorted(), "{paths:?}");
}

#[test]
fn the_built_client_is_passed_on_unchanged() {
    let files = emitted(&todo_app::COLLECTIONS);
    for path in RUNTIME {
        let built = std::fs::read_to_string(root().join("codegen-ts/client/dist").join(path)).unwrap();
        assert!(text(&files, path).ends_with(&built), "{path}");
        assert_eq!(text(&files, path), text(&emitted(&everything::COLLECTIONS), path), "{path} depends on the schema");
    }
}

/// The client's tests run against files in the emitted form, written by hand: they are what the generator writes.
#[test]
fn the_clients_fixture_is_what_the_generator_writes() {
    let hash = fixture::COLLECTIONS.wire_hash();
    for file in bindings(&emitted(&fixture::COLLECTIONS)) {
        let path = root().join("codegen-ts/client/test/fixture").join(&file.path);
        let by_hand = std::fs::read_to_string(&path).unwrap();
        let (_, body) = header(&file.text);
        let body = body.replace(&hash, "5f0e3a9c1b7d2e46");
        assert_eq!(body, by_hand, "{}", file.path);
    }
}

#[test]
fn imports_end_as_asked_and_the_built_client_is_javascript() {
    let imports = |extension| {
        let files = generate(&todo_app::COLLECTIONS, &Options { import_extension: extension, ..Options::default() });
        let lines = ["index.ts", "todos.ts"].into_iter().flat_map(|path| header(text(&files, path)).1.lines());
        let mut sources: Vec<_> =
            lines.filter_map(|line| line.split_once(" from ")).map(|(_, source)| source.to_owned()).collect();
        sources.sort();
        sources.dedup();
        sources.join(" ")
    };
    assert_eq!(imports(ImportExtension::None), "'./client' './notes' './react' './todos' './types'");
    assert_eq!(imports(ImportExtension::Js), "'./client.js' './notes.js' './react.js' './todos.js' './types.js'");
    assert_eq!(imports(ImportExtension::Ts), "'./client.js' './notes.ts' './react.js' './todos.ts' './types.ts'");
}

/// `tsc` runs over this copy under every flag that we promise; here it is held to be what is written now.
#[test]
fn the_copy_that_tsc_checks_is_current() {
    assert_current(&root().join("tests/emitted/everything"), &bindings(&emitted_with_zod(&everything::COLLECTIONS)));
    assert_current(&root().join("tests/emitted/words"), &bindings(&emitted_with_zod(&words::COLLECTIONS)));
}

/// What the pages for React developers import; the built client is put beside it when they are compiled.
#[test]
fn the_bindings_of_the_guide_are_current() {
    assert_current(&root().join("tests/docs/sync"), &bindings(&emitted(&guide::COLLECTIONS)));
}

/// Its validators are asked beside Rust's.
#[test]
fn the_copy_that_is_compared_with_rust_is_current() {
    assert_current(&root().join("tests/emitted/rules"), &bindings(&emitted_with_zod(&rules::COLLECTIONS)));
}

/// The whole folder, as users have it.
#[test]
fn the_examples_bindings_are_current() {
    for (name, schema) in EXAMPLES {
        assert_current(&root().join("examples").join(name).join("client/src/sync"), &emitted(&schema));
    }
}

/// No example is forgotten above.
#[test]
fn every_example_is_listed() {
    let mut names: Vec<_> = std::fs::read_dir(root().join("examples"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.join("wrangler.jsonc").is_file())
        .map(|path| path.file_name().unwrap().to_string_lossy().into_owned())
        .collect();
    names.sort();
    assert_eq!(names, EXAMPLES.map(|(name, _)| name));
}

fn assert_current(path: &Path, files: &[OutputFile]) {
    if std::env::var_os(UPDATE).is_some() {
        folder::write(path, files, None).unwrap();
    }
    let differences = folder::check(path, files).unwrap();
    assert!(differences.is_empty(), "{}: {differences:?}; to write it, set {UPDATE}=1", path.display());
}

/// A fresh clone has the tables that the schemas want.
#[test]
fn the_examples_migrations_are_current() {
    for (name, schema) in EXAMPLES {
        let path = root().join("examples").join(name).join("migrations");
        if std::env::var_os(UPDATE).is_some()
            && let Ok(Plan::Write(files)) = migration::plan(&schema, &Folder::default(), None)
        {
            for file in files {
                std::fs::write(path.join(file.path), file.text).unwrap();
            }
        }
        let read = |file: &str| std::fs::read_to_string(path.join(file)).unwrap();
        let first = OutputFile { path: migration::FIRST.to_owned(), text: read(migration::FIRST) };
        let folder = Folder { files: vec![first], lock: Some(read(migration::LOCK)) };
        assert_eq!(migration::plan(&schema, &folder, None), Ok(Plan::Current), "{name}");
    }
}
