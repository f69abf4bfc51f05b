use darling::error::Accumulator;
use proc_macro2::Ident;
use syn::ext::IdentExt;

use super::rules;
use super::shape::{MAX_SAFE, Scalar, Shape, Typed, Types};
use super::values::wire_of;
use crate::attrs::{Literal, Said, Value, error};
use crate::model::{DefaultValue, RawEnum, Rules};
use crate::naming::nearest;

/// The default, if it fits its column and keeps the column's rules.
pub(super) fn check(
    said: &Said<Literal>,
    literal: &Literal,
    column: &Typed,
    types: &Types,
    rules: &Rules,
    errors: &mut Accumulator,
) -> Option<DefaultValue> {
    if column.optional {
        errors.push(error(&said.word, "an `Option` needs no default: left out, it is `null`"));
        return None;
    }
    let fitted = match column.shape.plain() {
        Shape::Plain(scalar) => scalar_value(&literal.value, *scalar),
        Shape::Enum(name) => match types.texts(name) {
            Some(item) => variant(&literal.value, item),
            None => return None,
        },
        Shape::List(_) => match &literal.value {
            Value::EmptyList => Ok(DefaultValue::EmptyList),
            _ => Err("the default of a `Vec` is the empty one: `[]`".to_owned()),
        },
        Shape::Object(_) | Shape::Union(_) | Shape::Json | Shape::Newtype(..) | Shape::Other => {
            errors.push(error(
                &said.word,
                "a column with a default is a `String`, `bool`, a number, a `Vec` or an enum of texts, by these names",
            ));
            return None;
        }
    };
    match fitted {
        Ok(value) => {
            rules::default_keeps(&value, literal.span, rules, "the column's own", errors);
            for own in rules::of_type(&column.shape, types) {
                rules::default_keeps(&value, literal.span, &own, "its type's", errors);
            }
            Some(value)
        }
        Err(problem) => {
            errors.push(error(&literal.span, problem));
            None
        }
    }
}

/// The default that a column has by its type alone: the variant with `#[default]`.
pub(super) fn of_type(column: &Typed, types: &Types) -> Option<DefaultValue> {
    let Shape::Enum(name) = &column.shape else {
        return None;
    };
    let item = types.texts(name).filter(|_| !column.optional)?;
    let variant = item.variants.iter().find(|variant| variant.default.is_some())?;
    Some(DefaultValue::Text(wire_of(item, &variant.source.ident)))
}

fn variant(value: &Value, item: &RawEnum) -> Result<DefaultValue, String> {
    let name = &item.source.ident;
    let names = || item.variants.iter().map(|variant| &variant.source.ident);
    let written = |variant: &Ident| format!("the default of a `{name}` is a variant: `{name}::{variant}`");
    let any = || match names().next() {
        Some(first) => written(first),
        None => format!("`{name}` has no variants"),
    };
    let Value::Variant(owner, given) = value else {
        return Err(any());
    };
    if owner.as_ref().is_none_or(|owner| owner != name) {
        return Err(names().find(|variant| *variant == given).map_or_else(any, written));
    }
    if let Some(found) = names().find(|variant| *variant == given) {
        return Ok(DefaultValue::Text(wire_of(item, found)));
    }
    let all: Vec<String> = names().map(|variant| variant.unraw().to_string()).collect();
    let similar = all.iter().find(|variant| variant.eq_ignore_ascii_case(&given.to_string()));
    let meant = similar.map(String::as_str).or_else(|| {
        let snakes: Vec<String> = all.iter().map(|variant| crate::naming::snake_case(variant)).collect();
        let meant = nearest(&given.to_string(), snakes.iter().map(String::as_str))?.to_owned();
        all.iter().zip(&snakes).find(|(_, snake)| **snake == meant).map(|(variant, _)| variant.as_str())
    });
    Err(match meant {
        Some(meant) => format!("`{name}` has no variant `{given}`; did you mean `{name}::{meant}`?"),
        None => format!("`{name}` has no variant `{given}`"),
    })
}

fn scalar_value(value: &Value, scalar: Scalar) -> Result<DefaultValue, String> {
    match (scalar, value) {
        (Scalar::Bool, Value::Bool(bool)) => Ok(DefaultValue::Bool(*bool)),
        (Scalar::String, Value::Text(text)) => Ok(DefaultValue::Text(text.clone())),
        (Scalar::Int { min, max, name }, Value::Int(number)) => {
            let number = i64::try_from(*number).ok().filter(|number| (min..=max).contains(number));
            number.map(DefaultValue::Int).ok_or_else(|| match name {
                "i64" => format!(
                    "an `i64` column holds whole numbers up to ±{MAX_SAFE}, those that JavaScript holds exactly"
                ),
                _ => format!("{} holds whole numbers from {min} to {max}", article(name)),
            })
        }
        (Scalar::F64, Value::Real(number)) if number.is_finite() => Ok(DefaultValue::Real(*number)),
        (Scalar::F64, Value::Real(_)) => Err("a number of an `f64` column is finite".to_owned()),
        (Scalar::F64, Value::Int(number)) => {
            Err(format!("the default of an `f64` is written with a point: `{number}.0`"))
        }
        (Scalar::Bool, _) => Err("the default of a `bool` is `true` or `false`".to_owned()),
        (Scalar::String, _) => Err("the default of a `String` is a text: `\"open\"`".to_owned()),
        (Scalar::Int { name, .. }, _) => Err(format!("the default of {} is a whole number: `0`", article(name))),
        (Scalar::F64, _) => Err("the default of an `f64` is a number: `0.5`".to_owned()),
        (Scalar::Uuid, _) => Err("a `Uuid` has no default: leave it to the client, or make it an `Option`".to_owned()),
        (Scalar::Timestamp, _) => {
            Err("a `Timestamp` has no default: name it `created_at`, or make it an `Option`".to_owned())
        }
    }
}

/// The name of a type of whole numbers, with its article.
fn article(name: &str) -> String {
    format!("{} `{name}`", if name.starts_with('i') { "an" } else { "a" })
}
