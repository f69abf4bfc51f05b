use darling::error::Accumulator;

use super::rules;
use super::shape::{MAX_SAFE, Scalar, Shape, Typed};
use crate::attrs::{Literal, Said, Value, error};
use crate::model::{DefaultValue, Rules};

/// The default, if it fits its column and keeps the column's rules.
pub(super) fn check(
    said: &Said<Literal>,
    literal: &Literal,
    typed: &Typed,
    rules: &Rules,
    errors: &mut Accumulator,
) -> Option<DefaultValue> {
    if typed.optional {
        errors.push(error(&said.word, "an `Option` needs no default: left out, it is `null`"));
        return None;
    }
    let scalar = match typed.shape {
        Shape::Plain(scalar) => scalar,
        _ => {
            errors.push(error(
                &said.word,
                "a column with a default is a `String`, `bool`, `i64` or `f64`, by these names",
            ));
            return None;
        }
    };
    match fit(&literal.value, scalar) {
        Ok(value) => {
            rules::default_keeps(&value, literal.span, rules, errors);
            Some(value)
        }
        Err(problem) => {
            errors.push(error(&literal.span, problem));
            None
        }
    }
}

fn fit(value: &Value, scalar: Scalar) -> Result<DefaultValue, String> {
    match (scalar, value) {
        (Scalar::Bool, Value::Bool(bool)) => Ok(DefaultValue::Bool(*bool)),
        (Scalar::String, Value::Text(text)) => Ok(DefaultValue::Text(text.clone())),
        (Scalar::Int { min, max, .. }, Value::Int(number)) => i64::try_from(*number)
            .ok()
            .filter(|number| (min..=max).contains(number))
            .map(DefaultValue::Int)
            .ok_or_else(|| {
                format!("an `i64` column holds whole numbers up to ±{MAX_SAFE}, those that JavaScript holds exactly")
            }),
        (Scalar::F64, Value::Real(number)) if number.is_finite() => Ok(DefaultValue::Real(*number)),
        (Scalar::F64, Value::Real(_)) => Err("a number of an `f64` column is finite".to_owned()),
        (Scalar::F64, Value::Int(number)) => {
            Err(format!("the default of an `f64` is written with a point: `{number}.0`"))
        }
        (Scalar::Bool, _) => Err("the default of a `bool` is `true` or `false`".to_owned()),
        (Scalar::String, _) => Err("the default of a `String` is a text: `\"open\"`".to_owned()),
        (Scalar::Int { .. }, _) => Err("the default of an `i64` is a whole number: `0`".to_owned()),
        (Scalar::F64, _) => Err("the default of an `f64` is a number: `0.5`".to_owned()),
        (Scalar::Uuid, _) => Err("a `Uuid` has no default: leave it to the client, or make it an `Option`".to_owned()),
        (Scalar::Timestamp, _) => {
            Err("a `Timestamp` has no default: name it `created_at`, or make it an `Option`".to_owned())
        }
    }
}
