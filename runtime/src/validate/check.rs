//! The checks of one payload, for apps that make rows beside the engine: imports, tests, routes of their own.

use serde_json::{Map, Value};

use super::{Issue, Segment, Writer, fields};
use crate::schema::Collection;

/// Checks the fields of an insert, an object by the columns' names on the wire, as the engine does those of a client.
///
/// Gives the fields as they are stored: texts trimmed where the schema says so, nested values with all their fields.
/// What was left out stays out.
///
/// # Errors
/// Everything that is wrong, in no particular order; paths begin at `fields`.
///
/// # Examples
/// ```
/// use ferrosync::{schema::*, validate};
///
/// sync_collections![
///     #[collection(single_tenant)]
///     pub struct Tag {
///         pub id: Uuid,
///         #[validate(length(min = 1))]
///         pub name: String,
///     }
/// ];
///
/// let tags = COLLECTIONS.find("tags").unwrap();
/// let issues = validate::check_insert(tags, &serde_json::json!({ "name": "" })).unwrap_err();
/// assert_eq!(issues[0].code, "too_short");
/// ```
pub fn check_insert(collection: &Collection, fields: &Value) -> Result<Map<String, Value>, Vec<Issue>> {
    gather(|issues| fields::insert_fields(collection, Writer::Client, fields, &[], issues))
}

/// Checks the fields of a patch, an object by the columns' names on the wire, as the engine does those of a client, and
/// gives them as they are stored.
///
/// # Errors
/// Everything that is wrong, in no particular order; paths begin at `fields`.
pub fn check_patch(collection: &Collection, fields: &Value) -> Result<Map<String, Value>, Vec<Issue>> {
    gather(|issues| fields::patch(collection, Writer::Client, fields, &[], issues))
}

/// Checks the id of a row, of which it does not ask whether it exists.
///
/// # Errors
/// What is wrong, with an empty path.
pub fn check_id(collection: &Collection, id: &Value) -> Result<(), Vec<Issue>> {
    gather(|issues| drop(fields::id(collection, id, &[], issues)))
}

/// Asks the rules over whole rows, `check(..)` and `custom(.., row)`, about a row with all its columns, private ones
/// among them, by their names on the wire.
///
/// # Errors
/// Everything that is wrong, in the order of the rules; paths begin at `row`.
pub fn check_row(collection: &Collection, row: &Value) -> Result<(), Vec<Issue>> {
    gather(|issues| checks(collection, row, &[], issues))
}

/// [`check_row`] of one row among others: what is wrong goes to `issues`, under `path`.
pub fn checks(collection: &Collection, row: &Value, path: &[Segment], issues: &mut Vec<Issue>) {
    for check in collection.checks {
        let column = check.column.map(Segment::from);
        for issue in (check.run)(row).err().into_iter().flatten() {
            issues.push(Issue {
                path: path.iter().cloned().chain(column.clone()).chain(issue.path).collect(),
                message: check.message.map_or(issue.message, str::to_owned),
                ..issue
            });
        }
    }
}

fn gather<T>(check: impl FnOnce(&mut Vec<Issue>) -> T) -> Result<T, Vec<Issue>> {
    let mut issues = Vec::new();
    let checked = check(&mut issues);
    if issues.is_empty() { Ok(checked) } else { Err(issues) }
}
