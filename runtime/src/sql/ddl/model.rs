//! Tables as data: what a schema's collections become, and what migrations compare.

use serde::{Deserialize, Serialize};

use super::own_objects;
use crate::schema::{Kind, hash::digest};

/// All tables of a schema.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Model {
    /// Those that a reference names stand before those that name them.
    pub tables: Vec<Table>,
    /// Tables that collections have and somebody else made.
    pub existing: Vec<String>,
}

/// One table, and the indexes on it. Each is `STRICT`.
///
/// It is written down in the schema lock, so a field that is renamed here is a new version of that file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    pub name: String,
    pub columns: Vec<Column>,
    /// Names of columns.
    pub primary_key: Vec<String>,
    /// Whether rows live in the primary key's own tree.
    pub without_rowid: bool,
    pub foreign_keys: Vec<ForeignKey>,
    pub indexes: Vec<Index>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    pub name: String,
    /// Tells more than SQL's own types do: a boolean and a time are integers to SQLite, but one is no other's value.
    pub kind: Kind,
    pub not_null: bool,
    /// A literal of SQL.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<String>,
}

/// A reference, which SQLite checks when a transaction ends. It does nothing else: cascades are the engine's, and the
/// constraint is for those who write beside it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ForeignKey {
    pub columns: Vec<String>,
    /// The other table ..
    pub table: String,
    /// .. and the columns of its primary key.
    pub key: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Index {
    pub name: String,
    pub columns: Vec<String>,
    pub unique: bool,
    /// The index has only rows in which this column is `NULL`: those that are not deleted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub where_null: Option<String>,
}

impl Model {
    pub fn table(&self, name: &str) -> Option<&Table> {
        self.tables.iter().find(|table| table.name == name)
    }

    /// Names the tables, ours included. 16 hexadecimal digits.
    pub fn hash(&self) -> String {
        let Self { tables, existing } = self.clone().sorted();
        let mut parts = own_objects().map(|object| object.sql).to_vec();
        for table in tables {
            parts.push(table.sql());
            // What SQL's own types do not tell.
            parts.push(table.columns.iter().map(|column| format!("{:?}", column.kind)).collect::<Vec<_>>().join(" "));
            parts.extend(table.indexes.iter().map(|index| index.sql(&table.name)));
        }
        parts.extend(existing);
        digest(&parts.join(";\n"))
    }

    /// The same, in an order that the places of structs and fields in their file have no part in.
    #[must_use]
    pub fn sorted(mut self) -> Self {
        self.tables.sort_by(|a, b| a.name.cmp(&b.name));
        self.existing.sort();
        for table in &mut self.tables {
            table.columns.sort_by(|a, b| a.name.cmp(&b.name));
            table.foreign_keys.sort_by(|a, b| a.columns.cmp(&b.columns));
            table.indexes.sort_by(|a, b| a.name.cmp(&b.name));
        }
        self
    }
}

impl Table {
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }
}
