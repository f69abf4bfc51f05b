//! What a mutation asks of the rows that stand there, and what is said where it does not hold.

use std::rc::Rc;

use serde_json::{Map, Value};

use super::{
    company::Company,
    operation::{Operation, RowChange, RowData, path_of},
};
use crate::{
    gather::gather,
    json::json,
    map::{Set, Sorted},
    print::Print,
    protocol::{Action, Error, Verb},
    schema::{Collection, Column, Index, Role},
    sql::{CollectionSql, Condition, Tables, key_columns},
    validate::{Issue, Segment},
};

/// A mutation's conditions, each with what it looks at.
#[derive(Debug, Clone, Default)]
pub(super) struct Asks {
    pub(super) conditions: Sorted<Condition, Vec<Value>>,
    /// What is said, by the number under which the conditions look at it.
    blames: Vec<Issue>,
    /// Rows that must be there to be referenced.
    pub(super) references: Vec<(&'static str, Rc<str>)>,
    /// Unique keys that rows will have; `None` where not all of a key is known.
    pub(super) keys: Vec<(usize, Option<String>)>,
    /// Unique indexes in which rows will have other keys than now, or none.
    pub(super) freed: Set<usize>,
    /// Whether a condition looks at what an update may change.
    pub(super) reads_rows: bool,
    /// Rows that leave their keys to others of the same mutation, by the condition that is to know.
    pub(super) left: Map<String, Value>,
}

/// Something that at most one of all mutations that ask it can have: of a row that is not there yet that it is made, of one
/// that is there that it is deleted, of a free key that a new row gets it. As the condition, and the id or the key.
pub(super) type Question = (Condition, String);

impl Asks {
    /// # Errors
    /// `CONFLICT`, where the mutation contradicts itself.
    pub(super) fn of(
        tables: &Tables,
        sql: &CollectionSql,
        operation: &Operation,
        company: &Company,
        place: &[Segment],
    ) -> Result<Self, Error> {
        let mut asks = Self::default();
        let own: Set<&str> = match operation.verb() {
            Verb::Insert => operation.rows.iter().map(|row| &*row.id).collect(),
            Verb::Update | Verb::Delete => Set::new(),
        };
        for (index, row) in operation.rows.iter().enumerate() {
            let path = [place, &path_of(operation.action, index)].concat();
            let named = Named::of(operation.collection, &row.data);
            asks.row(sql, row);
            asks.owners(sql, operation, row);
            asks.references(
                tables,
                sql,
                &named,
                |parent, id| parent == sql.place && own.contains(id) || company.makes(parent, id),
                &path,
            );
            asks.unique(sql, row, &named, company, &path);
        }
        asks.refuse_duplicates()?;
        if let (Verb::Delete, Some(sweep)) = (operation.verb(), &sql.sweep) {
            if !sweep.changed.is_empty() {
                asks.conditions.insert(Condition::Few(sql.place), Vec::new());
            }
            let restricting = 0..sweep.restricting.len();
            asks.conditions.extend(restricting.map(|edge| (Condition::Unreferenced(sql.place, edge), Vec::new())));
        }
        Ok(asks)
    }

    /// Whether a refusal could have more than one reason.
    pub(super) fn is_ambiguous(&self) -> bool {
        self.conditions.len() > 1
    }

    /// What the conditions look at, as the log statement's parameter has it.
    pub(super) fn print(&self, print: &mut Print) {
        print.raw("{");
        for (condition, items) in self.conditions.iter().filter(|(_, items)| !items.is_empty()) {
            print.key(&condition.to_string()).list(items, |print, item| {
                print.value(item);
            });
        }
        print.raw("}");
    }

    /// What its mutation asks that only one can have, each with the blame of the condition that finds it taken.
    pub(super) fn questions(&self, verb: Verb) -> impl Iterator<Item = (Question, &Value)> {
        // A patch may ask for what its row has already.
        let first = move |condition: &Condition| match condition {
            Condition::Absent(_) => Some(1),
            Condition::Present(_) if verb == Verb::Delete => Some(1),
            Condition::Free(..) if verb == Verb::Insert => Some(2),
            _ => None,
        };
        let asked =
            self.conditions.iter().filter_map(move |(condition, items)| Some((condition, items, first(condition)?)));
        asked.flat_map(|(condition, items, first)| {
            let asked = items.iter().filter_map(Value::as_array).filter(move |item| item.len() > first);
            asked.map(move |item| ((*condition, json!(item[first..]).to_string()), &item[0]))
        })
    }

