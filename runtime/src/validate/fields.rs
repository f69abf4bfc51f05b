//! The fields of an insert and of a patch, and ids.

use serde_json::{Map, Value};

use super::{Issue, Problem, Segment, kinds, report::Report, walk::Walk};
use crate::schema::{Access, Collection, Column, DefaultValue, Kind, Role};

/// Who writes, and so which columns there are to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Writer {
    /// A client. Private columns do not exist for it.
    Client,
    /// The app's own code on the server.
    App,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    Insert,
    Patch,
}

/// Checks the fields of an insert and gives the value of every column, in their order.
///
/// Columns that the server writes are `null`, an id that the client left out too; defaults stand where fields are
/// missing. All issues are reported.
pub(crate) fn insert(
    collection: &Collection,
    writer: Writer,
    fields: &Value,
    path: &[Segment],
    issues: &mut Vec<Issue>,
) -> Vec<Value> {
    let mut given = insert_fields(collection, writer, fields, path, issues);
    let columns = collection.columns.iter();
    columns.map(|column| given.remove(column.wire).unwrap_or_else(|| default(column))).collect()
}

/// The same without what stands for missing fields.
pub(super) fn insert_fields(
    collection: &Collection,
    writer: Writer,
    fields: &Value,
    path: &[Segment],
    issues: &mut Vec<Issue>,
) -> Map<String, Value> {
    let mut report = Report::new(path, issues);
    let Some(given) = object(fields, &mut report) else {
        return Map::new();
    };
    let checked = check(collection, writer, Shape::Insert, given, &mut report);
    for column in collection.columns.iter().filter(|column| is_required(column)) {
        if !given.contains_key(column.wire) {
            report.add_at(column.wire, kinds::required());
        }
    }
    checked
}

/// Checks the fields of a patch and gives them back as they are to be stored, by their names on the wire.
pub(crate) fn patch(
    collection: &Collection,
    writer: Writer,
    fields: &Value,
    path: &[Segment],
    issues: &mut Vec<Issue>,
) -> Map<String, Value> {
    let mut report = Report::new(path, issues);
    let Some(given) = object(fields, &mut report) else {
        return Map::new();
    };
    if given.is_empty() {
        report.add(Problem::new("empty_patch", "must name at least one field to change"));
    }
    check(collection, writer, Shape::Patch, given, &mut report)
}

/// Checks the id of a row that is to be changed or deleted.
pub(crate) fn id(collection: &Collection, value: &Value, path: &[Segment], issues: &mut Vec<Issue>) -> String {
    match check_id(collection.id(), value) {
        Ok(Value::String(id)) => id,
        Ok(_) => String::new(),
        Err(problem) => {
            Report::new(path, issues).add(problem);
            String::new()
        }
    }
}

fn object<'a>(value: &'a Value, report: &mut Report<'_>) -> Option<&'a Map<String, Value>> {
    let object = value.as_object();
    if object.is_none() {
        report.add(kinds::invalid_type("object", "an object"));
    }
    object
}

/// Refuses the fields that `writer` may not name, and checks the others.
fn check(
    collection: &Collection,
    writer: Writer,
    shape: Shape,
    given: &Map<String, Value>,
    report: &mut Report<'_>,
) -> Map<String, Value> {
    for name in given.keys() {
        if let Err(problem) = may_name(collection.column(name), writer, shape) {
            report.add_at(name.as_str(), problem);
        }
    }
    let mut checked = Map::new();
    for column in collection.columns.iter().filter(|column| may_name(Some(column), writer, shape).is_ok()) {
        if let Some(value) = given.get(column.wire) {
            let value = report.inside(column.wire, |report| check_column(column, value, report));
            // Where it is missing, an issue says why, and nobody uses what stands here.
            checked.insert(column.wire.to_owned(), value.unwrap_or_default());
        }
    }
    checked
}

fn may_name(column: Option<&Column>, writer: Writer, shape: Shape) -> Result<(), Problem> {
    let unknown = || Problem::new("unknown_field", "is not a field of this collection");
    let column = column.ok_or_else(unknown)?;
    if writer == Writer::Client && !column.is_public() {
        // Not even its name leaves the server, and TypeScript's validators, which have never heard of it, say the same.
        return Err(unknown());
    }
    let is_clients = match shape {
        Shape::Insert => column.role.in_insert(),
        Shape::Patch => column.role.in_patch(),
    };
    if !is_clients {
        return Err(Problem::new("server_column", "is written by the server only"));
    }
    if shape == Shape::Patch && column.access == Access::Readonly {
        return Err(Problem::new("readonly_column", "is set on insert only"));
    }
    Ok(())
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

/// Checks one value against its column's type and rules, and gives it as it is to be stored.
fn check_column(column: &Column, value: &Value, report: &mut Report<'_>) -> Option<Value> {
    if column.role == Role::Id {
        return check_id(column, value).map_err(|problem| report.add(problem)).ok();
    }
    Walk::new(report).slot(column.into(), value)
}

fn check_id(column: &Column, value: &Value) -> Result<Value, Problem> {
    let value = kinds::check(&column.ty, value)?;
    match value.as_str() {
        Some(text) if column.kind() == Kind::Text => kinds::check_text_id(text).map(|()| value),
        _ => Ok(value),
    }
}
