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
