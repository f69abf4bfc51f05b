//! Rules as calls: `length(1, 200)`.

use ferrosync::{
    schema::Type,
    validate::{Bound, Literal, Number, Rule, Spec},
};

use super::{
    expr::Expr,
    imports::Names,
    text::{number, string},
};

/// How nearly a double must be a multiple; the server's own validator has the same.
const TOLERANCE: &str = "1e-9";

/// The type without the names on it, and all rules that hold for its values where `rules` stand beside it.
///
/// Every transform runs before every check, wherever they stand: a text that is trimmed later would else be stored
/// shorter than the rule of its type has it.
pub(super) fn flatten(ty: &'static Type, rules: &'static [Rule]) -> (&'static Type, Vec<&'static Rule>) {
    let mut layers = vec![rules];
    let mut inner = ty;
    while let Type::Newtype(newtype) = inner {
        layers.push(newtype.rules);
        inner = &newtype.ty;
    }
    let mut all: Vec<_> = layers.into_iter().rev().flatten().collect();
    all.sort_by_key(|rule| !is_transform(&rule.spec));
    (inner, all)
}

fn is_transform(spec: &Spec) -> bool {
    matches!(spec, Spec::Trim | Spec::Lowercase | Spec::Uppercase)
}

/// The calls, where the client knows the rules.
pub(super) fn calls<'a>(rules: impl IntoIterator<Item = &'a Rule>, used: &mut Names) -> Vec<Expr> {
    rules.into_iter().filter_map(|rule| call(rule, used)).collect()
}

fn call(rule: &Rule, used: &mut Names) -> Option<Expr> {
    let call = match rule.spec {
        Spec::Trim => used.value("trim"),
        Spec::Lowercase => used.value("lowercase"),
        Spec::Uppercase => used.value("uppercase"),
        Spec::Length { min, max } => used.call("length", limits(min, max)),
        Spec::Items { min, max } => used.call("items", limits(min, max)),
        Spec::Email => used.value("email"),
        Spec::Url => used.value("url"),
        Spec::Uuid => used.value("uuidText"),
        Spec::Pattern { given, rust: _, js } => {
            let given = (given != js).then(|| string(given).into());
            used.call("pattern", [Some(string(js).into()), given].into_iter().flatten().collect())
        }
        Spec::StartsWith(prefix) => used.call("startsWith", vec![string(prefix).into()]),
        Spec::EndsWith(suffix) => used.call("endsWith", vec![string(suffix).into()]),
        Spec::Contains(part) => used.call("contains", vec![string(part).into()]),
        Spec::OneOf(values) => {
            let values = values.iter().map(|value| match value {
                Literal::Int(value) => value.to_string().into(),
                Literal::Text(text) => string(text).into(),
            });
            used.call("oneOf", vec![Expr::array(values.collect())])
        }
        Spec::Range { min, max } => {
            let bounds = [bound(min, "min", "above"), bound(max, "max", "below")];
            used.call("range", vec![Expr::object(bounds.into_iter().flatten().collect())])
        }
        Spec::MultipleOf(divisor @ Number::Int(_)) => used.call("multipleOf", vec![numeral(divisor).into()]),
        Spec::MultipleOf(divisor @ Number::Real(_)) => {
            used.call("multipleOf", vec![numeral(divisor).into(), TOLERANCE.into()])
        }
        Spec::Int => used.value("whole"),
        Spec::Each(rules) => {
            let rules = calls(rules, used);
            used.call("each", rules)
        }
        // The app's own function, in Rust.
        Spec::Custom => return None,
    };
    Some(match rule.message {
        Some(message) => used.call("said", vec![call, string(message).into()]),
        None => call,
    })
}

fn limits(min: Option<u32>, max: Option<u32>) -> Vec<Expr> {
    let min = min.map_or("undefined".to_owned(), |min| min.to_string());
    [Some(min), max.map(|max| max.to_string())].into_iter().flatten().map(Expr::from).collect()
}

fn bound(bound: Option<Bound>, inclusive: &str, exclusive: &str) -> Option<Expr> {
    let bound = bound?;
    Some(Expr::from(numeral(bound.value)).under(if bound.inclusive { inclusive } else { exclusive }))
}

fn numeral(value: Number) -> String {
    match value {
        Number::Int(value) => value.to_string(),
        Number::Real(value) => number(value),
    }
}

