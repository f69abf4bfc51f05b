use crate::schema::{Collection, Column, Kind};

/// A name as SQL wants it. Names come from Rust identifiers, so there is no quote in them to double.
pub(super) fn quote(name: &str) -> String {
    format!("\"{name}\"")
}

/// `"table"."column"`: qualified, because the tables of `json_each` have columns named `id`, `key`, `type` and more.
pub(super) fn qualified(collection: &Collection, column: &Column) -> String {
    format!("{}.{}", quote(collection.table), quote(column.name))
}

/// An expression whose value is a row's JSON text, keys in the order of the columns.
///
/// The platform allows 32 arguments a function, so at most 15 pairs stand in one call; wider rows are nested.
pub(super) fn json(collection: &Collection) -> String {
    const PAIRS: usize = 15;
    let mut groups = collection.columns.chunks(PAIRS);
    let pairs = |columns: &[Column], prefix: &str| {
        columns
            .iter()
            .map(|column| format!("'{prefix}{}', {}", column.wire, value(collection, column)))
            .collect::<Vec<_>>()
            .join(", ")
    };
    let first = format!("json_object({})", pairs(groups.next().unwrap_or_default(), ""));
    groups.fold(first, |inner, columns| format!("json_insert({inner}, {})", pairs(columns, "$.")))
}

/// A column as JSON has it.
fn value(collection: &Collection, column: &Column) -> String {
    let name = qualified(collection, column);
    match column.kind() {
        Kind::Uuid | Kind::Text | Kind::Int | Kind::Timestamp => name,
        Kind::Json => format!("json({name})"),
        // CASE, because iif would make NULL false.
        Kind::Bool => format!("json(CASE {name} WHEN 1 THEN 'true' WHEN 0 THEN 'false' END)"),
        // json_object prints 15 digits, and most doubles need 17; without `!` SQLite's own digits are wrong.
        Kind::Real => {
            format!("json(CASE WHEN {name} IS NOT NULL THEN format('%!.17g', {name}) END)")
        }
    }
}
