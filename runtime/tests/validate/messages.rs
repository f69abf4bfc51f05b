//! `message = ".."`, and which rule speaks first.

use ferrosync::{
    schema::{Column, Newtype, Type},
    validate::{each, email, items, length, lowercase, starts_with, trim, uppercase},
};
use serde_json::json;

use crate::common::{apply, it, put, refusal};

#[test]
fn a_message_replaces_the_words_and_nothing_else() {
    let rule = length(Some(1), Some(3)).with_message("give it a name");
    let said = |value| apply(rule, value).unwrap_err();
    assert_eq!(said(""), ("too_short", "give it a name".to_owned(), json!({"min": 1})));
    assert_eq!(said("abcd"), ("too_long", "give it a name".to_owned(), json!({"max": 3})));
}

#[test]
fn the_message_of_each_is_said_of_every_item() {
    let rule = each(const { &[email().with_message("inner"), length(Some(1), None)] }).with_message("outer");
    let broken = rule.apply(&mut json!(["", "b"])).unwrap_err();
    assert!(broken.len() == 3 && broken.iter().all(|problem| problem.message == "outer"), "{broken:?}");
}

#[test]
fn every_broken_rule_is_an_issue() {
    let column = Column { rules: const { &[length(Some(9), None), email(), starts_with("x")] }, ..it(Type::Text) };
    assert_eq!(
        refusal(column, &json!("a")),
        [
            "it: invalid_email: must be an email address",
            "it: missing_prefix: must start with \"x\" {\"prefix\":\"x\"}",
            "it: too_short: must have at least 9 characters {\"min\":9}",
        ]
    );
}

#[test]
fn transforms_come_before_all_rules_and_types_before_columns() {
    const ADDRESS: Newtype = Newtype {
        name: "Address",
        docs: "",
        ty: Type::Text,
        rules: const { &[lowercase(), email().with_message("type")] },
        custom: const { &[] },
        types: ferrosync::__ts_types![],
    };
    let column = Column {
        rules: const { &[trim(), length(None, Some(5)).with_message("column")] },
        ..it(Type::Newtype(&ADDRESS))
    };
    assert_eq!(put(column, &json!(" A@B.C ")), Ok(json!("a@b.c")), "the column's transform before the type's rule");
    let issues = put(column, &json!(" ABCDEF ")).unwrap_err();
    let said: Vec<_> = issues.iter().map(|issue| issue.message.as_str()).collect();
    assert_eq!(said, ["type", "column"]);

    let column = Column { rules: const { &[uppercase()] }, ..it(Type::Newtype(&ADDRESS)) };
    assert_eq!(put(column, &json!("a@b.c")), Ok(json!("A@B.C")), "the column's transform after the type's");
}

#[test]
fn where_the_type_is_wrong_only_that_is() {
    let column =
        Column { rules: const { &[items(Some(5), None), each(const { &[email()] })] }, ..it(Type::List(&Type::Text)) };
    assert_eq!(refusal(column, &json!(["a", 1])), ["it.1: invalid_type: must be a string {\"expected\":\"string\"}"]);
    assert_eq!(refusal(column, &json!("a")), ["it: invalid_type: must be an array {\"expected\":\"array\"}"]);
    assert_eq!(refusal(column, &json!(["a"])).len(), 2);
}
