use darling::error::Accumulator;
use proc_macro2::Ident;

use crate::attrs::error;
use crate::model::{Collection, Column, Names};
use crate::naming::{listed, snake_case, upper_camel_case};

/// Keys that stand beside a list in a response, and a part of the path.
const RESPONSE_KEYS: [&str; 12] =
    ["seq", "cursor", "next", "rows", "removed", "more", "committed", "reset", "reason", "data", "success", "error"];
/// Files of the generated folder that are no collection's.
const FILES: [&str; 4] = ["client", "index", "react", "types"];
/// The generated code declares a constant of the collection's name.
const JAVASCRIPT: [&str; 2] = ["class", "this"];
const COLUMN_TYPES: [&str; 4] = ["Option", "String", "Timestamp", "Uuid"];
const RESERVED_COLUMNS: [&str; 4] = ["data", "ids", "items", "scope"];

/// Names that a collection cannot have.
pub(super) fn collection(ident: &Ident, names: &Names, errors: &mut Accumulator) {
    let name = ident.to_string();
    let (wire, table) = (names.wire.as_str(), names.table.as_str());
    let problem = if !name.starts_with(|first: char| first.is_ascii_uppercase())
        || !name.chars().all(|letter| letter.is_ascii_alphanumeric())
    {
        let ours = upper_camel_case(&snake_case(&name));
        if name.is_ascii() && ours.starts_with(|first: char| first.is_ascii_uppercase()) {
            format!("a collection's name is in `UpperCamelCase`: `{ours}`")
        } else {
            "a collection's name is in `UpperCamelCase`, of ASCII letters and digits".to_owned()
        }
    } else if RESPONSE_KEYS.contains(&wire) || wire == "bulk" {
        format!("`{name}` becomes `{wire}`, a word of the protocol; name it otherwise")
    } else if FILES.contains(&wire) {
        format!("`{name}` becomes `{wire}`, a file of the generated folder; name it otherwise")
    } else if JAVASCRIPT.contains(&wire) {
        format!("`{name}` becomes `{wire}`, a word of JavaScript; name it otherwise")
    } else if table.starts_with("sqlite_") || table == "d1_migrations" {
        format!("`{name}` becomes the table `{table}`, which the database keeps for itself; name it otherwise")
    } else if COLUMN_TYPES.contains(&name.as_str()) {
        format!("`{name}` is a type of columns; name the collection otherwise")
    } else {
        return;
    };
    errors.push(error(ident, problem));
}

/// Names that a column cannot have, and names that two columns share.
pub(super) fn columns(columns: &[Column], errors: &mut Accumulator) {
    for (at, column) in columns.iter().enumerate() {
        let ident = &column.source.ident;
        let name = column.name.as_str();
        if name.starts_with('_') {
            errors.push(error(ident, "names that start with `_` are the protocol's"));
        } else if RESERVED_COLUMNS.contains(&column.wire.as_str()) {
            let words = listed(RESERVED_COLUMNS);
            errors.push(error(
                ident,
                format!("a column cannot be called `{}`: {words} are words of the protocol", column.wire),
            ));
        } else if !name.chars().all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_') {
            let ours = snake_case(name);
            errors.push(error(
                ident,
                if name.is_ascii() {
                    format!(
                        "a column's name is in `snake_case`: `{ours}`\non the wire and in TypeScript it is `{}`",
                        crate::naming::camel_case(&ours)
                    )
                } else {
                    "a column's name is in `snake_case`, of ASCII letters and digits".to_owned()
                },
            ));
        } else if let Some(other) = columns[..at].iter().find(|other| other.wire == column.wire) {
            errors.push(error(
                ident,
                if other.name == column.name {
                    format!("there is a column `{name}` already")
                } else {
                    format!("`{name}` and `{}` are both `{}` on the wire", other.name, column.wire)
                },
            ));
        }
    }
}

/// Names that two collections share, theirs or those of the types that are made for them.
pub(super) fn no_clashes(collections: &[Collection], errors: &mut Accumulator) {
    for (at, collection) in collections.iter().enumerate() {
        let ident = &collection.source.ident;
        let wire = &collection.names.wire;
        if let Some(other) = collections[..at].iter().find(|other| other.names.wire.eq_ignore_ascii_case(wire)) {
            let other = &other.source.ident;
            errors.push(error(
                ident,
                if other == ident {
                    format!("there is a collection `{ident}` already")
                } else {
                    format!("`{other}` and `{ident}` are both `{wire}` on the wire")
                },
            ));
        }
        for other in collections {
            let made_for = &other.source.ident;
            if *ident == other.names.insert {
                errors.push(error(
                    ident,
                    format!(
                        "`{ident}` is the name of what an insert of `{made_for}` takes; name this struct otherwise"
                    ),
                ));
            } else if *ident == other.names.patch {
                errors.push(error(
                    ident,
                    format!(
                        "`{ident}` is the name of what an update of `{made_for}` takes; name this struct otherwise"
                    ),
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
}
