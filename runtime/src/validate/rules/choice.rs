//! One of some values: `one_of(..)`, the variants of an enum, the tag of a union.

use serde_json::Value;

use super::demand;
use crate::validate::{Literal, Problem, Rule, Spec};

/// `one_of(..)`: one of these texts or whole numbers.
pub const fn one_of(values: &'static [Literal]) -> Rule {
    Rule::new(Spec::OneOf(values), |spec, value| match *spec {
        Spec::OneOf(values) => {
            demand(values.iter().any(|literal| is(value, *literal)), || not_one_of(values.iter().copied()))
        }
        _ => Ok(()),
    })
}

fn is(value: &Value, literal: Literal) -> bool {
    match literal {
        Literal::Int(number) => value.as_i64() == Some(number),
        Literal::Text(text) => value.as_str() == Some(text),
    }
}

/// The problem of a value that is none of these.
pub(in crate::validate) fn not_one_of(values: impl Iterator<Item = Literal>) -> Problem {
    let (mut words, mut list) = (String::from("must be one of "), Vec::<Value>::new());
    for (index, value) in values.enumerate() {
        if index > 0 {
            words.push_str(", ");
        }
        words.push_str(&value.to_string());
        list.push(value.into());
    }
    Problem::new("not_one_of", words).with("values", list)
}
