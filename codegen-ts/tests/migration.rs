//! The first migration, and what is said when the schema goes on.

#![allow(clippy::wildcard_imports)] // As apps write it.

use ferrosync::schema::Schema;
use ferrosync_codegen::{
    OutputFile,
    migration::{Change, Drift, FIRST, Plan, plan},
};

mod before {
    use ferrosync::schema::*;
    sync_collections![
        #[collection(single_tenant, order_by(name, asc))]
        pub struct Tag {
            pub id: Uuid,
            // Its SQL has a semicolon and, as bytes, a line's end.
            #[default("a;\n--b")]
            pub name: String,
        }
        #[collection(single_tenant)]
        pub struct Note {
            pub id: Uuid,
            #[default("';\"")]
            pub text: String,
        }
    ];
}

mod after {
    use ferrosync::schema::*;
    sync_collections![
        #[collection(single_tenant, order_by(name, asc))]
        pub struct Tag {
            pub id: Uuid,
            #[default("a;\n--b")]
            pub name: String,
            pub colour: Option<String>,
        }
        #[collection(single_tenant, order_by(rank, asc))]
        pub struct Link {
            pub id: Uuid,
            pub rank: i64,
        }
    ];
}

fn first(schema: &Schema) -> OutputFile {
    match plan(schema, &[]) {
        Plan::Write(file) => file,
        other => panic!("{other:?}"),
    }
}

fn drift(schema: &Schema, files: &[OutputFile]) -> Drift {
    match plan(schema, files) {
        Plan::Drift(drift) => drift,
        other => panic!("{other:?}"),
    }
}

fn file(path: &str, text: &str) -> OutputFile {
    OutputFile { path: path.to_owned(), text: text.to_owned() }
}

#[test]
fn no_migration_gets_the_first_and_the_first_is_enough() {
    let first = first(&before::COLLECTIONS);
    assert_eq!(first.path, FIRST);
    assert!(first.text.starts_with("-- "), "{}", first.text);
    assert_eq!(plan(&before::COLLECTIONS, &[first]), Plan::Current);
}

#[test]
fn windows_line_ends_are_line_ends() {
    let mut first = first(&before::COLLECTIONS);
    first.text = first.text.replace('\n', "\r\n");
    assert_eq!(plan(&before::COLLECTIONS, std::slice::from_ref(&first)), Plan::Current);
    assert_eq!(drift(&after::COLLECTIONS, &[first]).changes.len(), 4);
}

#[test]
fn drift_names_each_table_and_index_that_differs() {
    let drift = drift(&after::COLLECTIONS, &[first(&before::COLLECTIONS)]);
    assert_eq!(
        drift.changes.iter().map(|(name, change)| (name.as_str(), *change)).collect::<Vec<_>>(),
        [
            ("links", Change::Added),
            ("links_list", Change::Added),
            ("notes", Change::Removed),
            ("tags", Change::Changed),
        ]
    );
    assert_eq!(
        drift.to_string(),
        "the schema's tables are not those that the migrations up to `0001_init.sql` make: \
         `links` is new, `links_list` is new, `notes` is gone, `tags` differs"
    );
}

#[test]
fn a_users_own_migration_in_between_is_no_drift() {
    let files = [
        file("0000_extension.sql", "PRAGMA foreign_keys = on;\n"),
        first(&before::COLLECTIONS),
        file("0002_seed.sql", "INSERT INTO \"tags\" VALUES ('1', 'x');\nINSERT INTO notes VALUES ('1', ';\n');\n"),
    ];
    assert_eq!(plan(&before::COLLECTIONS, &files), Plan::Current);
}

#[test]
fn the_newest_record_counts() {
    let later = file("0002_more.sql", "INSERT INTO \"_sync_schema\" (version, hash) VALUES (2, '0123456789abcdef');\n");
    let drift = drift(&before::COLLECTIONS, &[first(&before::COLLECTIONS), later]);
    assert_eq!(drift.file.as_deref(), Some("0002_more.sql"));
}

#[test]
fn migrations_without_a_record_are_drift_and_get_no_first_file() {
    let drift = drift(&before::COLLECTIONS, &[file("0001_tables.sql", "CREATE TABLE old (id TEXT);\n")]);
    assert_eq!(drift.file, None);
    assert!(drift.to_string().starts_with("no migration makes the schema's tables"), "{drift}");
}
