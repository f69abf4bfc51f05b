//! Names that two items share: theirs, or those of what is made for them.

use darling::error::Accumulator;
use proc_macro2::Ident;

use super::sql_name;
use crate::attrs::{Renamed, Text, error};
use crate::model::{Collection, DroppedTable, RawItem, RawSchema, Schema};

pub(super) fn check(raw: &RawSchema, schema: &Schema, errors: &mut Accumulator) {
    for (at, collection) in schema.collections.iter().enumerate() {
        let before = &schema.collections[..at];
        if !on_the_wire(collection, before, errors) {
            in_sql(collection, before, errors);
        }
        of_inputs(collection, &schema.collections, errors);
    }
    of_types(schema, errors);
    of_old_tables(raw, schema, errors);
}

fn on_the_wire(collection: &Collection, before: &[Collection], errors: &mut Accumulator) -> bool {
    let (ident, wire) = (&collection.source.ident, &collection.names.wire);
    // A file each, and there are file systems that know no case.
    let other = before
        .iter()
        .find(|other| other.source.ident == *ident || other.names.wire.eq_ignore_ascii_case(wire))
        .map(|other| &other.source.ident);
    if let Some(other) = other {
        errors.push(error(
            ident,
            if other == ident {
                format!("there is a collection `{ident}` already")
            } else {
                format!("`{other}` and `{ident}` are both `{wire}` on the wire")
            },
        ));
    }
    other.is_some()
}

fn in_sql(collection: &Collection, before: &[Collection], errors: &mut Accumulator) {
    let (ident, table) = (&collection.source.ident, &collection.names.table);
    if let Some(other) = before.iter().find(|other| sql_name::same(&other.names.table, table)) {
        let other = &other.source.ident;
        errors.push(error(ident, format!("`{other}` and `{ident}` are both the table `{table}`")));
    }
}

/// `NewTodo` and `TodoPatch` against the structs that somebody wrote, and against each other.
fn of_inputs(collection: &Collection, collections: &[Collection], errors: &mut Accumulator) {
    let ident = &collection.source.ident;
    for other in collections {
        let made_for = &other.source.ident;
        if let Some(what) = input_of(ident, other) {
            errors.push(error(
                ident,
                format!("`{ident}` is the name of what {what} `{made_for}` takes; name this struct otherwise"),
            ));
        } else if collection.names.patch == other.names.insert {
            errors.push(error(
                ident,
                format!(
                    "`{}` would be made for `{ident}` and for `{made_for}`; name this struct otherwise",
                    other.names.insert
                ),
            ));
        }
    }
}

fn input_of(ident: &Ident, collection: &Collection) -> Option<&'static str> {
    if *ident == collection.names.insert {
        Some("an insert of")
    } else if *ident == collection.names.patch {
        Some("an update of")
    } else {
        None
    }
}

fn of_types(schema: &Schema, errors: &mut Accumulator) {
    for (at, item) in schema.types.iter().enumerate() {
        let ident = item.ident();
        if schema.collections.iter().any(|collection| collection.source.ident == *ident) {
            errors.push(error(ident, format!("there is a collection `{ident}` already")));
        } else if schema.types[..at].iter().any(|other| other.ident() == ident) {
            errors.push(error(ident, format!("there is a type `{ident}` already")));
        }
        for collection in &schema.collections {
            if let Some(what) = input_of(ident, collection) {
                let made_for = &collection.source.ident;
                errors.push(error(
                    ident,
                    format!("`{ident}` is the name of what {what} `{made_for}` takes; choose another name"),
                ));
            }
        }
    }
}

/// Tables that are no more, or had another name, against those that there are.
fn of_old_tables(raw: &RawSchema, schema: &Schema, errors: &mut Accumulator) {
    let owner = |name: &str| {
        let mut collections = schema.collections.iter();
        collections.find(|collection| sql_name::same(&collection.names.table, name)).map(|found| &found.source.ident)
    };
    for (at, DroppedTable { ident, table }) in schema.dropped.iter().enumerate() {
        if let Some(owner) = owner(table) {
            errors.push(error(ident, format!("the table `{table}` is not dropped: it is `{owner}`'s")));
        } else if schema.dropped[..at].iter().any(|other| sql_name::same(&other.table, table)) {
            errors.push(error(ident, format!("the table `{table}` is dropped twice")));
        }
    }
    let mut renamed: Vec<(&Ident, &Text)> = Vec::new();
    for item in &raw.items {
        let RawItem::Collection(item) = item else {
            continue;
        };
        let Some(Renamed { from }) = item.renamed.as_ref().and_then(|said| said.sound()) else {
            continue;
        };
        let (ident, name) = (&item.source.ident, from.value.as_str());
        if let Some(owner) = owner(name).filter(|owner| *owner != ident) {
            errors.push(error(&from.span, format!("there is a table `{name}` still: it is `{owner}`'s")));
        } else if schema.dropped.iter().any(|dropped| sql_name::same(&dropped.table, name)) {
            errors.push(error(&from.span, format!("the table `{name}` is dropped: it cannot have become `{ident}`'s")));
        } else if let Some((other, _)) = renamed.iter().find(|(_, other)| sql_name::same(&other.value, name)) {
            errors.push(error(&from.span, format!("the table `{name}` has become `{other}`'s already")));
        }
        renamed.push((ident, from));
    }
}
