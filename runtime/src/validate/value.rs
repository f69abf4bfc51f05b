use serde_json::{Map, Value};

use super::{Issue, Segment};
use crate::{
    protocol::limits,
    schema::{Collection, Column, DefaultValue, Kind, Role, Timestamp},
};

/// The largest integer that JavaScript holds exactly: 2^53 − 1.
const MAX_INT: i64 = 9_007_199_254_740_991;

/// Checks the fields of an insert and gives the value of every column, in their order.
///
/// Columns that the server writes are `null`, an id that the client left out too; defaults stand where fields are
/// missing. All issues are reported.
pub(crate) fn insert(collection: &Collection, fields: &Value, path: &[Segment], issues: &mut Vec<Issue>) -> Vec<Value> {
    let Some(fields) = object(fields, path, issues) else {
        return vec![Value::Null; collection.columns.len()];
    };
    refuse_unknown(collection, fields, path, issues, Role::in_insert);
    collection
        .columns
        .iter()
        .map(|column| match fields.get(column.wire) {
            Some(value) if column.role.in_insert() => check(column, value, path, issues),
            Some(_) => Value::Null,
            None => {
                if is_required(column) {
                    issues.push(Issue::new(join(path, column.wire), "required", "is required"));
                }
                default(column)
            }
        })
        .collect()
}

/// Checks the fields of a patch and gives them back as they are to be stored, by their names on the wire.
pub(crate) fn patch(
    collection: &Collection,
    fields: &Value,
    path: &[Segment],
    issues: &mut Vec<Issue>,
) -> Map<String, Value> {
    let Some(fields) = object(fields, path, issues) else {
        return Map::new();
    };
    if fields.is_empty() {
        issues.push(Issue::new(path.to_vec(), "empty_patch", "must name at least one field to change"));
    }
    refuse_unknown(collection, fields, path, issues, Role::in_patch);
    let mut checked = Map::new();
    for column in collection.columns.iter().filter(|column| column.role.in_patch()) {
        if let Some(value) = fields.get(column.wire) {
            checked.insert(column.wire.to_owned(), check(column, value, path, issues));
        }
    }
    checked
}

/// Checks the id of a row that is to be changed or deleted.
pub(crate) fn id(collection: &Collection, value: &Value, path: &[Segment], issues: &mut Vec<Issue>) -> String {
    match check_kind(collection.id(), value) {
        Ok(Value::String(id)) => id,
        Ok(_) => String::new(),
        Err(issue) => {
            issues.push(Issue { path: path.to_vec(), ..issue });
            String::new()
        }
    }
}

fn object<'a>(value: &'a Value, path: &[Segment], issues: &mut Vec<Issue>) -> Option<&'a Map<String, Value>> {
    let object = value.as_object();
    if object.is_none() {
        issues.push(invalid_type("object", "an object").at(path));
    }
    object
}

fn refuse_unknown(
    collection: &Collection,
    fields: &Map<String, Value>,
    path: &[Segment],
    issues: &mut Vec<Issue>,
    writable: fn(Role) -> bool,
) {
    for name in fields.keys() {
        match collection.column(name) {
            None => issues.push(Issue::new(join(path, name), "unknown_field", "is not a field of this collection")),
            Some(column) if !writable(column.role) => {
                issues.push(Issue::new(join(path, name), "server_column", "is written by the server only"));
            }
            Some(_) => {}
        }
    }
}

fn is_required(column: &Column) -> bool {
    column.role == Role::Data && column.default.is_none() && !column.nullable
}

fn default(column: &Column) -> Value {
    match column.default {
        None => Value::Null,
        Some(DefaultValue::Bool(value)) => Value::from(value),
        Some(DefaultValue::Int(value)) => Value::from(value),
        Some(DefaultValue::Real(value)) => Value::from(value),
        Some(DefaultValue::Text(value)) => Value::from(value),
        Some(DefaultValue::EmptyList) => Value::Array(Vec::new()),
    }
}

