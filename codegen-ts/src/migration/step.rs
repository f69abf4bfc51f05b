//! What a migration does, step by step, and the SQL of it.

use ferrosync::sql::ddl::{Column, Index, Table, identifier, identifiers};

/// One change of the tables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    DropIndex(String),
    RenameTable {
        from: String,
        to: String,
    },
    RenameColumn {
        table: String,
        from: String,
        to: String,
    },
    /// Takes away tables that SQLite cannot alter, and keeps their rows. All of them at once: between them, references
    /// change at both ends.
    SetAside(Vec<Rebuild>),
    DropTable(String),
    CreateTable(Table),
    /// Makes the tables that were set aside, and gives them their rows.
    MakeAnew(Vec<Rebuild>),
    AddColumn {
        table: String,
        column: Column,
    },
    DropColumn {
        table: String,
        column: String,
    },
    CreateIndex {
        table: String,
        index: Index,
    },
    /// What the schema says of the tables changes, and they stay as they are.
    Keep(String),
}

/// A table that is made anew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rebuild {
    pub table: Table,
    /// Why, for the one who reads the file.
    pub reasons: Vec<String>,
    /// The columns of the table that there is.
    pub columns: Vec<String>,
    /// Columns of the new table, and what they get.
    pub values: Vec<(String, String)>,
}

impl Step {
    /// What it does, for the one who reads the file.
    pub(super) fn comment(&self) -> Option<String> {
        Some(match self {
            Self::RenameTable { from, to } => format!(
                "`{from}` is now `{to}`. Where the collection's own name changed too, the log has it under the old one: a \
                 client that comes back loads the list anew."
            ),
            Self::RenameColumn { table, from, to } => format!("`{table}.{from}` is now `{to}`."),
            Self::CreateTable(table) => format!("`{}` is new.", table.name),
            Self::SetAside(rebuilds) => {
                let of = |rebuild: &Rebuild| {
                    format!("`{}` is made anew: {}.", rebuild.table.name, rebuild.reasons.join("; "))
                };
                rebuilds.iter().map(of).collect::<Vec<_>>().join("\n")
            }
            Self::AddColumn { table, column } => format!("`{table}.{}` is new.", column.name),
            Self::DropColumn { table, column } => format!("`{table}.{column}` is dropped, with its values."),
            Self::DropTable(table) => format!("`{table}` is dropped, with its rows."),
            Self::CreateIndex { index, .. } if index.unique => {
                format!(
                    "This fails where rows of `{}` have the same values.",
                    identifiers(&index.columns).replace('"', "")
                )
            }
            Self::Keep(text) => text.clone(),
            Self::DropIndex(_) | Self::CreateIndex { .. } | Self::MakeAnew(_) => return None,
        })
    }

    /// The statements, without semicolons.
    pub(super) fn statements(&self) -> Vec<String> {
        match self {
            Self::DropIndex(name) => vec![format!("DROP INDEX {}", identifier(name))],
            Self::RenameTable { from, to } => rename(from, to, "_sync_renamed", |from, to| {
                format!("ALTER TABLE {} RENAME TO {}", identifier(from), identifier(to))
            }),
            Self::RenameColumn { table, from, to } => rename(from, to, "_sync_renamed", |from, to| {
                format!("ALTER TABLE {} RENAME COLUMN {} TO {}", identifier(table), identifier(from), identifier(to))
            }),
            Self::CreateTable(table) => vec![table.sql()],
            Self::SetAside(rebuilds) => set_aside(rebuilds),
            Self::MakeAnew(rebuilds) => make_anew(rebuilds),
            Self::AddColumn { table, column } => {
                vec![format!("ALTER TABLE {} ADD COLUMN {}", identifier(table), column.sql())]
            }
            Self::DropColumn { table, column } => {
                vec![format!("ALTER TABLE {} DROP COLUMN {}", identifier(table), identifier(column))]
            }
            Self::DropTable(table) => vec![format!("DROP TABLE {}", identifier(table))],
            Self::CreateIndex { table, index } => vec![index.sql(table)],
            Self::Keep(_) => Vec::new(),
        }
    }

    /// What a person would call a migration that begins with this step.
    pub(super) fn name(&self) -> Option<String> {
        Some(match self {
            Self::RenameTable { to, .. } | Self::RenameColumn { to, .. } => format!("rename_{to}"),
            Self::CreateTable(table) => format!("create_{}", table.name),
            Self::SetAside(rebuilds) => format!("change_{}", rebuilds.first()?.table.name),
            Self::AddColumn { column, .. } => format!("add_{}", column.name),
            Self::DropColumn { column, .. } => format!("drop_{column}"),
            Self::DropTable(table) => format!("drop_{table}"),
            Self::CreateIndex { table, .. } => format!("index_{table}"),
            Self::DropIndex(_) | Self::MakeAnew(_) | Self::Keep(_) => return None,
        })
    }

    /// Whether rows go and come back, or go for good: references must be looked at when all is done, and not before.
    pub(super) fn moves_rows(&self) -> bool {
        matches!(self, Self::SetAside(_) | Self::DropTable(_))
    }
}

/// To SQLite, names that differ in capitals alone are the same name, which is taken.
fn rename(from: &str, to: &str, between: &str, sql: impl Fn(&str, &str) -> String) -> Vec<String> {
    if from.eq_ignore_ascii_case(to) { vec![sql(from, between), sql(between, to)] } else { vec![sql(from, to)] }
}

/// The rows go to a table of their own and come back. Renaming the new table instead would do with one copy, but rows
/// that name those of the table would be counted as pointing nowhere: their parents must be inserted anew, under the
/// name that the reference has.
fn set_aside(rebuilds: &[Rebuild]) -> Vec<String> {
    let copy = |rebuild: &Rebuild| {
        format!(
            "CREATE TABLE {} AS\n  SELECT {}\n  FROM {}",
            aside(rebuild),
            identifiers(&rebuild.columns),
            identifier(&rebuild.table.name)
        )
    };
    let drop = |rebuild: &Rebuild| format!("DROP TABLE {}", identifier(&rebuild.table.name));
    rebuilds.iter().map(copy).chain(rebuilds.iter().rev().map(drop)).collect()
}

fn make_anew(rebuilds: &[Rebuild]) -> Vec<String> {
    let insert = |rebuild: &Rebuild| {
        let (columns, values): (Vec<_>, Vec<_>) = rebuild.values.iter().cloned().unzip();
        // Columns are named, for `SELECT *` may be copied without a look at references.
        format!(
            "INSERT INTO {} ({})\n  SELECT {}\n  FROM {}",
            identifier(&rebuild.table.name),
            identifiers(&columns),
            values.join(", "),
            aside(rebuild)
        )
    };
    let create = rebuilds.iter().map(|rebuild| rebuild.table.sql());
    let drop = |rebuild: &Rebuild| format!("DROP TABLE {}", aside(rebuild));
    create.chain(rebuilds.iter().map(insert)).chain(rebuilds.iter().map(drop)).collect()
}

fn aside(rebuild: &Rebuild) -> String {
    identifier(&format!("_sync_old_{}", rebuild.table.name))
}
