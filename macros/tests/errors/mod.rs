//! What is said about wrong schemas, and where: one situation a snapshot.

mod attributes;
mod columns;
mod defaults;
mod history;
mod indexes;
mod items;
mod names;
mod order;
mod parts;
mod references;
mod rules;
mod rules_fit;
mod rules_numbers;
mod rules_pattern;
mod rules_together;
mod tenancy;
mod timestamps;
mod types;

use std::fmt::Write as _;

use proc_macro2::TokenStream;

/// `situation => "schema";` makes a test that holds the schema and what is said about it in a snapshot.
macro_rules! situations {
    ($($situation:ident => $schema:literal;)*) => {$(
        #[test]
        fn $situation() {
            insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
                insta::assert_snapshot!(stringify!($situation), super::told($schema));
            });
        }
    )*};
}
use situations;

/// The schema and each of its errors: "line:column message", and the text that it stands under.
fn told(schema: &str) -> String {
    let schema = schema.trim_matches('\n');
    let Ok(tokens) = schema.parse::<TokenStream>() else { panic!("not even tokens: {schema}") };
    let (output, errors) = crate::run(tokens);
    let Some(errors) = errors else { panic!("no error in: {schema}") };
    holds_the_names(output);

    let mut told = format!("{schema}\n---\n");
    for error in errors.flatten() {
        let span = error.explicit_span();
        let start =
            span.map_or("whole".to_owned(), |span| format!("{}:{}", span.start().line, span.start().column + 1));
        let message = syn::Error::from(error).to_string().replace('\n', "\n    ");
        let under = span.and_then(|span| span.source_text()).unwrap_or_default();
        let under = under.lines().next().unwrap_or_default();
        writeln!(told, "{start} {message}\n    ^ {under}").unwrap_or_else(|problem| panic!("{problem}"));
    }
    told
}

/// Beside errors the output is still a file with the user's structs, so that nothing else fails.
fn holds_the_names(output: TokenStream) {
    let file: syn::File = syn::parse2(output).unwrap_or_else(|problem| panic!("the fallback is no file: {problem}"));
    let has_collections =
        file.items.iter().any(|item| matches!(item, syn::Item::Const(item) if item.ident == "COLLECTIONS"));
    assert!(has_collections, "the fallback has no COLLECTIONS");
}

#[test]
fn the_errors_of_all_structs_are_told_at_once() {
    let told = told(
        "
#[collection(single_tenant, order_by(nmae, asc))]
pub struct A { pub id: Uuid, pub name: String }
#[collection(soft_delete)]
pub struct B { pub id: i64, #[sync_id] pub room: String, #[default(1)] pub open: bool }
",
    );
    for part in [
        "1:38 `A` has no column `nmae`; did you mean `name`?",
        "3:14 `soft_delete` needs a column",
        "4:24 an id is",
        "4:68 the default of a `bool`",
    ] {
        assert!(told.contains(part), "no `{part}` in\n{told}");
    }
}

/// Every schema that one slip makes of a good one, a word left out or said twice: never a panic, and always the
/// user's names.
fn slips(good: &str) -> usize {
    let run = |schema: &str| Some(crate::run(schema.parse::<TokenStream>().ok()?));
    assert!(run(good).is_some_and(|(_, errors)| errors.is_none()), "the schema is not good to begin with");

    let ends = |(at, letter): (usize, char)| (!letter.is_alphanumeric() && letter != '_').then_some(at);
    let mut cuts: Vec<usize> = good.char_indices().filter_map(ends).flat_map(|at| [at, at + 1]).collect();
    cuts.dedup();
    let mut wrong = 0;
    for pair in cuts.windows(2).filter(|pair| !good[pair[0]..pair[1]].trim().is_empty()) {
        let (before, word, after) = (&good[..pair[0]], &good[pair[0]..pair[1]], &good[pair[1]..]);
        for slip in [format!("{before}{after}"), format!("{before}{word} {word}{after}")] {
            if let Some((output, errors)) = run(&slip) {
                holds_the_names(output);
                wrong += usize::from(errors.is_some());
            }
        }
    }
    wrong
}

#[test]
fn one_slip_in_a_collection_is_an_error_or_a_schema() {
    let wrong = slips(
        "
        use ferrosync::schema::*;
        /// Doc.
        #[collection(auto_timestamp(made, changed), order_by(title, asc))]
        pub struct Todo {
            pub id: Uuid,
            #[sync_id]
            pub project_id: String,
            #[default(\"open\")]
            #[validate(length(min = 1, max = 200))]
            pub title: String,
            #[default(-1)]
            pub r#type: i64,
            pub note: Option<String>,
            pub made: Timestamp,
            pub changed: Timestamp,
        }
        #[collection(single_tenant)]
        pub struct Tag { pub id: Uuid }",
    );
    assert!(wrong > 150, "only {wrong} slips were wrong");
}

#[test]
fn one_slip_in_what_columns_mean_is_an_error_or_a_schema() {
    let wrong = slips(
        "
        #[collection(soft_delete(gone), index(room, number), unique(number, by), name = \"todos\", dropped(old))]
        #[renamed(from = \"tasks\")]
        pub struct Todo {
            pub id: Uuid,
            #[sync_id]
            pub room: String,
            #[owner]
            pub by: String,
            #[scope]
            #[references(List, on_delete = cascade)]
            pub list: Option<Uuid>,
            #[readonly]
            #[column(\"start\")]
            pub from: String,
            #[private]
            #[default([])]
            pub labels: Vec<String>,
            pub number: u8,
            pub gone: Option<Timestamp>,
        }
        #[collection(soft_delete)]
        pub struct List { pub id: Uuid, #[sync_id] pub room: String, pub deleted_at: Option<Timestamp> }
        #[collection(dropped)]
        pub struct Old;",
    );
    assert!(wrong > 200, "only {wrong} slips were wrong");
}

#[test]
fn one_slip_in_types_is_an_error_or_a_schema() {
    let wrong = slips(
        "
        #[collection(single_tenant(room = \"catalog\"), existing)]
        pub struct Tag {
            pub id: Uuid,
            #[column(\"Due\", iso)]
            pub due: Timestamp,
            #[default(Status::Open)]
            pub status: Status,
            pub at: Json<Any>,
            pub labels: Vec<Label>,
            pub address: Address,
        }
        #[derive(Copy, Default)]
        pub enum Status { #[default] Open, Done }
        #[value(tag = \"kind\", rename_all = \"kebab-case\")]
        pub enum Shape { Round { radius: f64 }, Flat }
        pub struct Address { #[validate(length(min = 1))] pub street: String, pub shapes: Vec<Shape> }
        #[validate(length(max = 9))]
        pub struct Label(pub String);",
    );
    assert!(wrong > 150, "only {wrong} slips were wrong");
}
