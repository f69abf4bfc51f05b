use std::rc::Rc;

use serde_json::{Map, Value};

use super::errand::Owner;
use crate::{
    gather::gather,
    json::json,
    map::Set,
    print::Print,
    protocol::{Action, Error, Scope, SyncId, UserId, Verb, limits},
    schema::{Collection, Column, Format, Kind, Role},
    validate::{self, Issue, Segment, Writer},
};

/// A mutation's payload after validation: only what may be stored.
#[derive(Debug, Clone)]
pub(super) struct Operation {
    pub(super) collection: &'static Collection,
    pub(super) action: Action,
    /// The scope that new rows get, and that changed ones must be in.
    pub(super) scope: Option<Scope>,
    /// Whose the rows must be that it changes or deletes, where the app's middleware says so.
    pub(super) owners: Vec<Owner>,
    pub(super) rows: Vec<RowChange>,
    /// Whether it changes no row, but voids what was said of all.
    pub(super) resets: bool,
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
    /// Nothing: it may have changed beside the room, and is told as it is.
    Touch,
}

/// What the server writes into new rows.
#[derive(Debug)]
pub(super) struct Origin<'a> {
    pub(super) room: &'a SyncId,
    pub(super) user: Option<&'a UserId>,
    pub(super) now: i64,
}

impl Operation {
    /// Checks a payload. Every issue is reported, each under its path.
    pub(super) fn parse(
        collection: &'static Collection,
        writer: Writer,
        action: Action,
        scope: Option<&str>,
        payload: &Value,
    ) -> Result<Self, Error> {
        let mut parser = Parser { collection, writer, issues: Vec::new() };
        let scope = parser.scope(action, scope);
        let rows = parser.rows(action, payload)?;
        if parser.issues.is_empty() {
            parser.refuse_duplicates(action, &rows);
        }
        if parser.issues.is_empty() {
            return Ok(Self { collection, action, scope, owners: Vec::new(), rows, resets: false });
        }
        let unknown = |issue: &Issue| matches!(issue.code, "unknown_field" | "server_column" | "readonly_column");
        Err(if parser.issues.iter().any(unknown) {
            Error::UnknownField(parser.issues)
        } else {
            Error::Validation(parser.issues)
        })
    }

    /// Rows to be told as they are.
    ///
    /// # Errors
    /// `VALIDATION`, where one is no id of this collection, or stands there twice.
    pub(super) fn touch(collection: &'static Collection, ids: &Value) -> Result<Self, Error> {
        let mut operation = Self::parse(collection, Writer::App, Action::BulkDelete, None, &json!({ "ids": ids }))?;
        operation.action = Action::BulkUpdate;
        operation.rows.iter_mut().for_each(|row| row.data = RowData::Touch);
        Ok(operation)
    }

    /// What voids all that was said of a room. It is called by one of its collections; it is about all.
    pub(super) fn reset(collection: &'static Collection) -> Self {
        Self { collection, action: Action::BulkUpdate, scope: None, owners: Vec::new(), rows: Vec::new(), resets: true }
    }

    /// Whether its rows are told and not written.
    pub(super) fn touches(&self) -> bool {
        matches!(self.rows.first(), Some(RowChange { data: RowData::Touch, .. }))
    }

    /// Whether the rows that it makes have an owner, where they must have one.
    ///
    /// # Errors
    /// `UNAUTHENTICATED` where nobody is known; `MISCONFIGURED` where who is known cannot be the column's value.
    pub(super) fn check_owner(&self, user: Option<&UserId>) -> Result<(), Error> {
        let Some(column) = self.collection.role(Role::Owner).filter(|_| self.verb() == Verb::Insert) else {
            return Ok(());
        };
        let user = user.ok_or(Error::Unauthenticated)?;
        if column.kind() == Kind::Uuid && validate::uuid().apply(&mut Value::from(user.as_str())).is_err() {
            let name = self.collection.name;
            let text = format!("the owner of `{name}` is a UUID, but the authentication gave a user id that is none");
            return Err(Error::Misconfigured(text));
        }
        Ok(())
    }

    /// Writes the server's columns: ids that the client left out, whose the rows are, and the time; then asks the
    /// rules over whole rows.
    pub(super) fn complete(&mut self, origin: &Origin<'_>, mut new_id: impl FnMut() -> String) -> Result<(), Error> {
        let mut issues = Vec::new();
        for (index, row) in self.rows.iter_mut().enumerate() {
            let RowData::Insert(values) = &mut row.data else {
                continue;
            };
            if row.id.is_empty() {
                row.id = new_id().into();
            }
            for (column, value) in self.collection.columns.iter().zip(values.iter_mut()) {
                match column.role {
                    Role::Id => *value = Value::from(&*row.id),
                    Role::SyncId => *value = Value::from(origin.room.as_str()),
                    Role::Owner => *value = origin.user.map(UserId::as_str).into(),
                    Role::Scope => *value = self.scope.as_ref().map(Scope::as_str).into(),
                    Role::CreatedAt | Role::UpdatedAt => *value = Value::from(origin.now),
                    Role::DeletedAt | Role::Data => {}
                }
            }
            if !self.collection.checks.is_empty() {
                let columns = self.collection.columns.iter().map(|column| column.wire.to_owned());
                let whole = Value::Object(gather(columns.zip(values.iter().cloned())));
                validate::checks(self.collection, &whole, &path_of(self.action, index), &mut issues);
            }
        }
        if issues.is_empty() { Ok(()) } else { Err(Error::Validation(issues)) }
    }

