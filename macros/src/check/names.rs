use darling::error::Accumulator;
use proc_macro2::{Ident, Span};
use quote::format_ident;
use syn::ext::IdentExt;

use super::sql_name;
use crate::attrs::{CollectionAttr, error};
use crate::model::{Column, Names, RawCollection};
use crate::naming::{camel_case, is_snake_case, is_upper_camel_case, listed, snake_case, upper_camel_case};

/// Keys that stand beside a list in a response, and a part of the path.
const RESPONSE_KEYS: [&str; 12] =
    ["seq", "cursor", "next", "rows", "removed", "more", "committed", "reset", "reason", "data", "success", "error"];
/// Files of the generated folder that are no collection's.
const FILES: [&str; 7] = ["client", "devtools", "index", "react", "testing", "types", "zod"];
/// Names that the generated files declare or import beside the collection's constant.
const GENERATED: &[&str] = &[
    "boolean",
    "choice",
    "configureSync",
    "contains",
    "createSyncHooks",
    "defineCollection",
    "each",
    "email",
    "endsWith",
    "field",
    "int",
    "integer",
    "isSyncError",
    "json",
    "length",
    "list",
    "lowercase",
    "multipleOf",
    "number",
    "object",
    "oneOf",
    "pattern",
    "range",
    "refined",
    "said",
    "schemaHash",
    "startsWith",
    "syncHooks",
    "text",
    "timestamp",
    "toPatch",
    "trim",
    "union",
    "uppercase",
    "url",
    "useAccess",
    "useCollection",
    "useConnectionStatus",
    "useLiveSync",
    "usePendingMutations",
    "useSuspenseCollection",
    "useUserCollection",
    "useUserLiveSync",
    "uuid",
    "uuidText",
    "uuidv7",
    "whole",
];
/// The generated code declares a constant of the collection's name.
const JAVASCRIPT: &[&str] = &[
    "arguments",
    "async",
    "await",
    "break",
    "case",
    "catch",
    "class",
    "const",
    "continue",
    "debugger",
    "default",
    "delete",
    "do",
    "else",
    "enum",
    "eval",
    "export",
    "extends",
    "false",
    "finally",
    "for",
    "function",
    "if",
    "implements",
    "import",
    "in",
    "instanceof",
    "interface",
    "let",
    "new",
    "null",
    "package",
    "private",
    "protected",
    "public",
    "return",
    "static",
    "super",
    "switch",
    "this",
    "throw",
    "true",
    "try",
    "typeof",
    "var",
    "void",
    "while",
    "with",
];
/// Types of columns, and types that TypeScript has and the generated files use.
const COLUMN_TYPES: [&str; 6] = ["Json", "Option", "String", "Timestamp", "Uuid", "Vec"];
const TYPESCRIPT_TYPES: [&str; 5] = ["Array", "JsonValue", "Partial", "Readonly", "Record"];
const RESERVED_COLUMNS: [&str; 4] = ["data", "ids", "items", "scope"];

/// What a collection is called, if it can be called so.
pub(super) fn check(raw: &RawCollection, errors: &mut Accumulator) -> Names {
    let ident = &raw.source.ident;
    type_name(ident, "a collection's", errors);
    of(ident, &raw.attr, errors).unwrap_or_else(|| plain(ident, snake_case(&ident.to_string()) + "s"))
}

/// The names of a collection that is called `ident` in Rust, unless another name could not be read.
pub(super) fn of(ident: &Ident, attr: &CollectionAttr, errors: &mut Accumulator) -> Option<Names> {
    let mut names = match attr.name.as_ref().map(|said| &said.value) {
        None => {
            let names = plain(ident, snake_case(&ident.to_string()) + "s");
            if is_upper_camel_case(&ident.to_string()) {
                reserved(&names, attr, &ident.to_string(), ident.span(), errors);
            }
            names
        }
        Some(Ok(name)) if is_snake_case(&name.value) => {
            let names = plain(ident, name.value.clone());
            reserved(&names, attr, &name.value, name.span, errors);
            names
        }
        Some(Ok(name)) => {
            let ours = snake_case(&name.value);
            errors.push(error(
                &name.span,
                if is_snake_case(&ours) {
                    format!(
                        "a name is in `snake_case`: `{ours}`\non the wire and in TypeScript it is `{}`",
                        camel_case(&ours)
                    )
                } else {
                    "a name is in `snake_case`, of ASCII letters and digits, and starts with a letter".to_owned()
                },
            ));
            return None;
        }
        Some(Err(_)) => return None,
    };
    if let Some(table) = attr.table.as_ref().and_then(|said| said.sound()) {
        names.table = sql_name::check(table, errors);
    }
    Some(names)
}

