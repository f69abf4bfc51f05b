//! `schema.lock.json`: what tables the migrations make.

use ferrosync::sql::ddl::{Model, Table};
use serde::{Deserialize, Serialize};

use super::Stuck;

/// The lock's name in the folder of the migrations.
pub const LOCK: &str = "schema.lock.json";

const FORMAT: u32 = 1;
const ABOUT: &str = "Written by ferrosync: the tables that the migrations beside it make. Commit it; do not edit it.";

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Lock {
    about: String,
    format: u32,
    /// The number of the last migration that ferrosync wrote.
    pub(super) migration: u32,
    /// The hash that it records.
    pub(super) hash: String,
    tables: Vec<Table>,
    existing: Vec<String>,
}

/// What every version of the format has.
#[derive(Deserialize)]
struct Header {
    format: u32,
}

impl Lock {
    pub(super) fn new(migration: u32, model: Model) -> Self {
        let hash = model.hash();
        let Model { tables, existing } = model.sorted();
        Self { about: ABOUT.to_owned(), format: FORMAT, migration, hash, tables, existing }
    }

    pub(super) fn into_model(self) -> Model {
        Model { tables: self.tables, existing: self.existing }.sorted()
    }

    /// The file's text.
    pub(super) fn print(&self) -> String {
        // Texts, numbers, lists: there is nothing that JSON could not say.
        let text = serde_json::to_string_pretty(self).unwrap_or_default();
        text + "\n"
    }

    pub(super) fn parse(text: &str) -> Result<Self, Stuck> {
        if text.lines().any(|line| line.starts_with("<<<<<<<") || line.starts_with(">>>>>>>")) {
            return Err(Stuck::Conflict);
        }
        let header: Header = serde_json::from_str(text).map_err(|error| Stuck::Unreadable(error.to_string()))?;
        if header.format != FORMAT {
            return Err(Stuck::Format(header.format));
        }
        let lock: Self = serde_json::from_str(text).map_err(|error| Stuck::Unreadable(error.to_string()))?;
        if lock.clone().into_model().hash() == lock.hash { Ok(lock) } else { Err(Stuck::Edited) }
    }
}