    pub(super) fn verb(&self) -> Verb {
        self.action.verb()
    }

    /// Whether all that the log keeps of it is known here; else its rows' scopes are not.
    pub(super) fn tells_changes(&self) -> bool {
        let has_scope = self.collection.scope().is_none() || self.scope.is_some() || self.verb() == Verb::Insert;
        has_scope && !self.touches()
    }

    /// What the log keeps, `{collection: [[id, scope before, scope after]..]}`.
    pub(super) fn print_changes(&self, print: &mut Print) {
        let scope = self.scope.as_ref().map(Scope::as_str);
        let (before, after) = match self.verb() {
            Verb::Insert => (None, scope),
            Verb::Update => (scope, scope),
            Verb::Delete => (scope, None),
        };
        let row = |print: &mut Print, row: &RowChange| {
            print.raw("[").text(&row.id).item().maybe_text(before).item().maybe_text(after).raw("]");
        };
        print.raw("{").key(self.collection.name).list(&self.rows, row).raw("}");
    }
}

/// Where the fields of a mutation's row begin in its payload, as the sender knows them.
pub(super) fn path_of(action: Action, index: usize) -> Vec<Segment> {
    match action {
        // A single patch's issues are named from the patch on: that is what a form knows.
        Action::Insert | Action::Update | Action::Delete => Vec::new(),
        Action::BulkInsert => vec![key("items"), Segment::Index(index)],
        Action::BulkUpdate => vec![key("items"), Segment::Index(index), key("data")],
        Action::BulkDelete => vec![key("ids"), Segment::Index(index)],
    }
}

struct Parser {
    collection: &'static Collection,
    writer: Writer,
    issues: Vec<Issue>,
}

impl Parser {
    fn scope(&mut self, action: Action, scope: Option<&str>) -> Option<Scope> {
        match scope.map(|text| Scope::parse(self.collection, text)) {
            Some(Ok(scope)) => return Some(scope),
            Some(Err(issue)) => self.issues.push(issue),
            None => {
                let is_required = self.collection.scope().is_some_and(|column| !column.nullable);
                if is_required && action.verb() == Verb::Insert {
                    self.issues.push(Issue::new(vec![key("scope")], "required", "is required"));
                }
            }
        }
        None
    }

    fn rows(&mut self, action: Action, payload: &Value) -> Result<Vec<RowChange>, Error> {
        Ok(match action {
            Action::Insert => vec![self.insert(payload, &[])],
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
        let values = validate::insert(self.collection, self.writer, fields, path, &mut self.issues);
        for (column, value) in self.collection.columns.iter().zip(&values) {
            self.iso(column, value, path);
        }
        let id_column = self.collection.columns.iter().position(|column| column.role == Role::Id);
        let id = id_column.and_then(|index| values.get(index)?.as_str()).unwrap_or_default().into();
        RowChange { id, data: RowData::Insert(values) }
    }

    fn patch(&mut self, id: &Value, id_path: &[Segment], fields: &Value, path: &[Segment]) -> RowChange {
        let id = validate::id(self.collection, id, id_path, &mut self.issues).into();
        let checked = validate::patch(self.collection, self.writer, fields, path, &mut self.issues);
        for column in self.collection.columns {
            if let Some(value) = checked.get(column.wire) {
                self.iso(column, value, path);
            }
        }
        RowChange { id, data: RowData::Patch(checked) }
    }

    /// Texts of times have four digits for the year: SQLite would store NULL for any other.
    fn iso(&mut self, column: &Column, value: &Value, path: &[Segment]) {
        const YEARS: core::ops::RangeInclusive<i64> = -62_167_219_200_000..=253_402_300_799_999;
        let is_outside = value.as_i64().is_some_and(|time| !YEARS.contains(&time));
        if column.format == Format::Iso && is_outside {
            let (min, max) = (*YEARS.start(), *YEARS.end());
            let message = format!("must be between {min} and {max}");
            let issue = Issue::new([path, &[key(column.wire)]].concat(), "out_of_range", message);
            self.issues.push(issue.with("min", min).with("max", max));
        }
    }

    fn delete(&mut self, id: &Value, path: &[Segment]) -> RowChange {
        RowChange { id: validate::id(self.collection, id, path, &mut self.issues).into(), data: RowData::Delete }
    }

    /// The same id twice would be one row with one of two patches, and no error.
    fn refuse_duplicates(&mut self, action: Action, rows: &[RowChange]) {
        let mut seen = Set::new();
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