fn plain(ident: &Ident, table: String) -> Names {
    Names {
        wire: camel_case(&table),
        table,
        insert: format_ident!("New{ident}", span = ident.span()),
        patch: format_ident!("{ident}Patch", span = ident.span()),
    }
}

/// Names that a collection cannot have; `given` is what they are made of.
fn reserved(names: &Names, attr: &CollectionAttr, given: &str, span: Span, errors: &mut Accumulator) {
    let (wire, table) = (names.wire.as_str(), names.table.as_str());
    let otherwise = "call it otherwise: `#[collection(name = \"..\")]`";
    let given = if given == wire { format!("`{given}` is") } else { format!("`{given}` becomes `{wire}`,") };
    let problem = if RESPONSE_KEYS.contains(&wire) || wire == "bulk" {
        format!("{given} a word of the protocol; {otherwise}")
    } else if FILES.contains(&wire) {
        format!("{given} a file of the generated folder; {otherwise}")
    } else if GENERATED.contains(&wire) {
        format!("{given} a name in the generated files; {otherwise}")
    } else if JAVASCRIPT.contains(&wire) {
        format!("{given} a word of JavaScript; {otherwise}")
    } else if attr.table.is_none() && (table.starts_with("sqlite_") || table == "d1_migrations") {
        format!("the database keeps the table `{table}` for itself; {otherwise}")
    } else {
        return;
    };
    errors.push(error(&span, problem));
}

/// A struct or an enum is called the same in Rust and in TypeScript. `whose` is "a collection's" or "a type's".
pub(super) fn type_name(ident: &Ident, whose: &str, errors: &mut Accumulator) {
    let name = ident.to_string();
    let problem = if !is_upper_camel_case(&name) {
        let ours = upper_camel_case(&snake_case(&name));
        if is_upper_camel_case(&ours) {
            format!("{whose} name is in `UpperCamelCase`: `{ours}`")
        } else {
            format!("{whose} name is in `UpperCamelCase`, of ASCII letters and digits")
        }
    } else if COLUMN_TYPES.contains(&name.as_str()) {
        format!("`{name}` is a type of columns; choose another name")
    } else if TYPESCRIPT_TYPES.contains(&name.as_str()) {
        format!("`{name}` is a type of TypeScript's; choose another name")
    } else {
        return;
    };
    errors.push(error(ident, problem));
}

/// Names that a column cannot have, and names that two columns share.
pub(super) fn columns(columns: &[Column], errors: &mut Accumulator) {
    for (at, column) in columns.iter().enumerate() {
        let ident = &column.source.ident;
        let is_scope = matches!(column.role, crate::model::Role::Scope);
        let others = &columns[..at];
        if !field(ident, "a column's", errors) {
        } else if RESERVED_COLUMNS.contains(&column.wire.as_str()) && !(is_scope && column.wire == "scope") {
            let words = listed(RESERVED_COLUMNS);
            errors.push(error(
                ident,
                format!("a column cannot be called `{}`: {words} are words of the protocol", column.wire),
            ));
        } else if let Some(other) = others.iter().find(|other| other.source.ident == *ident) {
            errors.push(error(ident, format!("there is a column `{}` already", other.source.ident)));
        } else if let Some(other) = others.iter().find(|other| other.wire == column.wire) {
            let other = &other.source.ident;
            errors.push(error(ident, format!("`{other}` and `{ident}` are both `{}` on the wire", column.wire)));
        } else if let Some(other) = others.iter().find(|other| sql_name::same(&other.name, &column.name)) {
            let other = &other.source.ident;
            errors.push(error(ident, format!("`{other}` and `{ident}` are both `{}` in SQL", column.name)));
        }
    }
}

/// Whether a field can have its name. `whose` is "a column's" or "a field's".
pub(super) fn field(ident: &Ident, whose: &str, errors: &mut Accumulator) -> bool {
    let name = ident.unraw().to_string();
    let problem = if name.starts_with('_') {
        "names that start with `_` are the protocol's".to_owned()
    } else if !name.chars().all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_') {
        let ours = snake_case(&name);
        if name.is_ascii() {
            format!(
                "{whose} name is in `snake_case`: `{ours}`\non the wire and in TypeScript it is `{}`",
                camel_case(&ours)
            )
        } else {
            format!("{whose} name is in `snake_case`, of ASCII letters and digits")
        }
    } else {
        return true;
    };
    errors.push(error(ident, problem));
    false
}
