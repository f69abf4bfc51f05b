use ferrosync::validate::{Rule, Segment, each, email, items, length, trim};
use serde_json::{Value, json};

use crate::common::apply;

#[test]
fn items_counts_the_items_of_an_array() {
    let rule = items(Some(1), Some(2));
    assert!(apply(rule, json!([0])).is_ok() && apply(rule, json!([0, 0])).is_ok());
    assert_eq!(
        apply(rule, json!([])).unwrap_err(),
        ("too_few", "must have at least 1 item".to_owned(), json!({"min": 1}))
    );
    assert_eq!(
        apply(rule, json!([0, 0, 0])).unwrap_err(),
        ("too_many", "must have at most 2 items".to_owned(), json!({"max": 2}))
    );
}

#[test]
fn each_item_keeps_all_rules_and_is_changed_by_transforms() {
    let rule = each(const { &[length(Some(3), None), trim(), email()] });
    let mut value = json!(["  a@b.c ", " a ", "abc"]);
    let broken = rule.apply(&mut value).unwrap_err();
    assert_eq!(value, json!(["a@b.c", "a", "abc"]));
    let said: Vec<_> = broken.iter().map(|problem| (&problem.path[..], problem.code)).collect();
    let at = |index: usize| vec![Segment::from(index)];
    assert_eq!(said, [(&at(1)[..], "too_short"), (&at(1)[..], "invalid_email"), (&at(2)[..], "invalid_email")]);
}

#[test]
fn each_of_each_says_both_places() {
    const INNER: Rule = each(const { &[length(None, Some(1))] });
    let broken = each(const { &[INNER] }).apply(&mut json!([["a"], ["a", "bb"]])).unwrap_err();
    assert_eq!(broken[0].path, [Segment::from(1), Segment::from(1)]);
}

#[test]
fn l13_a_long_list_of_wrong_items_does_not_fill_the_memory() {
    let broken = each(const { &[email()] }).apply(&mut Value::from(vec![""; 200_000])).unwrap_err();
    assert!(broken.len() <= 1_000, "{}", broken.len());
}
