//! The tables that there are, under the names that they will have.

use std::collections::HashMap;

use ferrosync::{
    schema::{Collection, Schema},
    sql::ddl::{ForeignKey, Model, Table},
};

use super::{
    pairs::{Clash, Pairs, pair},
    problem::Problem,
    step::Step,
};

/// Old tables beside the new ones, and the renames that bring them there.
#[derive(Debug)]
pub(super) struct Renamed<'a> {
    /// In the order of the new tables.
    pub(super) tables: Vec<Renaming<'a>>,
    /// Old tables that no new one comes from.
    pub(super) gone: Vec<&'a Table>,
    pub(super) steps: Vec<Step>,
}

#[derive(Debug)]
pub(super) struct Renaming<'a> {
    pub(super) new: &'a Table,
    pub(super) collection: &'static Collection,
    /// The old table, everything in it by its new name; columns and indexes that go have the name that they had.
    pub(super) was: Option<Table>,
}

/// What a table's and its columns' names become, by the old names.
type Names<'a> = HashMap<&'a str, (&'a str, HashMap<&'a str, &'a str>)>;

pub(super) fn rename<'a>(schema: &Schema, old: &'a Model, new: &'a Model) -> Result<Renamed<'a>, Vec<Problem>> {
    let tables: Vec<_> = new
        .tables
        .iter()
        .filter_map(|table| {
            let of = |collection: &&&'static Collection| collection.table == table.name && !collection.history.existing;
            schema.collections.iter().find(of).map(|collection| (table, *collection))
        })
        .collect();
    let old_names: Vec<_> = old.tables.iter().map(|table| &*table.name).collect();
    let new_names: Vec<_> =
        tables.iter().map(|(table, collection)| (&*table.name, collection.history.renamed_from)).collect();
    let pairs = pair(&old_names, &new_names).map_err(|clash| vec![two_heirs(&clash, "")])?;

    let mut problems = Vec::new();
    let mut names = Names::new();
    let mut steps: Vec<_> = pairs
        .renames
        .iter()
        .map(|(from, to)| Step::RenameTable { from: (*from).to_owned(), to: (*to).to_owned() })
        .collect();
    for ((table, collection), source) in tables.iter().zip(&pairs.sources) {
        let Some(source) = source.and_then(|source| old.table(source)) else { continue };
        match pair_columns(source, collection) {
            Ok(Pairs { renames, .. }) => {
                steps.extend(renames.iter().map(|(from, to)| Step::RenameColumn {
                    table: table.name.clone(),
                    from: (*from).to_owned(),
                    to: (*to).to_owned(),
                }));
                names.insert(&source.name, (&table.name, renames.into_iter().collect()));
            }
            Err(clash) => problems.push(two_heirs(&clash, &format!("{}.", table.name))),
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let tables = tables.into_iter().zip(pairs.sources).map(|((new, collection), source)| {
        let was = source.and_then(|source| old.table(source)).map(|table| under_new_names(table, &names));
        Renaming { new, collection, was }
    });
    let gone = pairs.gone.iter().filter_map(|name| old.table(name)).collect();
    Ok(Renamed { tables: tables.collect(), gone, steps })
}

fn pair_columns<'a>(old: &'a Table, collection: &'static Collection) -> Result<Pairs<'a>, Clash<'a>> {
    let old: Vec<_> = old.columns.iter().map(|column| &*column.name).collect();
    let new: Vec<_> = collection.columns.iter().map(|column| (column.name, column.renamed_from)).collect();
    pair(&old, &new)
}

fn two_heirs(clash: &Clash<'_>, prefix: &str) -> Problem {
    Problem::TwoHeirs { from: clash.from.to_owned(), names: clash.names.map(|name| format!("{prefix}{name}")) }
}

/// What SQLite makes of a table when it and those that it names are renamed.
fn under_new_names(table: &Table, names: &Names<'_>) -> Table {
    let none = HashMap::new();
    let of = |table: &str| names.get(table).map_or((None, &none), |(name, columns)| (Some(*name), columns));
    let renamed = |columns: &HashMap<&str, &str>, name: &String| {
        columns.get(&**name).map_or_else(|| name.clone(), |to| (*to).to_owned())
    };
    let (name, columns) = of(&table.name);
    let all = |of: &HashMap<&str, &str>, list: &[String]| list.iter().map(|name| renamed(of, name)).collect::<Vec<_>>();

    let mut table = table.clone();
    table.name = name.map_or(table.name, ToOwned::to_owned);
    for column in &mut table.columns {
        column.name = renamed(columns, &column.name);
    }
    table.primary_key = all(columns, &table.primary_key);
    for key in &mut table.foreign_keys {
        let (parent, parents) = of(&key.table);
        *key = ForeignKey {
            columns: all(columns, &key.columns),
            key: all(parents, &key.key),
            table: parent.map_or_else(|| key.table.clone(), ToOwned::to_owned),
        };
    }
    for index in &mut table.indexes {
        index.columns = all(columns, &index.columns);
        index.where_null = index.where_null.as_ref().map(|column| renamed(columns, column));
    }
    table
}
