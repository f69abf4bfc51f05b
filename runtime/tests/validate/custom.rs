//! The app's own functions.

// Called as the macro calls them, so that `&String` goes where `&str` is taken; and a function takes what its column has.
#![allow(clippy::redundant_closure, clippy::trivially_copy_pass_by_ref)]

use ferrosync::{
    schema::{Collection, Column, Newtype, Type},
    validate::{
        Broken, Check, Problem, Rule, Spec, check_row, custom_rule, length, run_check, run_custom, run_custom_row, trim,
    },
};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::common::{ID, collection, it, put, refusal, words};

fn shouts(text: &str) -> Result<(), &'static str> {
    if text.ends_with('!') { Ok(()) } else { Err("must end in joy") }
}

fn even(number: &i64) -> Result<(), Problem> {
    if number % 2 == 0 { Ok(()) } else { Err(Problem::new("odd", "must be even").with("rest", 1)) }
}

fn no_twins(list: &[String]) -> Result<(), Vec<Problem>> {
    let twin = |index: usize| list[..index].contains(&list[index]);
    let twins: Vec<_> = (0..list.len())
        .filter(|index| twin(*index))
        .map(|index| Problem::from("stands here twice").at(index))
        .collect();
    if twins.is_empty() { Ok(()) } else { Err(twins) }
}

/// What the macro writes.
const SHOUTS: Rule = custom_rule(|_: &Spec, value: &mut Value| -> Result<(), Broken> {
    run_custom::<String, _>(value, |value| shouts(value))
});
const EVEN: Rule = custom_rule(|_, value| run_custom::<i64, _>(value, |value| even(value)));
const NO_TWINS: Rule = custom_rule(|_, value| run_custom::<Vec<String>, _>(value, |value| no_twins(value)));

#[test]
fn a_function_is_asked_of_the_value_as_it_is_stored() {
    let column = Column { rules: const { &[trim()] }, custom: ferrosync::__server_rules![SHOUTS], ..it(Type::Text) };
    assert_eq!(put(column, &json!(" hey! ")), Ok(json!("hey!")));
    assert_eq!(refusal(column, &json!("hey")), ["it: custom: must end in joy"]);
    let column = Column { custom: const { &[EVEN] }, ..it(Type::INT) };
    assert_eq!(put(column, &json!(2.0)), Ok(json!(2)));
    assert_eq!(refusal(column, &json!(1)), ["it: odd: must be even {\"rest\":1}"]);
}

#[test]
fn a_function_is_asked_beside_broken_rules_but_not_of_wrong_types() {
    let column = Column { rules: const { &[length(Some(9), None)] }, custom: const { &[SHOUTS] }, ..it(Type::Text) };
    assert_eq!(refusal(column, &json!("hey")).len(), 2);
    assert_eq!(refusal(column, &json!(1)), ["it: invalid_type: must be a string {\"expected\":\"string\"}"]);
    let column = Column { nullable: true, custom: const { &[SHOUTS] }, ..it(Type::Text) };
    assert_eq!(put(column, &json!(null)), Ok(json!(null)));
    let column = Column { custom: const { &[NO_TWINS] }, ..it(Type::List(&Type::Text)) };
    assert_eq!(refusal(column, &json!(["a", "a", 1])).len(), 1);
}

#[test]
fn a_function_may_say_several_things_inside_the_value() {
    let column = Column { custom: const { &[NO_TWINS] }, ..it(Type::List(&Type::Text)) };
    assert_eq!(
        refusal(column, &json!(["a", "b", "a", "b"])),
        ["it.2: custom: stands here twice", "it.3: custom: stands here twice"]
    );
    let column = Column { custom: const { &[NO_TWINS.with_message("once is enough")] }, ..it(Type::List(&Type::Text)) };
    assert_eq!(refusal(column, &json!(["a", "a"])), ["it.1: custom: once is enough"]);
}

#[test]
fn the_functions_of_a_type_come_before_those_of_the_column() {
    const SHOUT: Newtype = Newtype {
        name: "Shout",
        docs: "",
        ty: Type::Text,
        rules: const { &[] },
        custom: const { &[SHOUTS.with_message("type")] },
        types: ferrosync::__ts_types![],
    };
    let column = Column { custom: const { &[SHOUTS.with_message("column")] }, ..it(Type::Newtype(&SHOUT)) };
    let issues = put(column, &json!("a")).unwrap_err();
    assert_eq!(issues.iter().map(|issue| issue.message.as_str()).collect::<Vec<_>>(), ["type", "column"]);
}

#[derive(Deserialize)]
struct Booking {
    #[serde(rename = "startsAt")]
    starts_at: i64,
    #[serde(rename = "endsAt")]
    ends_at: Option<i64>,
}

fn ends_later(booking: &Booking) -> Result<(), Problem> {
    if booking.ends_at.is_none_or(|end| booking.starts_at < end) {
        return Ok(());
    }
    Err(Problem::new("too_early", "must be later than the start").at("endsAt"))
}

fn within_a_day(end: &i64, booking: &Booking) -> Result<(), String> {
    if end - booking.starts_at <= 24 { Ok(()) } else { Err("must be within a day".to_owned()) }
}

const BOOKINGS: Collection = collection(
    &[ID],
    ferrosync::__server_checks![
        Check { column: None, message: None, run: |row| run_check::<Booking, _>(row, |row| ends_later(row)) },
        Check {
            column: Some("endsAt"),
            message: None,
            run: |row| run_custom_row::<i64, Booking, _>(row, "endsAt", |value, row| within_a_day(value, row)),
        },
        Check {
            column: None,
            message: Some("said so"),
            run: |row| run_check::<Booking, _>(row, |row| ends_later(row))
        },
    ],
);

#[test]
fn whole_rows_are_asked_with_all_their_columns() {
    let ask = |row: Value| check_row(&BOOKINGS, &row).err().map_or_else(Vec::new, |issues| words(&issues));
    assert_eq!(ask(json!({"startsAt": 1, "endsAt": 2})), [""; 0]);
    assert_eq!(
        ask(json!({"startsAt": 2, "endsAt": 1})),
        ["endsAt: too_early: must be later than the start", "endsAt: too_early: said so"]
    );
    assert_eq!(ask(json!({"startsAt": 1, "endsAt": 26})), ["endsAt: custom: must be within a day"]);
    assert_eq!(ask(json!({"startsAt": 1, "endsAt": null})), [""; 0], "a column's function is not asked of null");
    assert_eq!(ask(json!({"startsAt": "a"})).len(), 2, "what cannot be read is refused");
}

#[test]
fn a_row_among_others_is_named_by_its_place() {
    let mut issues = Vec::new();
    let row = json!({"startsAt": 1, "endsAt": 26});
    ferrosync::validate::checks(&BOOKINGS, &row, &["items".into(), 3.into()], &mut issues);
    assert_eq!(words(&issues), ["items.3.endsAt: custom: must be within a day"]);
}
