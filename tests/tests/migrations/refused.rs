//! What is not done without a word in the schema, or not at all: the build says what to write.

use std::fmt::Write;

use ferrosync::{
    schema::{Column, DefaultValue, Role, Schema, Type},
    sql::ddl,
    validate::length,
};
use ferrosync_codegen::migration::{Error, Folder, Plan, plan};
use ferrosync_tests::tables::{
    ColumnWords, Words, collection, column, deleted_at, id, schema, schema_without, sync_id,
};

use crate::{
    database::{apply, dangling, empty, shape},
    migrate,
};

/// What the build says, with a name and without.
fn refusals(old: &Schema, new: &Schema) -> String {
    let mut folder = Folder::default();
    migrate(&mut folder, old, "init");
    let said = plan(new, &folder, None);
    assert_eq!(plan(new, &folder, Some("next")), said);
    match said {
        Err(Error::Problems(problems)) => problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"),
        other => panic!("{other:#?}"),
    }
}

fn rows(columns: Vec<Column>) -> Schema {
    schema(vec![collection("rows", [vec![id()], columns].concat())])
}

#[test]
fn a_table_that_is_gone_without_a_word() {
    let old = schema(vec![collection("todo_lists", vec![id()]), collection("rows", vec![id()])]);
    insta::assert_snapshot!(refusals(&old, &rows(vec![])));
}

#[test]
fn a_column_that_is_gone_without_a_word() {
    insta::assert_snapshot!(refusals(&rows(vec![column("colour", Type::Text)]), &rows(vec![])));
}

#[test]
fn a_new_column_without_a_value() {
    insta::assert_snapshot!(refusals(&rows(vec![]), &rows(vec![column("priority", Type::INT)])));
}

#[test]
fn a_column_that_may_be_null_no_more() {
    let optional = column("note", Type::Text).optional();
    insta::assert_snapshot!(refusals(&rows(vec![optional]), &rows(vec![column("note", Type::Text)])));
}

#[test]
fn rows_that_nobody_has() {
    let owned = Column { role: Role::Owner, ..column("owner_id", Type::Text) };
    insta::assert_snapshot!(refusals(&rows(vec![]), &rows(vec![sync_id("room"), owned])));
}

#[test]
fn types_of_which_one_is_not_the_other() {
    let of = |ty| rows(vec![column("value", ty)]);
    let types = [Type::Uuid, Type::Text, Type::Bool, Type::INT, Type::Real, Type::Timestamp, Type::List(&Type::Bool)];
    let mut table = String::new();
    for old in types {
        for new in types {
            let mut folder = Folder::default();
            migrate(&mut folder, &of(old), "init");
            let said = match plan(&of(new), &folder, None) {
                Ok(Plan::Current) => "is the same".to_owned(),
                Ok(_) => "becomes".to_owned(),
                Err(Error::Problems(problems)) => {
                    assert_eq!(problems.len(), 1);
                    "does not become".to_owned()
                }
                other => panic!("{other:?}"),
            };
            writeln!(table, "{:?} {said} {:?}", old.kind(), new.kind()).unwrap();
        }
    }
    insta::assert_snapshot!(table);
    insta::assert_snapshot!("text_to_integer", refusals(&of(Type::Text), &of(Type::INT)));
}

#[test]
fn two_heirs_of_one_name() {
    let heir = |name| column(name, Type::Text).before("a");
    let old = || rows(vec![column("a", Type::Text)]);
    insta::assert_snapshot!("two_heirs_of_a_column", refusals(&old(), &rows(vec![heir("b"), heir("c")])));
    let tables = ["b", "c"].map(|name| collection(name, vec![id()]).renamed_from("rows"));
    insta::assert_snapshot!("two_heirs_of_a_table", refusals(&old(), &schema(tables.into())));
}

#[test]
fn a_table_that_was_somebody_elses() {
    let old = schema(vec![collection("rows", vec![id()]).existing()]);
    insta::assert_snapshot!(refusals(&old, &rows(vec![])));
}

#[test]
fn everything_is_said_at_once() {
    let old = schema(vec![
        collection("rows", vec![id(), column("a", Type::Text), column("b", Type::Text)]),
        collection("tags", vec![id()]),
    ]);
    let new = rows(vec![column("b", Type::INT), column("c", Type::INT)]);
    assert_eq!(refusals(&old, &new).lines().count(), 4);
}

/// The words of consent stay in the file: they are harmless for ever.
#[test]
fn with_a_word_it_is_done() {
    let mut folder = Folder::default();
    let connection = empty();
    let old = schema(vec![collection("rows", vec![id(), column("a", Type::Text)]), collection("tags", vec![id()])]);
    apply(&connection, &migrate(&mut folder, &old, "init").text).unwrap();
    let new = || schema_without(vec![collection("rows", vec![id()]).letting_go(&["a", "z"])], &["tags", "never"]);
    let file = migrate(&mut folder, &new(), "drop");
    apply(&connection, &file.text).unwrap();
    assert!(!shape(&connection).contains_key("tags"));
    assert_eq!(plan(&new(), &folder, None), Ok(Plan::Current));
    assert_eq!(plan(&new(), &folder, Some("drop")), Ok(Plan::Current));
}