    /// That the row itself is there, or is not.
    fn row(&mut self, sql: &CollectionSql, row: &RowChange) {
        let condition = match row.data {
            RowData::Insert(_) => Condition::Absent(sql.place),
            RowData::Patch(_) | RowData::Delete => Condition::Present(sql.place),
            RowData::Touch => return,
        };
        // Under a name, not a number: there is nothing to be said of a column.
        self.conditions.or_default(condition).push(json!([condition.to_string(), &*row.id]));
    }

    /// That it belongs to whom the app's middleware says. Whether it is there is asked beside it, so that nobody learns
    /// of a row of another tenant.
    fn owners(&mut self, sql: &CollectionSql, operation: &Operation, row: &RowChange) {
        if matches!(row.data, RowData::Insert(_)) {
            return;
        }
        let columns = sql.collection.columns;
        for owner in &operation.owners {
            let Some(place) = columns.iter().position(|column| column.name == owner.column.name) else {
                continue;
            };
            let condition = Condition::Owned(sql.place, place);
            let item = json!([condition.to_string(), &*row.id, owner.user.as_str()]);
            self.conditions.or_default(condition).push(item);
            // The server's own column never changes; any other may, by a mutation before this one.
            self.reads_rows |= owner.column.role != Role::Owner;
        }
    }

    fn references(
        &mut self,
        tables: &Tables,
        sql: &CollectionSql,
        named: &Named<'_>,
        is_made: impl Fn(usize, &str) -> bool,
        path: &[Segment],
    ) {
        for column in sql.collection.columns {
            let (Some(reference), Some(Value::String(id))) = (column.reference, named.value(column)) else {
                continue;
            };
            let Some(parent) = tables.of_entity(reference.entity) else {
                continue;
            };
            // What the mutation makes itself is there when it is done.
            if is_made(parent.place, id) {
                continue;
            }
            let blame = self.blame(path, column, "no_such_row", "names a row that is not there");
            self.conditions.or_default(Condition::Parent(parent.place)).push(json!([blame, id.as_str()]));
            self.references.push((parent.collection.name, id.as_str().into()));
        }
    }

    fn unique(&mut self, sql: &CollectionSql, row: &RowChange, named: &Named<'_>, company: &Company, path: &[Segment]) {
        for (place, index) in sql.collection.indexes.iter().enumerate().filter(|(_, index)| index.unique) {
            let columns = key_columns(sql.collection, index);
            let touches = columns.iter().any(|column| named.value(column).is_some());
            match row.data {
                RowData::Insert(_) => {}
                RowData::Touch => continue,
                // A deleted row leaves its key to others.
                RowData::Delete => {
                    self.freed.insert(place);
                    continue;
                }
                RowData::Patch(_) if !touches => continue,
                RowData::Patch(_) => {
                    self.freed.insert(place);
                }
            }
            let values: Option<Vec<&Value>> = columns.iter().map(|column| named.value(column)).collect();
            let blamed = blamed(&columns, index, sql.collection);
            match values {
                // NULL equals nothing.
                Some(values) if values.iter().any(|value| value.is_null()) => {}
                Some(values) => {
                    let blame = self.blame(path, blamed, "taken", "is taken");
                    let item =
                        [Value::from(blame), Value::from(&*row.id)].into_iter().chain(values.iter().copied().cloned());
                    let left = company.left(sql.place, place, matches!(row.data, RowData::Insert(_)));
                    let condition = match left {
                        [] => Condition::Free(sql.place, place),
                        left => {
                            let condition = Condition::FreeBut(sql.place, place);
                            self.left.insert(condition.to_string(), left.iter().map(|id| Value::from(&**id)).collect());
                            condition
                        }
                    };
                    self.conditions.or_default(condition).push(item.collect());
                    self.keys.push((place, Some(values.into_iter().cloned().collect::<Value>().to_string())));
                }
                None => {
                    let blame = self.blame(path, blamed, "taken", "is taken");
                    let named_values: Map<_, _> = gather(
                        columns
                            .iter()
                            .filter_map(|column| Some((column.wire.to_owned(), named.value(column)?.clone()))),
                    );
                    let condition = Condition::StillFree(sql.place, place);
                    self.conditions.or_default(condition).push(json!([blame, &*row.id, named_values]));
                    self.keys.push((place, None));
                }
            }
        }
    }

