use std::{
    fs,
    path::PathBuf,
    time::{Duration, SystemTime},
};

use tempfile::TempDir;

use super::*;

mod before {
    use ferrosync::schema::*;
    sync_collections![
        #[collection(single_tenant)]
        pub struct Todo {
            pub id: Uuid,
        }
    ];
}

mod after {
    use ferrosync::schema::*;
    sync_collections![
        #[collection(single_tenant)]
        pub struct Todo {
            pub id: Uuid,
            #[default(3)]
            pub priority: i64,
        }
    ];
}

mod impossible {
    use ferrosync::schema::*;
    sync_collections![
        #[collection(single_tenant)]
        pub struct Todo {
            pub id: Uuid,
            pub priority: i64,
            pub title: String,
        }
    ];
}

const BEFORE: &Schema = &before::COLLECTIONS;
const AFTER: &Schema = &after::COLLECTIONS;

/// What a build writes and says.
struct Build {
    folder: TempDir,
}

impl Build {
    fn new() -> Self {
        let build = Self { folder: TempDir::new().unwrap() };
        assert_eq!(build.told(BEFORE, None), [""; 0]);
        assert_eq!(build.files(), ["0001_init.sql", "schema.lock.json"]);
        build
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("migrations")
    }

    fn run(&self, schema: &Schema, name: Option<&str>) -> Vec<Directive> {
        run(schema, &self.path(), name, None)
    }

    /// Warnings and errors, the latter with a mark.
    fn told(&self, schema: &Schema, name: Option<&str>) -> Vec<String> {
        let told = |said| match said {
            Directive::Warning(text) => Some(text),
            Directive::Error(text) => Some(format!("error: {text}")),
            _ => None,
        };
        self.run(schema, name).into_iter().filter_map(told).collect()
    }

    fn files(&self) -> Vec<String> {
        folder::list(&self.path()).unwrap()
    }

    fn text(&self, name: &str) -> String {
        fs::read_to_string(self.path().join(name)).unwrap()
    }
}

#[test]
fn drift_is_told_with_the_sql_and_the_command_and_nothing_is_written() {
    let build = Build::new();
    let told = build.told(AFTER, None);
    assert_eq!(told[0], "the schema has changed since `0001_init.sql`. Its migration would be:");
    assert!(
        told.contains(&"    ALTER TABLE \"todos\" ADD COLUMN \"priority\" INTEGER NOT NULL DEFAULT 3;".to_owned()),
        "{told:?}"
    );
    let last = told.last().unwrap();
    assert!(last.contains("FERROSYNC_MIGRATION=add_priority cargo build"), "{last}");
    assert!(last.contains("wrangler d1 migrations apply") && last.contains("SCHEMA_DRIFT"), "{last}");
    assert_eq!(build.files(), ["0001_init.sql", "schema.lock.json"]);
}

#[test]
fn a_name_writes_it_once() {
    let build = Build::new();
    let first = build.text("0001_init.sql");
    let told = build.told(AFTER, Some("add_priority"));
    assert!(told.len() == 1 && told[0].contains("0002_add_priority.sql"), "{told:?}");
    assert_eq!(build.files(), ["0001_init.sql", "0002_add_priority.sql", "schema.lock.json"]);
    assert_eq!(build.text("0001_init.sql"), first);

    let (second, lock) = (build.text("0002_add_priority.sql"), build.text("schema.lock.json"));
    let again = build.told(AFTER, Some("add_priority"));
    assert!(again.len() == 1 && again[0].contains("nothing was written"), "{again:?}");
    assert_eq!(build.files().len(), 3);
    assert_eq!((build.text("0002_add_priority.sql"), build.text("schema.lock.json")), (second, lock));
    assert_eq!(build.told(AFTER, None), [""; 0]);
}

#[test]
fn what_is_lost_without_a_word_is_an_error_for_each_with_a_name_or_without() {
    let build = Build::new();
    for name in [None, Some("next")] {
        let told = build.told(&impossible::COLLECTIONS, name);
        assert_eq!(told.len(), 2, "{told:?}");
        assert!(
            told[0].starts_with("error: `todos.priority` is new") && told[0].contains("#[default(..)]"),
            "{told:?}"
        );
    }
    assert_eq!(build.files(), ["0001_init.sql", "schema.lock.json"]);
}

#[test]
fn a_folder_that_is_not_as_it_was_left_is_an_error_that_names_it() {
    let build = Build::new();
    fs::remove_file(build.path().join("0001_init.sql")).unwrap();
    let told = build.told(AFTER, None);
    let name = build.path().display().to_string();
    assert!(told.len() == 1 && told[0].starts_with("error: ") && told[0].contains(&name), "{told:?}");
    assert!(told[0].contains("restore"), "{told:?}");
}

#[test]
fn all_that_is_read_or_written_is_watched() {
    let build = Build::new();
    for (schema, name) in [(BEFORE, None), (AFTER, Some("add_priority")), (AFTER, None)] {
        let said = build.run(schema, name);
        for file in build.files() {
            assert!(said.contains(&Directive::Watch(build.path().join(&file))), "{file}");
        }
    }
}

#[test]
fn written_files_and_their_folder_have_the_time_of_the_build() {
    let build = Build::new();
    let time = SystemTime::UNIX_EPOCH + Duration::from_secs(1_500_000_001);
    run(AFTER, &build.path(), Some("add_priority"), Some(time));
    for file in ["0002_add_priority.sql", "schema.lock.json", "."] {
        assert_eq!(fs::metadata(build.path().join(file)).unwrap().modified().unwrap(), time, "{file}");
    }
}

#[test]
fn a_long_migration_is_shown_in_part() {
    let sql = "x;\n".repeat(SHOWN + 7);
    let drift = Drift { since: None, sql, name: "init".to_owned() };
    let told = tell(&drift);
    assert_eq!(told.len(), SHOWN + 3);
    assert_eq!(told[SHOWN + 1], "    .. and 7 more lines");
}
