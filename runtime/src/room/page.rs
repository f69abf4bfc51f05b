//! Where a page ends, and where the next one begins.

use serde_json::Value;

use crate::{
    json::json,
    protocol::{Error, limits},
    schema::Collection,
};

/// The rows of a page as a JSON array, and the place after them if more follow.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Cut {
    pub(super) rows: String,
    pub(super) next: Option<String>,
}

/// Ends a page at `limit` rows or a megabyte, but not before one row.
///
/// `lines` has a row a line, `,` at their ends. Where SQLite has ended it before, `found` says how many rows there were.
pub(super) fn cut(collection: &Collection, lines: &str, limit: u32, found: Option<usize>) -> Result<Cut, Error> {
    if lines.is_empty() {
        return Ok(Cut { rows: "[]".to_owned(), next: None });
    }
    let (mut end, mut count, mut last) = (0, 0, "");
    for line in lines.split_inclusive('\n') {
        let row = line.strip_suffix(",\n").unwrap_or(line);
        if count > 0 && (count == limit as usize || end + row.len() > limits::PAGE_BYTES as usize) {
            break;
        }
        (end, count, last) = (end + line.len(), count + 1, row);
    }
    let kept = lines[..end].strip_suffix(",\n").unwrap_or(&lines[..end]);
    let has_more = end < lines.len() || found.is_some_and(|found| found > count);
    let next = if has_more { Some(place(collection, last)?) } else { None };
    Ok(Cut { rows: format!("[{kept}]"), next })
}

/// `[sort value, id]` of a row.
fn place(collection: &Collection, row: &str) -> Result<String, Error> {
    let row: Value = serde_json::from_str(row).map_err(|_| Error::Internal)?;
    Ok(json!([row[collection.order_column().wire], row[collection.id().wire]]).to_string())
}

/// A page's `next`, as it came back: `[sort value, id]`.
///
/// # Errors
/// `VALIDATION`, where it is none.
pub(super) fn parse_after(collection: &Collection, after: &str) -> Result<Value, Error> {
    let is_nullable = collection.order_column().nullable;
    let is_place = |value: &Value| match value.as_array().map(Vec::as_slice) {
        Some([Value::Null, Value::String(_)]) => is_nullable,
        Some([sort, Value::String(_)]) => sort.is_string() || sort.is_number() || sort.is_boolean(),
        _ => false,
    };
    serde_json::from_str::<Value>(after)
        .ok()
        .filter(is_place)
        .ok_or_else(|| Error::invalid("after", "invalid_cursor", "must be the `next` of the page before"))
}
