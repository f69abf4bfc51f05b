//! Columns as expressions: out to JSON, in from JSON.

use crate::schema::{Collection, Column, Format, Kind, Role};

/// Who is to see a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum View {
    /// Clients: answers, lists and broadcasts. Private columns are not there.
    Public,
    /// The app's own code, and rules over whole rows.
    Full,
}

/// A name as SQL wants it. Names of adopted tables are anybody's.
pub(super) fn quote(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// `"table"."column"`: qualified, because the tables of `json_each` have columns named `id`, `key`, `type` and more.
pub(super) fn qualified(collection: &Collection, column: &Column) -> String {
    format!("{}.{}", quote(collection.table), quote(column.name))
}

/// `AND "todos"."project_id" = ?1`, where rows of several rooms share the table.
pub(super) fn of_room(collection: &Collection) -> String {
    collection.sync_id().map_or_else(String::new, |column| format!(" AND {} = ?1", qualified(collection, column)))
}

/// The same in a statement that joins the rows to a list of them, `of`: read with the list, row by row.
///
/// A constant would do for the value, but then the planner may begin with the tenant and walk it.
pub(super) fn of_room_with(collection: &Collection, of: &str) -> String {
    collection.sync_id().map_or_else(String::new, |column| {
        format!(" AND {} = iif({of} IS NULL, NULL, ?1)", qualified(collection, column))
    })
}

/// `AND "todos"."deleted_at" IS NULL`, where deleted rows stay in the table.
pub(super) fn is_live(collection: &Collection) -> String {
    collection.deleted_at().map_or_else(String::new, |column| format!(" AND {} IS NULL", qualified(collection, column)))
}

/// The row's primary key.
pub(super) fn id(collection: &Collection) -> String {
    qualified(collection, collection.id())
}

/// The row's scope, or NULL.
pub(super) fn scope(collection: &Collection) -> String {
    collection.scope().map_or_else(|| "NULL".to_owned(), |column| qualified(collection, column))
}

/// An expression whose value is a row's JSON text, keys in the order of the columns.
///
/// The platform allows 32 arguments a function, so at most 15 pairs stand in one call; wider rows are nested.
pub(super) fn json(collection: &Collection, view: View) -> String {
    const PAIRS: usize = 15;
    let columns: Vec<_> = collection.columns.iter().filter(|column| view == View::Full || column.is_public()).collect();
    let mut groups = columns.chunks(PAIRS);
    let pairs = |columns: &[&Column], prefix: &str| {
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
    let is_adopted = collection.history.existing;
    match column.kind() {
        Kind::Timestamp => sortable(collection, column),
        Kind::Uuid | Kind::Text | Kind::Int => name,
        // One text that is no JSON would fail the whole list; in tables of ours there is none.
        Kind::Json if is_adopted => format!("iif(json_valid({name}), json({name}), {name})"),
        Kind::Json => format!("json({name})"),
        // Other writers' drivers store booleans as texts.
        Kind::Bool if is_adopted => format!(
            "json(CASE WHEN {name} IN (1, '1', 'true') THEN 'true' WHEN {name} IN (0, '0', 'false') THEN 'false' END)"
        ),
        // CASE, because iif would make NULL false.
        Kind::Bool => format!("json(CASE {name} WHEN 1 THEN 'true' WHEN 0 THEN 'false' END)"),
        // json_object prints 15 digits, and most doubles need 17; without `!` SQLite's own digits are wrong.
        Kind::Real => {
            format!("json(CASE WHEN {name} IS NOT NULL THEN format('%!.17g', {name}) END)")
        }
    }
}

/// A column as it is compared and sorted: what JSON carries, but for booleans.
///
/// Texts of times come in several forms, which do not sort as the times do.
pub(super) fn sortable(collection: &Collection, column: &Column) -> String {
    let name = qualified(collection, column);
    match column.format {
        Format::Plain => name,
        // The Julian day's double holds a millisecond with room to spare.
        Format::Iso => format!("CAST(round((julianday({name}) - 2440587.5) * 86400000.0) AS INTEGER)"),
    }
}

/// What is stored of the JSON value at `path` of `source`.
pub(super) fn stored(column: &Column, source: &str, path: &str) -> String {
    match column.kind() {
        // `->` of null is the text `null`.
        Kind::Json => format!("nullif({source}->{path}, 'null')"),
        _ => time(column, &format!("{source}->>{path}")),
    }
}

/// A time in milliseconds as the column stores it; any other value as it is.
pub(super) fn time(column: &Column, milliseconds: &str) -> String {
    match column.format {
        Format::Plain => milliseconds.to_owned(),
        Format::Iso => format!("strftime('%Y-%m-%dT%H:%M:%fZ', ({milliseconds}) / 1000.0, 'unixepoch')"),
    }
}

/// `, "updated_at" = ..`, where the collection has such a column.
///
/// Another object's clock may have been ahead of this one's: a row's time never goes back.
pub(super) fn touch(collection: &Collection, milliseconds: &str) -> Option<String> {
    let column = collection.role(Role::UpdatedAt)?;
    let (old, new) = (qualified(collection, column), time(column, milliseconds));
    // Other writers may have left it NULL, and the largest of NULL and a time is NULL.
    let old = if collection.history.existing { format!("coalesce({old}, {new})") } else { old };
    Some(format!("{} = max({old}, {new})", quote(column.name)))
}