#[test]
fn h1_rows_that_come_back_are_announced() {
    let mut folder = Folder::default();
    let at = || column("at", Type::INT);
    let old = schema(vec![collection("rows", vec![id(), at(), deleted_at()]).ordered_by("at")]);
    migrate(&mut folder, &old, "init");
    let new = schema(vec![collection("rows", vec![id(), at()]).ordered_by("at").letting_go(&["deleted_at"])]);
    let file = migrate(&mut folder, &new, "no_soft_delete");
    assert!(file.text.contains("-- Rows of `rows` that were deleted are seen again"), "{}", file.text);
}

#[test]
fn a_migration_that_fails_leaves_everything_as_it_was() {
    let tags = || collection("tags", vec![id(), column("name", Type::Text)]);
    let old = schema(vec![tags(), collection("rows", vec![id(), column("tag", Type::Uuid)])]);
    let mut folder = Folder::default();
    let connection = empty();
    apply(&connection, &migrate(&mut folder, &old, "init").text).unwrap();
    connection
        .execute_batch("INSERT INTO rows VALUES ('a', 'nothing'); INSERT INTO tags VALUES ('1', 'x'), ('2', 'x')")
        .unwrap();
    let before = shape(&connection);

    let mut with_reference = folder.clone();
    let reference = schema(vec![tags(), collection("rows", vec![id(), column("tag", Type::Uuid).of("tags")])]);
    let file = migrate(&mut with_reference, &reference, "reference");
    assert_eq!(apply(&connection, &file.text), Err("FOREIGN KEY constraint failed".to_owned()));

    let unique = schema(vec![
        tags().with_indexes(&[(&["name"], true)]),
        collection("rows", vec![id(), column("tag", Type::Uuid)]),
    ]);
    let file = migrate(&mut folder, &unique, "unique");
    assert!(apply(&connection, &file.text).unwrap_err().contains("UNIQUE constraint failed: tags.name"));
    assert_eq!(shape(&connection), before);
    let versions: u32 = connection.query_row("SELECT max(version) FROM _sync_schema", [], |row| row.get(0)).unwrap();
    assert_eq!(versions, 1);
}

#[test]
fn a_default_that_changes_is_for_new_rows() {
    let of = |default| rows(vec![column("n", Type::INT).or(DefaultValue::Int(default))]);
    let mut folder = Folder::default();
    let connection = empty();
    apply(&connection, &migrate(&mut folder, &of(1), "init").text).unwrap();
    connection.execute_batch("INSERT INTO rows (id) VALUES ('a')").unwrap();
    apply(&connection, &migrate(&mut folder, &of(2), "two").text).unwrap();
    connection.execute_batch("INSERT INTO rows (id) VALUES ('b')").unwrap();
    let all: String =
        connection.query_row("SELECT group_concat(id || n, ' ' ORDER BY id) FROM rows", [], |row| row.get(0)).unwrap();
    assert_eq!(all, "a1 b2");
}

/// A row that stands in the key's tree is written once; one that may be large would leave few keys a page there.
#[test]
fn rows_move_when_their_size_has_a_bound_or_none() {
    let note = |rules| rows(vec![Column { rules, ..column("note", Type::Text) }]);
    let (small, large) = (|| note(const { &[length(None, Some(9))] }), || note(&[]));
    let mut folder = Folder::default();
    let connection = empty();
    apply(&connection, &migrate(&mut folder, &small(), "init").text).unwrap();
    connection.execute_batch("INSERT INTO rows VALUES ('a', 't')").unwrap();
    for (name, new) in [("large", large()), ("small", small())] {
        apply(&connection, &migrate(&mut folder, &new, name).text).unwrap();
        let fresh = empty();
        apply(&fresh, &ddl::create(&new)).unwrap();
        assert_eq!(shape(&connection), shape(&fresh), "{name}");
        let notes: String = connection.query_row("SELECT note FROM rows", [], |row| row.get(0)).unwrap();
        assert_eq!(notes, "t", "{name}");
    }
}

#[test]
fn a_name_in_other_capitals_is_changed_without_a_word() {
    let mut folder = Folder::default();
    let connection = empty();
    let old = schema(vec![collection("Rows", vec![id(), column("Title", Type::Text)])]);
    apply(&connection, &migrate(&mut folder, &old, "init").text).unwrap();
    connection.execute_batch("INSERT INTO rows VALUES ('a', 't')").unwrap();
    let new = rows(vec![column("title", Type::Text)]);
    apply(&connection, &migrate(&mut folder, &new, "small").text).unwrap();
    let fresh = empty();
    apply(&fresh, &ddl::create(&new)).unwrap();
    assert_eq!(shape(&connection), shape(&fresh));
    let title: String = connection.query_row("SELECT title FROM rows", [], |row| row.get(0)).unwrap();
    assert_eq!(title, "t");
}

/// The app's own table looks at its reference with every statement, unless told otherwise.
#[test]
fn a_table_beside_ours_may_name_rows_of_one_that_is_made_anew() {
    let of = |default| rows(vec![column("n", Type::INT).or(DefaultValue::Int(default))]);
    let mut folder = Folder::default();
    let connection = empty();
    apply(&connection, &migrate(&mut folder, &of(1), "init").text).unwrap();
    connection
        .execute_batch(
            "CREATE TABLE own (id TEXT, row TEXT REFERENCES rows (id));
             INSERT INTO rows (id) VALUES ('a'); INSERT INTO own VALUES ('x', 'a')",
        )
        .unwrap();
    apply(&connection, &migrate(&mut folder, &of(2), "two").text).unwrap();
    assert_eq!(dangling(&connection), [""; 0]);
    let named: String = connection.query_row("SELECT row FROM own", [], |row| row.get(0)).unwrap();
    assert_eq!(named, "a");
}
