//! What there is to do about a folder of migrations, and what is said when it is not as it was left.

#![allow(clippy::unwrap_used)]
#![allow(clippy::wildcard_imports)] // As apps write it.

use ferrosync::schema::Schema;
use ferrosync_codegen::{
    OutputFile,
    migration::{Drift, Error, FIRST, Folder, LOCK, Plan, Stuck, plan},
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
    ];
}

const BEFORE: &Schema = &before::COLLECTIONS;
const AFTER: &Schema = &after::COLLECTIONS;

/// Puts what is written into the folder; gives the names.
fn write(folder: &mut Folder, schema: &Schema, name: Option<&str>) -> Vec<String> {
    match plan(schema, folder, name) {
        Ok(Plan::Write(files)) => files.into_iter().map(|file| put(folder, file)).collect(),
        other => panic!("{other:#?}"),
    }
}

fn put(folder: &mut Folder, file: OutputFile) -> String {
    let name = file.path.clone();
    if name == LOCK {
        folder.lock = Some(file.text);
    } else {
        folder.files.push(file);
        folder.files.sort_by(|a, b| a.path.cmp(&b.path));
    }
    name
}

fn file(path: &str, text: &str) -> OutputFile {
    OutputFile { path: path.to_owned(), text: text.to_owned() }
}

fn first() -> Folder {
    let mut folder = Folder::default();
    assert_eq!(write(&mut folder, BEFORE, None), [FIRST, LOCK]);
    folder
}

fn second() -> Folder {
    let mut folder = first();
    assert_eq!(write(&mut folder, AFTER, Some("add_colour")), ["0002_add_colour.sql", LOCK]);
    folder
}

fn drift(schema: &Schema, folder: &Folder) -> Drift {
    match plan(schema, folder, None) {
        Ok(Plan::Drift(drift)) => drift,
        other => panic!("{other:#?}"),
    }
}

fn stuck(schema: &Schema, folder: &Folder) -> Stuck {
    // A name is no way out.
    assert_eq!(plan(schema, folder, None), plan(schema, folder, Some("next")));
    match plan(schema, folder, None) {
        Err(Error::Stuck(stuck)) => stuck,
        other => panic!("{other:#?}"),
    }
}

#[test]
fn no_migration_gets_the_first_and_the_first_is_enough() {
    let folder = first();
    assert!(folder.files[0].text.starts_with("-- "), "{}", folder.files[0].text);
    assert_eq!(plan(BEFORE, &folder, None), Ok(Plan::Current));
    assert_eq!(plan(BEFORE, &folder, Some("again")), Ok(Plan::Current));
}

#[test]
fn a_change_is_shown_and_written_under_its_name_only() {
    let mut folder = first();
    let shown = drift(AFTER, &folder);
    assert_eq!(shown.since.as_deref(), Some(FIRST));
    assert_eq!(shown.name, "add_colour");
    assert!(shown.sql.contains("ALTER TABLE \"tags\" ADD COLUMN \"colour\" TEXT;\n"), "{}", shown.sql);
    assert_eq!(write(&mut folder, AFTER, Some("any_name_7")), ["0002_any_name_7.sql", LOCK]);
    assert_eq!(folder.files[1].text, shown.sql);
    assert!(
        shown.sql.ends_with(&format!("(version, hash) VALUES (2, '{}');\n", AFTER.database_hash())),
        "{}",
        shown.sql
    );
    assert_eq!(plan(AFTER, &folder, None), Ok(Plan::Current));
}

#[test]
fn a_written_file_stays_as_it_is() {
    let one = first();
    let two = second();
    assert_eq!(one.files[0], two.files[0]);
}

#[test]
fn the_way_back_needs_a_word() {
    assert!(matches!(plan(BEFORE, &second(), Some("back")), Err(Error::Problems(problems)) if problems.len() == 1));
}

#[test]
fn a_name_that_is_no_name_is_refused() {
    for name in ["", "Add", "add-colour", "../x", "a b", "ä"] {
        let said = plan(AFTER, &first(), Some(name));
        assert_eq!(said, Err(Error::Stuck(Stuck::Name(name.to_owned()))), "{name}");
    }
}

#[test]
fn windows_line_ends_are_line_ends() {
    let mut folder = second();
    for file in &mut folder.files {
        file.text = file.text.replace('\n', "\r\n");
    }
    folder.lock = folder.lock.map(|lock| lock.replace('\n', "\r\n"));
    assert_eq!(plan(AFTER, &folder, None), Ok(Plan::Current));
}

