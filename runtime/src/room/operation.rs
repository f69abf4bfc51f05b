use std::rc::Rc;

use serde_json::{Map, Value, json};

use crate::{
    protocol::{Action, Error, Verb, limits},
    schema::{Collection, Role},
    validate::{self, Issue, Segment, Writer},
};

/// A mutation's payload after validation: only what may be stored.
#[derive(Debug, Clone)]
pub(super) struct Operation {
    pub(super) collection: &'static Collection,
    pub(super) action: Action,
    pub(super) rows: Vec<RowChange>,
}

/// What happens to one row.
#[derive(Debug, Clone)]
pub(super) struct RowChange {
    pub(super) id: Rc<str>,
    pub(super) data: RowData,
}

#[derive(Debug, Clone)]
pub(super) enum RowData {
    /// A value a column, in their order; the server's are `null` until [`Operation::complete`].
    Insert(Vec<Value>),
    /// By the columns' names on the wire.
    Patch(Map<String, Value>),
    Delete,
}

impl Operation {
    /// Checks a payload. Every issue is reported, each under its path.
    pub(super) fn parse(collection: &'static Collection, action: Action, payload: &Value) -> Result<Self, Error> {
        let mut parser = Parser { collection, issues: Vec::new() };
        let rows = parser.rows(action, payload)?;
        if parser.issues.is_empty() {
            parser.refuse_duplicates(action, &rows);
        }
        if parser.issues.is_empty() {
            return Ok(Self { collection, action, rows });
        }
        let unknown = |issue: &Issue| matches!(issue.code, "unknown_field" | "server_column" | "readonly_column");
        Err(if parser.issues.iter().any(unknown) {
            Error::UnknownField(parser.issues)
        } else {
            Error::Validation(parser.issues)
        })
    }

    /// Writes the server's columns: ids that the client left out, and the time. The sync id is the statement's.
    pub(super) fn complete(&mut self, now: i64, mut new_id: impl FnMut() -> String) {
        for row in &mut self.rows {
            let RowData::Insert(values) = &mut row.data else {
                continue;
            };
            if row.id.is_empty() {
                row.id = new_id().into();
            }
            for (column, value) in self.collection.columns.iter().zip(values) {
                match column.role {
                    Role::Id => *value = Value::from(&*row.id),
                    Role::CreatedAt | Role::UpdatedAt => *value = Value::from(now),
                    Role::SyncId | Role::Owner | Role::Scope | Role::DeletedAt | Role::Data => {}
                }
            }
        }
    }

    pub(super) fn verb(&self) -> Verb {
        self.action.verb()
    }

    /// What the log keeps: `{collection: [[id, scope before, scope after]..]}`.
    pub(super) fn changes(&self) -> Value {
        let rows: Vec<Value> = self.rows.iter().map(|row| json!([&*row.id, null, null])).collect();
        json!({ self.collection.name: rows })
    }
}

struct Parser {
    collection: &'static Collection,
    issues: Vec<Issue>,
}

impl Parser {
    fn rows(&mut self, action: Action, payload: &Value) -> Result<Vec<RowChange>, Error> {
        Ok(match action {
            Action::Insert => vec![self.insert(payload, &[])],
            // A single patch's issues are named from the patch on: that is what a form knows.
            Action::Update => vec![self.patch(&payload["id"], &[key("id")], &payload["data"], &[])],
            Action::Delete => vec![self.delete(&payload["id"], &[key("id")])],
            Action::BulkInsert => self.each(payload, "items", Self::insert)?,
            Action::BulkUpdate => self.each(payload, "items", |parser, item, path| {
                let (id, data) = ([path, &[key("id")]].concat(), [path, &[key("data")]].concat());
                parser.only(item, &["id", "data"], path);
                parser.patch(&item["id"], &id, &item["data"], &data)
            })?,
            Action::BulkDelete => self.each(payload, "ids", Self::delete)?,
        })
    }

    fn each(
        &mut self,
        payload: &Value,
        name: &str,
        parse: impl Fn(&mut Self, &Value, &[Segment]) -> RowChange,
    ) -> Result<Vec<RowChange>, Error> {
        self.only(payload, &[name], &[]);
        let Some(items) = payload[name].as_array() else {
            self.issues.push(Issue::new(vec![key(name)], "invalid_type", "must be an array").with("expected", "array"));
            return Ok(Vec::new());
        };
        if items.is_empty() {
            self.issues.push(Issue::new(vec![key(name)], "too_small", "must not be empty").with("min", 1));
        }
        if items.len() > limits::BULK_ITEMS {
            return Err(Error::TooLarge(format!("a bulk mutation has at most {} items", limits::BULK_ITEMS)));
        }
        let rows = items.iter().enumerate();
        Ok(rows.map(|(index, item)| parse(self, item, &[key(name), Segment::Index(index)])).collect())
    }

    fn only(&mut self, value: &Value, names: &[&str], path: &[Segment]) {
        for name in value.as_object().into_iter().flat_map(Map::keys) {
            if !names.contains(&name.as_str()) {
                let message = format!("is unknown here; expected {}", list(names));
                self.issues.push(Issue::new([path, &[key(name)]].concat(), "unknown_field", message));
            }
        }
    }

    fn insert(&mut self, fields: &Value, path: &[Segment]) -> RowChange {
        let values = validate::insert(self.collection, Writer::Client, fields, path, &mut self.issues);
        let id_column = self.collection.columns.iter().position(|column| column.role == Role::Id);
        let id = id_column.and_then(|index| values.get(index)?.as_str()).unwrap_or_default().into();
        RowChange { id, data: RowData::Insert(values) }
    }

    fn patch(&mut self, id: &Value, id_path: &[Segment], fields: &Value, path: &[Segment]) -> RowChange {
        let id = validate::id(self.collection, id, id_path, &mut self.issues).into();
        RowChange {
            id,
            data: RowData::Patch(validate::patch(self.collection, Writer::Client, fields, path, &mut self.issues)),
        }
    }

    fn delete(&mut self, id: &Value, path: &[Segment]) -> RowChange {
        RowChange { id: validate::id(self.collection, id, path, &mut self.issues).into(), data: RowData::Delete }
    }

    /// The same id twice would be one row with one of two patches, and no error.
    fn refuse_duplicates(&mut self, action: Action, rows: &[RowChange]) {
        let mut seen = std::collections::HashSet::new();
        for (index, row) in rows.iter().enumerate() {
            if !row.id.is_empty() && !seen.insert(&row.id) {
                let mut path =
                    vec![key(if action == Action::BulkDelete { "ids" } else { "items" }), Segment::Index(index)];
                if action != Action::BulkDelete {
                    path.push(key("id"));
                }
                self.issues.push(Issue::new(path, "duplicate", "stands here twice"));
            }
        }
    }
}

fn key(name: &str) -> Segment {
    Segment::from(name)
}

fn list(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" and ")
}
