//! `#[validate(..)]` from the schema to the issue.

#![allow(clippy::unwrap_used)]
// Functions get references, and what a column holds may be small.
#![allow(clippy::trivially_copy_pass_by_ref, clippy::ptr_arg)]

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

mod nested {
    use super::{Problem, Value};
    use ferrosync::schema::*;

    sync_collections![
        #[collection(single_tenant, check(after), check(super::functions::complete, message = "is not complete"))]
        pub struct Event {
            pub id: Uuid,
            #[validate(custom(super::not_high), custom(below_limit, row))]
            pub level: String,
            #[validate(custom(odd, row, message = "must be odd in the end"))]
            pub limit: Option<u32>,
            pub place: Place,
            #[validate(ends_with(".example"))]
            pub mail: Mail,
            pub from: Timestamp,
            pub to: Timestamp,
        }

        pub struct Place {
            #[validate(trim, non_empty, custom(super::not_high))]
            pub town: String,
        }

        #[validate(lowercase, email, custom(super::not_high))]
        pub struct Mail(pub String);
    ];

    fn below_limit(level: &str, event: &Event) -> Result<(), Problem> {
        match event.limit {
            Some(limit) if level.len() > limit as usize => {
                Err(Problem::new("over_limit", "is over the limit").with("limit", limit).at("length"))
            }
            _ => Ok(()),
        }
    }

    fn odd(limit: &u32, event: &Event) -> Result<(), &'static str> {
        if limit % 2 == 1 || event.level.is_empty() { Ok(()) } else { Err("is even") }
    }

    fn after(event: &Event) -> Result<(), Vec<Problem>> {
        if event.from <= event.to {
            return Ok(());
        }
        Err(["from", "to"].map(|column| Problem::new("order", "must be in order").at(column)).into())
    }

    pub(super) fn row() -> Value {
        serde_json::json!({
            "id": "0190d9a4-5f5e-7000-8000-000000000000", "level": "low", "limit": 5, "place": { "town": "Bonn" },
            "mail": "a@b.example", "from": 1, "to": 2,
        })
    }
}

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
    pub(super) fn complete(event: &super::nested::Event) -> Result<(), &'static str> {
        if event.level.is_empty() { Err("") } else { Ok(()) }
    }

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

#[test]
fn fields_and_newtypes_have_functions_too() {
    let events = nested::COLLECTIONS.find("events").unwrap();
    let issues =
        validate::check_patch(events, &json!({ "place": { "town": " high-on-the-hill " }, "mail": "HIGH@work.test" }))
            .unwrap_err();
    let told: Vec<_> = issues.iter().map(|issue| (json!(issue.path), issue.code)).collect();
    assert_eq!(
        told,
        [(json!(["place", "town"]), "custom"), (json!(["mail"]), "missing_suffix"), (json!(["mail"]), "custom")]
    );
}

#[test]
fn functions_see_the_row() {
    let events = nested::COLLECTIONS.find("events").unwrap();
    let told = |change: Value| -> Vec<(Value, &str, String)> {
        let mut row = nested::row();
        for (key, value) in change.as_object().unwrap() {
            row[key] = value.clone();
        }
        let issues = validate::check_row(events, &row).err().unwrap_or_default();
        issues.into_iter().map(|issue| (json!(issue.path), issue.code, issue.message)).collect()
    };
    let said = |path: Value, code, message: &str| (path, code, message.to_owned());
    assert_eq!(told(json!({})), []);
    assert_eq!(told(json!({ "limit": null, "level": "very, very long" })), []);
    assert_eq!(
        told(json!({ "limit": 2 })),
        [
            said(json!(["level", "length"]), "over_limit", "is over the limit"),
            said(json!(["limit"]), "custom", "must be odd in the end"),
        ]
    );
    assert_eq!(
        told(json!({ "from": 3, "level": "" })),
        [
            said(json!(["from"]), "order", "must be in order"),
            said(json!(["to"]), "order", "must be in order"),
            said(json!([]), "custom", "is not complete"),
        ]
    );
}