/// Checks one value against its column's kind and rules, and gives it as it is to be stored.
fn check(column: &Column, value: &Value, path: &[Segment], issues: &mut Vec<Issue>) -> Value {
    if value.is_null() && column.nullable {
        return Value::Null;
    }
    match check_kind(column, value) {
        Err(issue) => {
            issues.push(Issue { path: join(path, column.wire), ..issue });
            Value::Null
        }
        Ok(mut value) => {
            for rule in column.rules {
                if let Err(broken) = rule.apply(&mut value) {
                    issues.push(Issue {
                        path: join(path, column.wire),
                        code: broken.code,
                        message: broken.message,
                        params: broken.params,
                    });
                }
            }
            value
        }
    }
}

fn check_kind(column: &Column, value: &Value) -> Result<Value, Issue> {
    match column.kind() {
        Kind::Uuid => match value.as_str() {
            None => Err(invalid_type("uuid", "a UUID")),
            Some(text) if is_canonical_uuid(text) => Ok(value.clone()),
            Some(_) => Err(Issue::new(vec![], "invalid_uuid", "must be a UUID in lower case, with its hyphens")),
        },
        Kind::Text => match value.as_str() {
            None => Err(invalid_type("string", "a string")),
            Some(text) if column.role == Role::Id => check_text_id(text),
            Some(_) => Ok(value.clone()),
        },
        Kind::Bool => value.as_bool().map(Value::from).ok_or_else(|| invalid_type("boolean", "true or false")),
        Kind::Int => integer(value, "integer", "an integer", MAX_INT),
        Kind::Json => Err(invalid_type("json", "JSON")),
        Kind::Timestamp => integer(value, "timestamp", "a time in milliseconds since 1970", Timestamp::MAX.as_millis()),
        Kind::Real => match value.as_f64() {
            // SQLite gives -0 back as 0: store what will be read.
            Some(0.0) => Ok(Value::from(0.0)),
            Some(number) if number.is_finite() => Ok(Value::from(number)),
            Some(_) => Err(Issue::new(vec![], "not_finite", "must be a finite number")),
            None => Err(invalid_type("number", "a number")),
        },
    }
}

fn check_text_id(text: &str) -> Result<Value, Issue> {
    match text.chars().count() {
        0 => Err(Issue::new(vec![], "too_short", "must have at least 1 character").with("min", 1)),
        1..=limits::ID_CHARS if matches!(text, "bulk" | "." | "..") => {
            Err(Issue::new(vec![], "reserved", "must not be `bulk`, `.` or `..`, which mean something else in a path"))
        }
        1..=limits::ID_CHARS => Ok(Value::from(text)),
        _ => Err(Issue::new(vec![], "too_long", format!("must have at most {} characters", limits::ID_CHARS))
            .with("max", limits::ID_CHARS)),
    }
}

/// JavaScript writes 1.0 as `1`, other languages do not: a number without a fraction is an integer, however written.
#[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss)]
fn integer(value: &Value, expected: &'static str, noun: &str, max: i64) -> Result<Value, Issue> {
    let Some(number) = value.as_number() else {
        return Err(invalid_type(expected, noun));
    };
    let in_range = match (number.as_i64(), number.as_f64()) {
        (Some(integer), _) => Some(integer).filter(|integer| (-max..=max).contains(integer)),
        (None, Some(float)) if float.fract() != 0.0 => return Err(invalid_type(expected, noun)),
        // Within the range every integral double is exactly one i64.
        (None, Some(float)) if float.abs() <= max as f64 => Some(float as i64),
        _ => None,
    };
    in_range.map(Value::from).ok_or_else(|| {
        Issue::new(vec![], "out_of_range", format!("must be between {} and {max}", -max))
            .with("min", -max)
            .with("max", max)
    })
}

fn is_canonical_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(index, byte)| match index {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => matches!(byte, b'0'..=b'9' | b'a'..=b'f'),
        })
}

fn invalid_type(expected: &'static str, noun: &str) -> Issue {
    Issue::new(vec![], "invalid_type", format!("must be {noun}")).with("expected", expected)
}

fn join(path: &[Segment], name: &str) -> Vec<Segment> {
    path.iter().cloned().chain([Segment::from(name)]).collect()
}

impl Issue {
    fn at(self, path: &[Segment]) -> Self {
        Self { path: path.to_vec(), ..self }
    }
}
