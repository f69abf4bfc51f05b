//! `#[validate(..)]` from the schema to the issue.

#![allow(clippy::unwrap_used)]

use ferrosync::schema::*;
use ferrosync::validate::{self, Issue, Literal, Number, Problem, Spec};
use serde_json::{Value, json};

sync_collections![
    #[collection(single_tenant)]
    pub struct Entry {
        pub id: Uuid,
        #[validate(length(max = 5), trim, lowercase, non_empty(message = "say something"))]
        pub title: Option<String>,
        #[validate(pattern(r"^\w+\B", message = "no word"), starts_with("a"), ends_with("z"), contains("\""))]
        pub code: Option<String>,
        #[validate(one_of("low", "high"), custom(not_high))]
        pub level: Option<String>,
        #[validate(range(above = -6, max = 300), multiple_of(5), one_of(0, 5, -5, 300))]
        pub count: Option<i64>,
        #[validate(range(min = -0.5, below = 1e20), int, positive, multiple_of(0.5))]
        pub share: Option<f64>,
        #[validate(items(max = 2), each(trim, length(max = 3)), custom(no_twins, message = "twins"))]
        pub tags: Option<Vec<String>>,
        #[validate(range(min = 0))]
        pub at: Option<Timestamp>,
        #[validate(email, custom(crate::functions::at_home))]
        #[validate(custom(not_high))]
        pub mail: Option<String>,
        #[validate(custom(whole))]
        pub extra: Option<f64>,
    }
];

fn not_high(text: &str) -> Result<(), &'static str> {
    if text.starts_with("high") { Err("must not be so high") } else { Ok(()) }
}

fn no_twins(tags: &[String]) -> Result<(), String> {
    let mut seen: Vec<&String> = Vec::new();
    for tag in tags {
        if seen.contains(&tag) {
            return Err(format!("`{tag}` is there twice"));
        }
        seen.push(tag);
    }
    Ok(())
}

fn whole(number: &f64) -> Result<(), Problem> {
    if number.fract() == 0.0 { Ok(()) } else { Err(Problem::new("not_whole", "must be whole")) }
}

mod functions {
    pub(super) fn at_home(mail: &String) -> Result<(), &'static str> {
        if mail.ends_with("@home.example") { Ok(()) } else { Err("must be at home") }
    }
}

fn specs(wire: &str) -> Vec<Spec> {
    let column = COLLECTIONS.find("entrys").unwrap().column(wire).unwrap();
    column.rules.iter().map(|rule| rule.spec).collect()
}

fn issues(fields: &Value) -> Vec<Issue> {
    validate::check_patch(COLLECTIONS.find("entrys").unwrap(), fields).err().unwrap_or_default()
}

fn messages(fields: &Value) -> Vec<String> {
    issues(fields).into_iter().map(|issue| format!("{} {}", issue.code, issue.message)).collect()
}

#[test]
fn rules_stand_in_the_order_in_which_they_run() {
    let title = specs("title");
    assert!(
        matches!(
            title[..],
            [
                Spec::Trim,
                Spec::Lowercase,
                Spec::Length { min: None, max: Some(5) },
                Spec::Length { min: Some(1), max: None }
            ]
        ),
        "{title:?}"
    );
}

#[test]
fn rules_keep_what_the_schema_says() {
    assert!(matches!(
        specs("code")[..],
        [
            Spec::Pattern { given: r"^\w+\B", rust: r"^[0-9A-Z_a-z]+\B", js: r"^[0-9A-Z_a-z]+\B(?=[^]|$)" },
            Spec::StartsWith("a"),
            Spec::EndsWith("z"),
            Spec::Contains("\"")
        ]
    ));
    assert!(matches!(specs("level")[..], [Spec::OneOf(&[Literal::Text("low"), Literal::Text("high")])]));
    let [Spec::Range { min: Some(min), max: Some(max) }, Spec::MultipleOf(Number::Int(5)), Spec::OneOf(values)] =
        specs("count")[..]
    else {
        panic!("{:?}", specs("count"));
    };
    assert_eq!((min.value, min.inclusive, max.value, max.inclusive), (Number::Int(-6), false, Number::Int(300), true));
    assert_eq!(values, [0, 5, -5, 300].map(Literal::Int));
    let [Spec::Range { min: Some(min), max: Some(max) }, Spec::Int, Spec::Range { min: Some(zero), max: None }, step] =
        specs("share")[..]
    else {
        panic!("{:?}", specs("share"));
    };
    assert_eq!((min.value, max.value, max.inclusive), (Number::Real(-0.5), Number::Real(1e20), false));
    assert_eq!((zero.value, zero.inclusive), (Number::Real(0.0), false));
    assert!(matches!(step, Spec::MultipleOf(Number::Real(0.5))));
    assert!(matches!(specs("tags")[..], [Spec::Items { min: None, max: Some(2) }, Spec::Each([trim, length])]
        if matches!(trim.spec, Spec::Trim) && matches!(length.spec, Spec::Length { max: Some(3), .. })));
}

#[test]
fn transforms_come_before_the_rules_they_were_written_after() {
    assert_eq!(issues(&json!({ "title": "  ABCDE  " })), []);
    assert_eq!(messages(&json!({ "title": "   " })), ["too_short say something"]);
}

#[test]
fn functions_get_what_their_signatures_ask_for() {
    for (fields, told) in [
        (json!({ "level": "high" }), vec!["custom must not be so high"]),
        (json!({ "tags": ["a", " a"] }), vec!["custom twins"]),
        (json!({ "mail": "high@home.example" }), vec!["custom must not be so high"]),
        (json!({ "mail": "low@work.example" }), vec!["custom must be at home"]),
        (json!({ "extra": 0.5 }), vec!["not_whole must be whole"]),
        (json!({ "extra": null, "level": null, "tags": null }), vec![]),
        (json!({ "extra": 1, "level": "low", "tags": ["a", "b"], "mail": "low@home.example" }), vec![]),
    ] {
        assert_eq!(messages(&fields), told, "{fields}");
    }
}
