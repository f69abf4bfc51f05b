use darling::error::Accumulator;
use syn::ext::IdentExt;

use super::collection::Context;
use super::{broken, names, sql_name};
use crate::attrs::{ColumnName, Columns, Dropped, Said, error};
use crate::model::{Column, DroppedTable, History, Names, RawDropped};

/// Where the table comes from, and what may go from it.
pub(super) fn check(context: &Context, names: &Names, columns: &[Column], errors: &mut Accumulator) -> History {
    renamed_columns(context, columns, errors);
    let raw = context.raw;
    broken::tell(&raw.renamed, errors);
    let renamed_from = raw.renamed.as_ref().and_then(|said| {
        if context.existing {
            errors.push(error(&said.word, "an `existing` table is not ours to change: leave `renamed` out"));
        }
        let from = &said.sound()?.from;
        if sql_name::same(&from.value, &names.table) {
            errors.push(error(&from.span, format!("the table is called `{}` still", from.value)));
        }
        Some(sql_name::check(from, errors))
    });
    History { existing: context.existing, renamed_from, dropped: dropped_columns(context, columns, errors) }
}

fn renamed_columns(context: &Context, columns: &[Column], errors: &mut Accumulator) {
    for (at, column) in columns.iter().enumerate() {
        let Some(Ok(renamed)) = context.raw.columns[at].attr.renamed.as_ref().map(|said| &said.value) else {
            continue;
        };
        let from = renamed.from.value.as_str();
        let twice = columns[..at]
            .iter()
            .find(|other| other.renamed_from.as_ref().is_some_and(|other| sql_name::same(other, from)));
        if let Some(still) = columns.iter().find(|other| sql_name::same(&other.name, from)) {
            let is_itself = still.name == column.name;
            errors.push(error(
                &renamed.from.span,
                if is_itself {
                    format!("the column is called `{from}` still")
                } else {
                    format!("there is a column `{from}` still: it cannot have become `{}`", column.name)
                },
            ));
        } else if let Some(other) = twice {
            errors.push(error(&renamed.from.span, format!("`{from}` has become `{}` already", other.name)));
        }
    }
}

fn dropped_columns(context: &Context, columns: &[Column], errors: &mut Accumulator) -> Vec<String> {
    let Some(said) = &context.raw.attr.dropped else {
        return Vec::new();
    };
    if context.existing {
        errors.push(error(&said.word, "an `existing` table is not ours to change: leave `dropped` out"));
    }
    let names = match said.sound() {
        Some(Dropped::Columns(names)) => names,
        Some(Dropped::Table) => {
            errors.push(error(
                &said.word,
                "`dropped` alone gives a table up, and stands on a struct without columns: `pub struct Old;`\ncolumns are given up by name: `dropped(colour)`",
            ));
            return Vec::new();
        }
        None => return Vec::new(),
    };
    let mut dropped: Vec<String> = Vec::new();
    for ColumnName(ident) in names {
        let name = ident.unraw().to_string();
        let renamed =
            columns.iter().find(|column| column.renamed_from.as_ref().is_some_and(|from| sql_name::same(from, &name)));
        if columns.iter().any(|column| sql_name::same(&column.name, &name)) {
            errors.push(error(ident, format!("`{name}` is still a column: take it out of the struct")));
        } else if let Some(column) = renamed {
            errors.push(error(ident, format!("`{name}` has become `{}`: it is not dropped", column.name)));
        } else if dropped.contains(&name) {
            errors.push(error(ident, format!("`{name}` stands here twice")));
        } else {
            dropped.push(name);
        }
    }
    dropped
}

/// The table that `#[collection(dropped)] pub struct Old;` gives up.
pub(super) fn dropped_table(raw: &RawDropped, errors: &mut Accumulator) -> Option<DroppedTable> {
    broken::collection(&raw.attr, errors);
    let attr = &raw.attr;
    let others = [
        attr.single_tenant.as_ref().map(|said| &said.word),
        attr.soft_delete.as_ref().map(|said| &said.word),
        attr.auto_timestamp.as_ref().map(|said| &said.word),
        attr.order_by.as_ref().map(|said| &said.word),
        attr.rename_all.as_ref().map(|said| &said.word),
        attr.existing.as_ref().map(|said| &said.word),
    ];
    let indexes = attr.index.iter().chain(&attr.unique).map(|Said::<Columns> { word, .. }| word);
    for word in others.into_iter().flatten().chain(indexes) {
        errors.push(error(word, format!("of a table that is dropped nothing else is said: leave `{word}` out")));
    }
    names::of(&raw.ident, &raw.attr, errors).map(|names| DroppedTable { ident: raw.ident.clone(), table: names.table })
}