#[test]
fn the_apps_own_migrations_in_between_are_its_own() {
    let mut folder = first();
    put(&mut folder, file("0000_extension.sql", "PRAGMA foreign_keys = on;\n"));
    put(
        &mut folder,
        file("0002_seed.sql", "INSERT INTO \"tags\" VALUES ('1', 'x');\nINSERT INTO tags VALUES ('2', ';\n');\n"),
    );
    assert_eq!(plan(BEFORE, &folder, None), Ok(Plan::Current));
    // The next one runs after them.
    assert_eq!(write(&mut folder, AFTER, Some("colour")), ["0003_colour.sql", LOCK]);
    assert_eq!(plan(AFTER, &folder, None), Ok(Plan::Current));
}

#[test]
fn an_app_that_has_migrations_gets_its_first_one_under_a_name() {
    let mut folder = Folder::default();
    put(&mut folder, file("0007_tables.sql", "CREATE TABLE old (id TEXT);\n"));
    let shown = drift(BEFORE, &folder);
    assert_eq!((shown.since, &*shown.name), (None, "init"));
    assert_eq!(write(&mut folder, BEFORE, Some("sync")), ["0008_sync.sql", LOCK]);
    assert_eq!(folder.files[1].text, shown.sql.replace("init", "sync"));
    assert_eq!(plan(BEFORE, &folder, None), Ok(Plan::Current));
}

#[test]
fn a_first_migration_without_a_lock_gets_one() {
    let mut folder = first();
    let lock = folder.lock.take();
    assert_eq!(write(&mut folder, BEFORE, None), [LOCK]);
    assert_eq!(folder.lock, lock);
}

#[test]
fn later_migrations_without_a_lock_need_it_back() {
    let mut folder = first();
    folder.lock = None;
    assert_eq!(stuck(AFTER, &folder), Stuck::NoLock { file: FIRST.to_owned() });
    let mut folder = second();
    folder.lock = None;
    assert_eq!(stuck(AFTER, &folder), Stuck::NoLock { file: "0002_add_colour.sql".to_owned() });
}

#[test]
fn a_lock_and_a_folder_of_different_commits_are_told_apart() {
    let (one, two) = (first(), second());
    let old_lock = Folder { lock: one.lock.clone(), ..two.clone() };
    assert_eq!(stuck(AFTER, &old_lock), Stuck::LockIsOld { lock: 1, file: "0002_add_colour.sql".to_owned() });
    let no_file = Folder { files: one.files.clone(), ..two.clone() };
    assert_eq!(stuck(AFTER, &no_file), Stuck::FileIsMissing { lock: 2 });
    let nothing = Folder { files: Vec::new(), ..one };
    assert_eq!(stuck(BEFORE, &nothing), Stuck::FileIsMissing { lock: 1 });
    let mut other = two;
    other.files[1].text = other.files[1].text.replace(&AFTER.database_hash(), &BEFORE.database_hash());
    assert_eq!(stuck(AFTER, &other), Stuck::OtherHash { file: "0002_add_colour.sql".to_owned() });
}

#[test]
fn two_branches_that_wrote_one_each_are_told_what_to_do() {
    let mut folder = second();
    let mine = file("0002_my_colour.sql", &folder.files[1].text);
    put(&mut folder, mine);
    let files = ["0002_add_colour.sql", "0002_my_colour.sql"].map(ToOwned::to_owned);
    assert_eq!(stuck(AFTER, &folder), Stuck::TwoOfOneNumber { number: 2, files });
    let conflict = format!("<<<<<<< HEAD\n{}=======\n{{}}\n>>>>>>> mine\n", folder.lock.unwrap());
    let folder = Folder { lock: Some(conflict), ..second() };
    assert_eq!(stuck(AFTER, &folder), Stuck::Conflict);
}

#[test]
fn a_lock_that_was_edited_is_no_lock() {
    let lock = first().lock.unwrap();
    let with = |lock: String| stuck(AFTER, &Folder { lock: Some(lock), ..first() });
    assert_eq!(with(lock.replace("\"kind\": \"text\"", "\"kind\": \"int\"")), Stuck::Edited);
    assert_eq!(with(lock.replace("\"format\": 1", "\"format\": 2")), Stuck::Format(2));
    assert!(matches!(with(lock.replace("\"unique\"", "\"uniq\"")), Stuck::Unreadable(_)));
    assert!(matches!(with("{".to_owned()), Stuck::Unreadable(_)));
    assert!(matches!(with(String::new()), Stuck::Unreadable(_)));
}

#[test]
fn the_lock_is_the_same_whatever_the_order_of_the_file() {
    let lock = first().lock.unwrap();
    assert!(lock.ends_with("}\n"));
    let at = |name: &str| lock.find(&format!("\"name\": \"{name}\"")).unwrap();
    assert!(at("id") < at("name"));
}
