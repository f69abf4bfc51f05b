//! What a type without parts demands of a value.

use serde_json::Value;

use super::{
    Literal, Problem,
    rules::{is_canonical_uuid, not_one_of},
};
use crate::{
    protocol::limits,
    schema::{Enum, JsonType, Timestamp, Type},
};

/// Levels of arrays and objects in a `Json<T>`. The parser of requests takes 128, of which the request itself needs some.
const JSON_DEPTH: usize = 64;

/// Gives the value as it is to be stored: `1.0` as the integer 1 where the type is one, -0 as 0.
///
/// Types with parts are no business of this function: it finds them of the wrong type.
pub(super) fn check(ty: &Type, value: &Value) -> Result<Value, Problem> {
    match ty {
        Type::Uuid => match value.as_str() {
            None => Err(invalid_type("uuid", "a UUID")),
            Some(text) if is_canonical_uuid(text) => Ok(value.clone()),
            Some(_) => Err(Problem::new("invalid_uuid", "must be a UUID in lower case, with its hyphens")),
        },
        Type::Text => value.as_str().map(Value::from).ok_or_else(|| invalid_type("string", "a string")),
        Type::Bool => value.as_bool().map(Value::from).ok_or_else(|| invalid_type("boolean", "true or false")),
        Type::Int { min, max } => integer(value, "integer", "an integer", *min, *max),
        Type::Timestamp => {
            let (min, max) = (Timestamp::MIN.as_millis(), Timestamp::MAX.as_millis());
            integer(value, "timestamp", "a time in milliseconds since 1970", min, max)
        }
        Type::Real => match value.as_f64() {
            // SQLite gives -0 back as 0: store what will be read.
            Some(0.0) => Ok(Value::from(0.0)),
            Some(number) if number.is_finite() => Ok(Value::from(number)),
            Some(_) => Err(Problem::new("not_finite", "must be a finite number")),
            None => Err(invalid_type("number", "a number")),
        },
        Type::Enum(variants) => variant(variants, value),
        Type::Json(json) => any_json(json, value),
        Type::List(_) => Err(invalid_type("array", "an array")),
        Type::Object(_) | Type::Union(_) => Err(invalid_type("object", "an object")),
        Type::Newtype(newtype) => check(&newtype.ty, value),
    }
}

pub(super) fn check_text_id(text: &str) -> Result<(), Problem> {
    match text.chars().count() {
        0 => Err(Problem::new("too_short", "must have at least 1 character").with("min", 1)),
        1..=limits::ID_CHARS if matches!(text, "bulk" | "." | "..") => {
            Err(Problem::new("reserved", "must not be `bulk`, `.` or `..`, which mean something else in a path"))
        }
        1..=limits::ID_CHARS => Ok(()),
        _ => Err(Problem::new("too_long", format!("must have at most {} characters", limits::ID_CHARS))
            .with("max", limits::ID_CHARS)),
    }
}

/// JavaScript writes 1.0 as `1`, other languages do not: a number without a fraction is an integer, however written.
#[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss)]
fn integer(value: &Value, expected: &'static str, noun: &str, min: i64, max: i64) -> Result<Value, Problem> {
    let Some(number) = value.as_number() else {
        return Err(invalid_type(expected, noun));
    };
    let in_range = match (number.as_i64(), number.as_f64()) {
        (Some(integer), _) => Some(integer).filter(|integer| (min..=max).contains(integer)),
        (None, Some(float)) if float.fract() != 0.0 => return Err(invalid_type(expected, noun)),
        // Within the range every integral double is exactly one i64.
        (None, Some(float)) if (min as f64..=max as f64).contains(&float) => Some(float as i64),
        _ => None,
    };
    in_range.map(Value::from).ok_or_else(|| {
        Problem::new("out_of_range", format!("must be between {min} and {max}")).with("min", min).with("max", max)
    })
}

fn variant(variants: &Enum, value: &Value) -> Result<Value, Problem> {
    let text = value.as_str().ok_or_else(|| invalid_type("string", "a string"))?;
    if variants.variants.iter().any(|variant| variant.wire == text) {
        return Ok(value.clone());
    }
    Err(not_one_of(variants.variants.iter().map(|variant| Literal::Text(variant.wire))))
}

fn any_json(json: &JsonType, value: &Value) -> Result<Value, Problem> {
    if value.is_null() {
        return Err(invalid_type("json", "JSON, and not null"));
    }
    if is_deeper(value, JSON_DEPTH) {
        let message = format!("must not be nested deeper than {JSON_DEPTH} levels");
        return Err(Problem::new("too_deep", message).with("max", JSON_DEPTH));
    }
    // What serde says of it speaks of Rust, and so to the wrong people.
    (json.check)(value).map_err(|_| Problem::new("invalid_json", "does not have the expected form"))?;
    Ok(value.clone())
}

fn is_deeper(value: &Value, levels: usize) -> bool {
    let mut parts: Box<dyn Iterator<Item = &Value>> = match value {
        Value::Array(items) => Box::new(items.iter()),
        Value::Object(members) => Box::new(members.values()),
        _ => return false,
    };
    levels == 0 || parts.any(|part| is_deeper(part, levels - 1))
}

pub(super) fn invalid_type(expected: &'static str, noun: &str) -> Problem {
    Problem::new("invalid_type", format!("must be {noun}")).with("expected", expected)
}

pub(super) fn required() -> Problem {
    Problem::new("required", "is required")
}
