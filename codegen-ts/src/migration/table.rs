//! What must happen to one table that stays.

use ferrosync::{
    schema::{Collection, Role},
    sql::ddl::{Column, ForeignKey, Table},
};

use super::{
    convert::{convert, differs_in_sql, rust_type},
    problem::Problem,
    step::{Rebuild, Step},
};

/// The time of the migration, in milliseconds.
const NOW: &str = "CAST(unixepoch('subsec') * 1000 AS INTEGER)";

/// How a table becomes another one: by changes of its columns, or anew. Indexes are the caller's.
#[derive(Debug)]
pub(super) struct Alteration {
    pub(super) notes: Vec<String>,
    pub(super) columns: Vec<Step>,
    pub(super) rebuild: Option<Rebuild>,
}

/// Compares a table, under its new names, with what the collection wants it to be.
pub(super) fn alter(was: &Table, new: &Table, collection: &Collection) -> Result<Alteration, Vec<Problem>> {
    let mut comparison = Comparison::of(was, new, collection);
    comparison.whole();
    comparison.gone();
    for column in &new.columns {
        match was.column(&column.name) {
            Some(old) => comparison.kept(old, column),
            None => comparison.added(column),
        }
    }
    comparison.finish()
}

struct Comparison<'a> {
    was: &'a Table,
    new: &'a Table,
    collection: &'a Collection,
    problems: Vec<Problem>,
    notes: Vec<String>,
    /// Why SQLite cannot alter the table.
    reasons: Vec<String>,
    /// What is done where it can.
    steps: Vec<Step>,
    /// Columns of the new table, and what they get from the old one.
    values: Vec<(String, String)>,
}

impl<'a> Comparison<'a> {
    fn of(was: &'a Table, new: &'a Table, collection: &'a Collection) -> Self {
        Self {
            was,
            new,
            collection,
            problems: Vec::new(),
            notes: Vec::new(),
            reasons: Vec::new(),
            steps: Vec::new(),
            values: Vec::new(),
        }
    }

    fn whole(&mut self) {
        if self.was.primary_key != self.new.primary_key {
            self.reasons.push(format!("its key is now `{}`", self.new.primary_key.join("`, `")));
        }
        match (self.was.without_rowid, self.new.without_rowid) {
            (true, false) => self.reasons.push("its rows may be large now, and leave the key's tree".to_owned()),
            (false, true) => self.reasons.push("its rows are small now, and move into the key's tree".to_owned()),
            _ => {}
        }
        if sorted(&self.was.foreign_keys) != sorted(&self.new.foreign_keys) {
            let names = self.new.foreign_keys.iter().filter(|key| !self.was.foreign_keys.contains(key));
            let names: Vec<_> = names.filter_map(|key| key.columns.last()).map(|name| format!("`{name}`")).collect();
            self.reasons.push(if names.is_empty() {
                "some of its references are gone".to_owned()
            } else {
                format!(
                    "the reference of {} is new (this fails where a row names one that is not there)",
                    names.join(", ")
                )
            });
        }
    }

    /// Columns that the collection has no more.
    fn gone(&mut self) {
        for column in self.was.columns.iter().filter(|column| self.new.column(&column.name).is_none()) {
            let (table, column) = (self.new.name.clone(), column.name.clone());
            if !self.collection.history.dropped.contains(&&*column) {
                self.problems.push(Problem::ColumnGone { table, column });
                continue;
            }
            if self.was.indexes.iter().any(|index| index.where_null.as_ref() == Some(&column)) {
                self.notes.push(format!("Rows of `{table}` that were deleted are seen again: nothing hides them now."));
            }
            self.steps.push(Step::DropColumn { table, column });
        }
    }

    fn kept(&mut self, old: &Column, column: &Column) {
        let name = || (self.new.name.clone(), column.name.clone());
        if column.not_null && !old.not_null && column.default.is_none() {
            let (table, column) = name();
            self.problems.push(Problem::MayBeNull { table, column });
        }
        let Some(value) = convert(old, column) else {
            let (table, name) = name();
            self.problems.push(Problem::Type { table, column: name, old: old.kind, new: column.kind });
            return;
        };
        if differs_in_sql(old, column) {
            self.reasons.push(difference(old, column));
        } else if old.kind != column.kind {
            let (table, name) = name();
            self.notes
                .push(format!("`{table}.{name}` is now {}: its values are stored alike.", rust_type(column.kind)));
        }
        self.values.push((column.name.clone(), value));
    }

    fn added(&mut self, column: &Column) {
        let (table, name) = (self.new.name.clone(), column.name.clone());
        let role = self.collection.columns.iter().find(|of| of.name == name).map(|column| column.role);
        match (&column.default, role) {
            // SQLite adds columns of constant defaults only.
            (Some(default), _) if default.starts_with('(') => {
                self.reasons.push(format!("`{name}` is new, and its default is no plain literal"));
            }
            (None, Some(Role::CreatedAt | Role::UpdatedAt)) if column.not_null => {
                self.reasons.push(format!("`{name}` is new, and rows get the time of the migration"));
                self.values.push((name, NOW.to_owned()));
            }
            (None, Some(Role::Id | Role::SyncId | Role::Owner | Role::Scope)) if column.not_null => {
                self.problems.push(Problem::NobodysRows { table, column: name });
            }
            (None, _) if column.not_null => self.problems.push(Problem::NoValue { table, column: name }),
            _ => self.steps.push(Step::AddColumn { table, column: column.clone() }),
        }
    }

    fn finish(self) -> Result<Alteration, Vec<Problem>> {
        if !self.problems.is_empty() {
            return Err(self.problems);
        }
        if self.reasons.is_empty() {
            return Ok(Alteration { notes: self.notes, columns: self.steps, rebuild: None });
        }
        // What a step would say if the table could be altered.
        let said = self.steps.iter().filter_map(Step::comment).map(|comment| comment.trim_end_matches('.').to_owned());
        let reasons = self.reasons.into_iter().chain(said).collect();
        let kept = self.was.columns.iter().filter(|column| self.new.column(&column.name).is_some());
        let rebuild = Rebuild {
            table: self.new.clone(),
            reasons,
            columns: kept.map(|column| column.name.clone()).collect(),
            // Columns without a value get their default, or null.
            values: self.values,
        };
        Ok(Alteration { notes: self.notes, columns: Vec::new(), rebuild: Some(rebuild) })
    }
}

fn difference(old: &Column, column: &Column) -> String {
    let name = &column.name;
    if old.kind != column.kind {
        format!("`{name}` is now {}", rust_type(column.kind))
    } else if old.not_null && !column.not_null {
        format!("`{name}` may be null now")
    } else if column.not_null && !old.not_null {
        format!("`{name}` is required now")
    } else {
        format!("`{name}` has another default")
    }
}

fn sorted(keys: &[ForeignKey]) -> Vec<&ForeignKey> {
    let mut keys: Vec<_> = keys.iter().collect();
    keys.sort_by(|a, b| a.columns.cmp(&b.columns));
    keys
}
