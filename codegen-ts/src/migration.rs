//! The first migration, and the news that it is no longer enough. Text in, text out: [`crate::Bindings`] does the rest.

use std::{collections::BTreeMap, fmt};

use ferrosync::{schema::Schema, sql::ddl};

use crate::OutputFile;

/// The name of the file that creates the tables.
pub const FIRST: &str = "0001_init.sql";

/// What there is to do about the migrations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Plan {
    /// There are none: this is the first.
    Write(OutputFile),
    /// They end at this schema.
    Current,
    /// They end at another schema.
    Drift(Drift),
}

/// How the schema differs from what the migrations make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drift {
    /// The file that last recorded a schema, if one does.
    pub file: Option<String>,
    /// By the name of the table or index, sorted.
    pub changes: BTreeMap<String, Change>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    Added,
    Changed,
    Removed,
}

/// Decides from the `.sql` files that there are, sorted by name.
///
/// A file that was written is never changed: databases have run it.
pub fn plan(schema: &Schema, files: &[OutputFile]) -> Plan {
    if files.is_empty() {
        return Plan::Write(first(schema));
    }
    let mut made = BTreeMap::new();
    let mut recorded = None;
    for file in files {
        for statement in statements(&file.text) {
            if let Some(name) = created(&statement) {
                made.insert(name.to_owned(), statement);
            } else if let Some(hash) = recorded_hash(&statement) {
                recorded = Some((file.path.clone(), hash.to_owned()));
            }
        }
    }
    match recorded {
        Some((_, hash)) if hash == schema.database_hash() => Plan::Current,
        recorded => Plan::Drift(Drift { file: recorded.map(|(file, _)| file), changes: compare(schema, made) }),
    }
}

fn first(schema: &Schema) -> OutputFile {
    let text = format!(
        "-- The tables of the schema, written by ferrosync. `wrangler d1 migrations apply` runs this file once.\n\n{}",
        ddl::create(schema)
    );
    OutputFile { path: FIRST.to_owned(), text }
}

fn compare(schema: &Schema, mut made: BTreeMap<String, String>) -> BTreeMap<String, Change> {
    let mut changes = BTreeMap::new();
    for object in ddl::objects(schema) {
        match made.remove(&object.name) {
            None => {
                changes.insert(object.name, Change::Added);
            }
            Some(sql) if sql != object.sql => {
                changes.insert(object.name, Change::Changed);
            }
            Some(_) => {}
        }
    }
    changes.extend(made.into_keys().map(|name| (name, Change::Removed)));
    changes
}

/// The statements of a file of ours, without comments: each ends where a line ends in a semicolon.
fn statements(text: &str) -> Vec<String> {
    let lines: Vec<_> = text.lines().filter(|line| !line.starts_with("--")).collect();
    lines.join("\n").split(";\n").map(|statement| statement.trim().trim_end_matches(';').to_owned()).collect()
}

/// The name of the table or index that a statement of ours creates.
fn created(statement: &str) -> Option<&str> {
    let rest = statement.strip_prefix("CREATE TABLE \"").or_else(|| statement.strip_prefix("CREATE INDEX \""))?;
    rest.split_once('"').map(|(name, _)| name)
}

fn recorded_hash(statement: &str) -> Option<&str> {
    let values = statement.strip_prefix("INSERT INTO \"_sync_schema\"")?;
    values.split('\'').nth(1)
}

impl fmt::Display for Drift {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.file {
            Some(file) => write!(f, "the schema's tables are not those that the migrations up to `{file}` make")?,
            None => f.write_str("no migration makes the schema's tables: none was written by ferrosync")?,
        }
        let mut separator = ": ";
        for (name, change) in &self.changes {
            write!(f, "{separator}`{name}` {change}")?;
            separator = ", ";
        }
        Ok(())
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Added => "is new",
            Self::Changed => "differs",
            Self::Removed => "is gone",
        })
    }
}

/// What to do about a [`Drift`], as long as later migrations are not written.
pub(crate) const ADVICE: &str = "a migration from one schema to the next is not supported yet. While developing, delete \
    the folder of migrations and the local data in `.wrangler`, then build again. Until then the Worker answers \
    SCHEMA_DRIFT";