    /// One mutation that gives two rows one key. The database would say so too, but not which.
    fn refuse_duplicates(&self) -> Result<(), Error> {
        let mut issues = Vec::new();
        for (condition, items) in self.conditions.iter() {
            let (Condition::Free(..) | Condition::FreeBut(..)) = condition else { continue };
            let mut seen = Set::new();
            for item in items {
                let key = key_in(item);
                if !seen.insert(key) {
                    issues.extend(item[0].as_u64().and_then(|blame| self.said(blame)));
                }
            }
        }
        if issues.is_empty() { Ok(()) } else { Err(Error::conflict(issues)) }
    }

    fn blame(&mut self, path: &[Segment], column: &Column, code: &'static str, message: &str) -> usize {
        self.blames.push(Issue::new([path, &[column.wire.into()]].concat(), code, message));
        self.blames.len() - 1
    }

    pub(super) fn said(&self, blame: u64) -> Option<Issue> {
        self.blames.get(usize::try_from(blame).ok()?).cloned()
    }

    /// The refusal, from what the database found: the numbers and names that its conditions gave.
    pub(super) fn refusal(&self, sql: &CollectionSql, action: Action, found: &str) -> Error {
        let numbers: Set<u64> = found.split(' ').filter_map(|token| token.parse().ok()).collect();
        let has = |condition: Condition| found.split(' ').any(|token| token == condition.to_string());
        if found.is_empty() || has(Condition::Absent(sql.place)) || has(Condition::Present(sql.place)) {
            return no_row_or_taken(sql.collection.name, action);
        }
        if self.conditions.keys().any(|condition| matches!(condition, Condition::Owned(..)) && has(*condition)) {
            return Error::not_yours();
        }
        if has(Condition::Few(sql.place)) {
            return Error::TooLarge("more than 1,000 rows would go with it: delete some of those first".to_owned());
        }
        let mut issues: Vec<Issue> = numbers.into_iter().filter_map(|blame| self.said(blame)).collect();
        let mut named = Set::new();
        for (edge, child) in sql.sweep.iter().flat_map(|sweep| sweep.restricting.iter().enumerate()) {
            if has(Condition::Unreferenced(sql.place, edge)) && named.insert(child.name) {
                issues.push(Issue::new(vec![], "referenced", format!("is referenced by `{}`", child.name)));
            }
        }
        if issues.is_empty() { no_row_or_taken(sql.collection.name, action) } else { Error::conflict(issues) }
    }
}

/// The refusal of a mutation whose row is there, or is not.
fn no_row_or_taken(name: &str, action: Action) -> Error {
    match action {
        Action::Insert => Error::IdTaken(format!("`{name}` has a row with this id already")),
        Action::BulkInsert => Error::IdTaken(format!("`{name}` has a row with one of these ids already")),
        Action::Update | Action::Delete => Error::NotFound(format!("`{name}` has no row with this id")),
        Action::BulkUpdate | Action::BulkDelete => {
            Error::NotFound(format!("`{name}` has no row with one of these ids"))
        }
    }
}

/// The key that a condition looks at: all behind the blame and the row's id.
pub(super) fn key_in(item: &Value) -> String {
    item.as_array().into_iter().flatten().skip(2).cloned().collect::<Value>().to_string()
}

/// The column under which it is said that a key is taken: the last that the client wrote.
fn blamed(columns: &[&'static Column], index: &Index, collection: &'static Collection) -> &'static Column {
    let written = columns.iter().rev().find(|column| column.in_insert());
    written.or(columns.last()).copied().unwrap_or(&collection.columns[index.columns[0]])
}

/// The values that a mutation gives to a row's columns.
pub(super) enum Named<'a> {
    Insert(&'static [Column], &'a [Value]),
    Patch(&'a Map<String, Value>),
    None,
}

impl<'a> Named<'a> {
    pub(super) fn of(collection: &'static Collection, data: &'a RowData) -> Self {
        match data {
            RowData::Insert(values) => Self::Insert(collection.columns, values),
            RowData::Patch(patch) => Self::Patch(patch),
            RowData::Delete | RowData::Touch => Self::None,
        }
    }

    pub(super) fn value(&self, column: &Column) -> Option<&'a Value> {
        match *self {
            Self::Insert(columns, values) => values.get(columns.iter().position(|known| known.name == column.name)?),
            Self::Patch(patch) => patch.get(column.wire),
            Self::None => None,
        }
    }
}
