//! The checks of one payload, for apps that make rows beside the engine: imports, tests, routes of their own.

use serde_json::Value;

use super::{Issue, value};
use crate::schema::Collection;

/// Checks the fields of an insert, an object by the columns' names on the wire, as the engine will.
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
pub fn check_insert(collection: &Collection, fields: &Value) -> Result<(), Vec<Issue>> {
    gather(|issues| drop(value::insert(collection, fields, &[], issues)))
}

/// Checks the fields of a patch, an object by the columns' names on the wire, as the engine will.
///
/// # Errors
/// Everything that is wrong, in no particular order; paths begin at `fields`.
pub fn check_patch(collection: &Collection, fields: &Value) -> Result<(), Vec<Issue>> {
    gather(|issues| drop(value::patch(collection, fields, &[], issues)))
}

/// Checks the id of a row, of which it does not ask whether it exists.
///
/// # Errors
/// What is wrong, with an empty path.
pub fn check_id(collection: &Collection, id: &Value) -> Result<(), Vec<Issue>> {
    gather(|issues| drop(value::id(collection, id, &[], issues)))
}

fn gather(check: impl FnOnce(&mut Vec<Issue>)) -> Result<(), Vec<Issue>> {
    let mut issues = Vec::new();
    check(&mut issues);
    if issues.is_empty() { Ok(()) } else { Err(issues) }
}
