//! The statements of a list's pages. `?1` is the room, `?2` the limit, `?3` what else the page is asked by:
//! `{a: [sort value, id], s: scope, b: bytes}`.

use super::row::{self, View};
use crate::schema::{Collection, Direction, Format, Kind, Role};

/// Which page of a list is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct PageKind {
    pub(crate) start: Start,
    /// Whether only the rows of one scope are in the list.
    pub(crate) is_scoped: bool,
    /// Whether SQLite is to end the page by its bytes.
    pub(crate) is_sized: bool,
    pub(crate) view: View,
}

/// Where a page begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Start {
    First,
    /// After the row `a`.
    After,
    /// The same, and `a` has no sort value.
    AfterNull,
}

impl PageKind {
    /// Whether the statement has a third parameter.
    pub(crate) fn has_details(self) -> bool {
        self.start != Start::First || self.is_scoped || self.is_sized
    }
}

/// At most `?2` rows and one more: seq, the mid at it, the rows, a comma and a line feed between them, and how many there are. A
/// line feed never stands in a row: JSON texts escape it.
///
/// One statement, so that the seq and the rows are of one moment; one text, so that no row becomes an object on its way.
/// Where that text is larger than SQLite takes, the sized statement is to be asked instead: as many of the rows as fit
/// `b` bytes, but at least one. The sum of sizes is made inside, so that rows that do not fit are not carried out of the
/// database; that costs three times the plain list.
pub(super) fn page(collection: &Collection, kind: PageKind) -> String {
    let picked = picked(collection, kind);
    let (with, rows, found) = if kind.is_sized {
        let direction = direction(collection);
        (
            format!(
                "WITH _sized AS MATERIALIZED (SELECT _row, row_number() OVER _w AS _n, \
                 sum(octet_length(_row) + 2) OVER _w AS _bytes \
                 FROM ({picked}) WINDOW _w AS (ORDER BY _sort {direction}, _id {direction} ROWS UNBOUNDED PRECEDING)) "
            ),
            "group_concat(_row, ',' || char(10) ORDER BY _n)",
            "(SELECT count(*) FROM _sized) AS _found FROM _sized WHERE _n = 1 OR _bytes <= ?3->>'$.b'".to_owned(),
        )
    } else {
        (String::new(), "group_concat(_row, ',' || char(10))", format!("count(*) AS _found FROM ({picked})"))
    };
    format!(
        "{with}SELECT CAST(coalesce((SELECT max(seq) FROM _sync_log WHERE sync_id = ?1), 0) AS TEXT) AS _1, \
         (SELECT mid FROM _sync_log WHERE sync_id = ?1 ORDER BY seq DESC LIMIT 1) AS _2, _rows AS _3, \
         CAST(_found AS TEXT) AS _4 FROM (SELECT {rows} AS _rows, {found})"
    )
}

/// The rows of a page and one more, in order.
fn picked(collection: &Collection, kind: PageKind) -> String {
    let order = collection.order_column();
    let (sort, id) = (row::sortable(collection, order), row::id(collection));
    // NULL is the smallest: the first of an ascending list, the last of a descending one.
    let beyond = match collection.order.direction {
        Direction::Asc => ">",
        Direction::Desc => "<",
    };
    let after = if order.role == Role::Id {
        format!("{id} {beyond} ?3->>'$.a[1]'")
    } else {
        format!("({sort}, {id}) {beyond} (?3->>'$.a[0]', ?3->>'$.a[1]')")
    };
    let nulls_after = format!("{sort} IS NULL AND {id} {beyond} ?3->>'$.a[1]'");
    // Two ranges of the index one after the other: with OR, SQLite would walk the list from its beginning.
    let ranges: Vec<String> = match (kind.start, collection.order.direction) {
        (Start::First, _) => vec![String::new()],
        (Start::After, Direction::Desc) if order.nullable => vec![after, format!("{sort} IS NULL")],
        (Start::After, _) => vec![after],
        (Start::AfterNull, Direction::Desc) => vec![nulls_after],
        (Start::AfterNull, Direction::Asc) => vec![nulls_after, has_value(collection)],
    };
    let ranges: Vec<_> = ranges.iter().map(|range| of_range(collection, kind, range)).collect();
    match ranges.as_slice() {
        [first, second] => format!(
            "SELECT * FROM (SELECT * FROM ({first}) UNION ALL SELECT * FROM ({second})) \
             LIMIT CAST(?2 AS INTEGER) + 1"
        ),
        ranges => ranges.concat(),
    }
}

fn of_range(collection: &Collection, kind: PageKind, range: &str) -> String {
    let of_scope = if kind.is_scoped { format!(" AND {} = ?3->>'$.s'", row::scope(collection)) } else { String::new() };
    let range = if range.is_empty() { String::new() } else { format!(" AND {range}") };
    let conditions = [row::of_room(collection), row::is_live(collection), of_scope, range].concat();
    let conditions = conditions.strip_prefix(" AND ").map_or_else(String::new, |rest| format!(" WHERE {rest}"));
    let (sort, id) = (row::sortable(collection, collection.order_column()), row::id(collection));
    // Each value costs something for each row.
    let place = if kind.is_sized { format!("{sort} AS _sort, {id} AS _id, ") } else { String::new() };
    format!(
        "SELECT {place}{row} AS _row FROM {table}{conditions} \
         ORDER BY {sort} {direction}, {id} {direction} LIMIT CAST(?2 AS INTEGER) + 1",
        row = row::json(collection, kind.view),
        table = row::quote(collection.table),
        direction = direction(collection),
    )
}

/// That the sort column is not NULL, as a range that an index knows.
fn has_value(collection: &Collection) -> String {
    let order = collection.order_column();
    let sort = row::sortable(collection, order);
    match (order.format, order.kind()) {
        (Format::Iso, _) | (_, Kind::Json) => format!("{sort} IS NOT NULL"),
        (Format::Plain, Kind::Uuid | Kind::Text) => format!("{sort} >= ''"),
        (Format::Plain, _) => format!("{sort} >= -9e999"),
    }
}

fn direction(collection: &Collection) -> &'static str {
    match collection.order.direction {
        Direction::Asc => "ASC",
        Direction::Desc => "DESC",
    }
}
