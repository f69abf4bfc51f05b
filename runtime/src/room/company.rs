//! What the parts of one mutation know of each other.

use std::rc::Rc;

use serde_json::Value;

use super::{
    asks::{Named, key_in},
    operation::{Operation, RowData},
};
use crate::{
    map::{Set, Sorted},
    protocol::{Error, Verb},
    schema::Collection,
    sql::{Condition, Sweep, Tables, key_columns},
    validate::{Issue, Segment},
};

/// What the other parts do that a part's conditions are to know of. Empty for a mutation of one part.
#[derive(Debug, Default)]
pub(super) struct Company {
    /// Rows that are made: they may be referenced.
    made: Set<(usize, Rc<str>)>,
    /// By collection and unique index, rows that leave their keys because they go.
    gone: Sorted<(usize, usize), Vec<Rc<str>>>,
    /// The same, and rows that get another key.
    freed: Sorted<(usize, usize), Vec<Rc<str>>>,
}

impl Company {
    /// # Errors
    /// `CONFLICT`, where parts contradict each other.
    pub(super) fn of(tables: &Tables, operations: &[Operation]) -> Result<Self, Error> {
        let mut company = Self::default();
        if operations.len() < 2 {
            return Ok(company);
        }
        refuse_twice(operations)?;
        refuse_two_ends(tables, operations)?;
        for operation in operations {
            let sql = tables.of(operation.collection).ok_or(Error::Internal)?;
            for row in &operation.rows {
                if matches!(row.data, RowData::Insert(_)) {
                    company.made.insert((sql.place, Rc::clone(&row.id)));
                    continue;
                }
                let named = Named::of(operation.collection, &row.data);
                for (place, index) in operation.collection.indexes.iter().enumerate().filter(|(_, index)| index.unique)
                {
                    let is_gone = matches!(row.data, RowData::Delete);
                    let moves = || {
                        let columns = key_columns(operation.collection, index);
                        columns.iter().any(|column| named.value(column).is_some())
                    };
                    if is_gone {
                        company.gone.or_default((sql.place, place)).push(Rc::clone(&row.id));
                    }
                    if is_gone || moves() {
                        company.freed.or_default((sql.place, place)).push(Rc::clone(&row.id));
                    }
                }
            }
        }
        Ok(company)
    }

    /// Whether the mutation makes this row.
    pub(super) fn makes(&self, collection: usize, id: &str) -> bool {
        !self.made.is_empty() && self.made.contains(&(collection, id.into()))
    }

    /// The rows whose keys in this index are free for a row of the mutation. Deletes are done first, inserts last; which of two
    /// updates comes first nobody can say.
    pub(super) fn left(&self, collection: usize, index: usize, is_new: bool) -> &[Rc<str>] {
        let left = if is_new { &self.freed } else { &self.gone };
        left.get(&(collection, index)).map(Vec::as_slice).unwrap_or_default()
    }
}

/// Where a part of several stands in what is said of it.
pub(super) fn place_of(part: usize, parts: usize) -> Vec<Segment> {
    if parts < 2 { Vec::new() } else { vec!["parts".into(), part.into()] }
}

/// A row in two parts: which of them counts, nobody could tell from the log.
fn refuse_twice(operations: &[Operation]) -> Result<(), Error> {
    let mut seen = Set::new();
    let mut issues = Vec::new();
    for (part, operation) in operations.iter().enumerate() {
        for row in &operation.rows {
            if !seen.insert((operation.collection.name, &*row.id)) {
                let path = [place_of(part, operations.len()), vec!["id".into()]].concat();
                let message = format!("stands in another part of this mutation too: {}", Value::from(&*row.id));
                issues.push(Issue::new(path, "duplicate", message));
            }
        }
    }
    if issues.is_empty() { Ok(()) } else { Err(Error::Validation(issues)) }
}

/// Two deletes that may take the same rows with them, of which one hides them and the other removes them for good.
fn refuse_two_ends(tables: &Tables, operations: &[Operation]) -> Result<(), Error> {
    let mut ends: Sorted<&'static str, bool> = Sorted::new();
    for operation in operations.iter().filter(|operation| operation.verb() == Verb::Delete) {
        let sweep = tables.of(operation.collection).and_then(|sql| sql.sweep.clone());
        let hides = operation.collection.deleted_at().is_some();
        for collection in removed(operation.collection, sweep.as_deref()) {
            if *ends.get_or_insert_with(collection.name, || hides) != hides {
                return Err(Error::Conflict {
                    message: format!(
                        "one part of this mutation hides rows of `{}`, another removes them for good: use two mutations",
                        collection.name
                    ),
                    issues: Vec::new(),
                });
            }
        }
    }
    Ok(())
}

fn removed(root: &'static Collection, sweep: Option<&Sweep>) -> Vec<&'static Collection> {
    let swept = sweep.into_iter().flat_map(|sweep| &sweep.statements).filter(|statement| !statement.gives_rows);
    swept.map(|statement| statement.collection).chain([root]).collect()
}

/// One key that two parts give to two rows. The database would say so too, but not which.
pub(super) fn refuse_same_keys<'a>(parts: impl Iterator<Item = &'a super::asks::Asks>) -> Result<(), Error> {
    let mut seen = Set::new();
    let mut issues = Vec::new();
    for asks in parts {
        for (condition, items) in asks.conditions.iter() {
            let (Condition::Free(collection, index) | Condition::FreeBut(collection, index)) = condition else {
                continue;
            };
            for item in items {
                let key = key_in(item);
                if !seen.insert((*collection, *index, key)) {
                    issues.extend(item[0].as_u64().and_then(|blame| asks.said(blame)));
                }
            }
        }
    }
    if issues.is_empty() { Ok(()) } else { Err(Error::conflict(issues)) }
}