#[cfg(test)]
mod tests {
    use ferrosync::{
        schema::{Newtype, TsTypes},
        validate::length,
    };

    use super::*;

    /// What a rule does is of no interest here.
    const fn rule(spec: Spec) -> Rule {
        let mut rule = length(None, None);
        rule.spec = spec;
        rule
    }

    fn print(spec: Spec) -> String {
        calls([&rule(spec)], &mut Names::default()).iter().map(|call| call.print(0)).collect()
    }

    const fn at(value: Number, inclusive: bool) -> Bound {
        Bound { value, inclusive }
    }

    #[test]
    fn every_rule_is_a_call() {
        assert_eq!(print(Spec::Trim), "trim");
        assert_eq!(print(Spec::Lowercase), "lowercase");
        assert_eq!(print(Spec::Uppercase), "uppercase");
        assert_eq!(print(Spec::Length { min: Some(1), max: Some(2) }), "length(1, 2)");
        assert_eq!(print(Spec::Length { min: None, max: Some(2) }), "length(undefined, 2)");
        assert_eq!(print(Spec::Items { min: Some(1), max: None }), "items(1)");
        assert_eq!(print(Spec::Email), "email");
        assert_eq!(print(Spec::Url), "url");
        assert_eq!(print(Spec::Uuid), "uuidText");
        assert_eq!(print(Spec::StartsWith("it's")), r"startsWith('it\'s')");
        assert_eq!(print(Spec::EndsWith("\n")), r"endsWith('\n')");
        assert_eq!(print(Spec::Contains("\\")), r"contains('\\')");
        assert_eq!(print(Spec::OneOf(&[Literal::Text("a"), Literal::Int(-2)])), "oneOf(['a', -2])");
        assert_eq!(print(Spec::Range { min: Some(at(Number::Int(1), true)), max: None }), "range({ min: 1 })");
        assert_eq!(
            print(Spec::Range { min: Some(at(Number::Real(0.0), false)), max: Some(at(Number::Real(2.5), false)) }),
            "range({ above: 0, below: 2.5 })"
        );
        assert_eq!(print(Spec::Range { min: None, max: Some(at(Number::Int(-3), true)) }), "range({ max: -3 })");
        assert_eq!(print(Spec::Int), "whole");
        assert_eq!(print(Spec::Custom), "");
    }

    #[test]
    fn doubles_are_multiples_as_nearly_as_the_server_has_it() {
        assert_eq!(print(Spec::MultipleOf(Number::Int(5))), "multipleOf(5)");
        assert_eq!(print(Spec::MultipleOf(Number::Real(5.0))), "multipleOf(5, 1e-9)");
    }

    #[test]
    fn a_pattern_tells_how_the_schema_has_it_where_that_differs() {
        let pattern = |given, js| print(Spec::Pattern { given, rust: "", js });
        assert_eq!(pattern("^a$", "^a$"), "pattern('^a$')");
        assert_eq!(pattern(r"\d", "[0-9]"), r"pattern('[0-9]', '\\d')");
    }

    #[test]
    fn messages_are_said_of_the_rule_and_of_items() {
        const EACH: &[Rule] = &[rule(Spec::Trim), rule(Spec::Email).with_message("a's address")];
        let items = rule(Spec::Each(EACH)).with_message("addresses");
        let call = calls([&items], &mut Names::default());
        assert_eq!(call[0].print(0), r"said(each(trim, said(email, 'a\'s address')), 'addresses')");
    }

    #[test]
    fn transforms_run_before_every_check_of_all_layers() {
        const RULES: &[Rule] = &[rule(Spec::Lowercase), rule(Spec::Email)];
        const TYPES: TsTypes = TsTypes { names: |_| vec!["string".to_owned()] };
        const NAMED: Newtype =
            Newtype { name: "Email", docs: "", ty: Type::Text, rules: RULES, custom: &[], types: TYPES };
        const COLUMN: &[Rule] = &[rule(Spec::Trim), rule(Spec::Uuid)];
        let (ty, rules) = flatten(&Type::Newtype(&NAMED), COLUMN);
        assert!(matches!(ty, Type::Text));
        let text: Vec<_> = calls(rules, &mut Names::default()).iter().map(|call| call.print(0)).collect();
        assert_eq!(text.join(" "), "lowercase trim email uuidText");
    }
}
