//! The statements on a collection's rows. What they select has short names: a row's JSON is an expression as long as the row
//! is wide, and D1 would carry that as the name of its column.
//!
//! `?1` is the room; the batch's seq is `?2`, its rows are one JSON text `?3`.

use super::{log::ADMITTED, row};
use crate::schema::{Collection, Column, Direction, Role};

/// `AND "todos"."project_id" = ?1`, where rows of several rooms share the table.
fn of_room(collection: &Collection) -> String {
    collection.sync_id().map_or_else(String::new, |column| format!(" AND {} = ?1", row::qualified(collection, column)))
}

fn id(collection: &Collection) -> String {
    row::qualified(collection, collection.id())
}

/// Whether the row stands there whose id is `i.value->>0`.
pub(super) fn exists(collection: &Collection) -> String {
    format!(
        "SELECT 1 FROM {} WHERE {} = i.value->>0{}",
        row::quote(collection.table),
        id(collection),
        of_room(collection)
    )
}

/// Inserts rows `[[mid, column, column ..]..]`.
pub(super) fn insert(collection: &Collection) -> String {
    let (mut names, mut values) = (Vec::new(), Vec::new());
    for (index, column) in collection.columns.iter().enumerate() {
        names.push(row::quote(column.name));
        values.push(if column.role == Role::SyncId { "?1".to_owned() } else { format!("v.value->>{}", index + 1) });
    }
    format!(
        "INSERT INTO {table}({names}) SELECT {values} FROM json_each(?3) v WHERE v.value->>0 IN {ADMITTED} \
         RETURNING {id} AS _1, {row} AS _2",
        table = row::quote(collection.table),
        names = names.join(", "),
        values = values.join(", "),
        id = id(collection),
        row = row::json(collection),
    )
}

/// Updates rows `[[mid, id, time, {patch}]..]`, setting `columns` where the patch names them.
///
/// A column that stands in SET costs its indexes even where it keeps its value, so indexed columns are in the text
/// only when a patch names them; the others always are, so that one text serves most patches.
pub(super) fn update(collection: &Collection, columns: &[&Column]) -> String {
    let mut set: Vec<String> = columns
        .iter()
        .map(|column| {
            format!(
                "{name} = iif(json_type(_p._v, '$[3].{wire}') IS NULL, {old}, _p._v->>'$[3].{wire}')",
                name = row::quote(column.name),
                old = row::qualified(collection, column),
                wire = column.wire,
            )
        })
        .collect();
    if let Some(updated_at) = collection.role(Role::UpdatedAt) {
        // Another object's clock may have been ahead of this one's: a row's time never goes back.
        set.push(format!(
            "{} = max({}, _p._v->>2)",
            row::quote(updated_at.name),
            row::qualified(collection, updated_at)
        ));
    }
    if set.is_empty() {
        // A collection of nothing but an id: there is no patch that validation lets through, but the text must parse.
        set.push(format!("{} = {}", row::quote(collection.id().name), id(collection)));
    }
    format!(
        "UPDATE {table} SET {set} FROM (SELECT value AS _v FROM json_each(?3)) _p \
         WHERE {id} = _p._v->>1{of_room} AND _p._v->>0 IN {ADMITTED} RETURNING {id} AS _1, {row} AS _2",
        table = row::quote(collection.table),
        set = set.join(", "),
        id = id(collection),
        of_room = of_room(collection),
        row = row::json(collection),
    )
}

/// Deletes rows `[[mid, id]..]`.
pub(super) fn delete(collection: &Collection) -> String {
    let (key, picked) = match collection.sync_id() {
        None => (id(collection), "d.value->>1"),
        Some(column) => (format!("({}, {})", row::qualified(collection, column), id(collection)), "?1, d.value->>1"),
    };
    format!(
        "DELETE FROM {table} WHERE {key} IN (SELECT {picked} FROM json_each(?3) d WHERE d.value->>0 IN {ADMITTED})",
        table = row::quote(collection.table),
    )
}

/// One row by its id `?2`: the room's seq and the row, or nothing.
pub(super) fn one(collection: &Collection) -> String {
    format!(
        "SELECT CAST(coalesce((SELECT max(seq) FROM _sync_log WHERE sync_id = ?1), 0) AS TEXT) AS _1, {row} AS _2 \
         FROM {table} WHERE {id} = ?2{of_room}",
        row = row::json(collection),
        table = row::quote(collection.table),
        id = id(collection),
        of_room = of_room(collection),
    )
}

/// The rows of the ids `?2` (a JSON array), in its order.
pub(super) fn by_ids(collection: &Collection) -> String {
    format!(
        "SELECT {id} AS _1, {row} AS _2 FROM json_each(?2) i CROSS JOIN {table} WHERE {id} = i.value{of_room} ORDER BY i.key",
        row = row::json(collection),
        table = row::quote(collection.table),
        id = id(collection),
        of_room = of_room(collection),
    )
}

/// Where a page begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Start {
    First,
    /// After the row `?3`, `[sort value, id]`.
    After,
}

/// At most `?2` rows and one more: seq, the mid at it, and the rows, a comma and a line feed between
/// them. A line feed never stands in a row: JSON texts escape it.
///
/// One statement, so that the seq and the rows are of one moment; one text, so that no row becomes an object on its way.
/// Where that text is larger than SQLite takes, [`sized_list`] is to be asked instead.
pub(super) fn list(collection: &Collection, start: Start) -> String {
    format!(
        "SELECT CAST(coalesce((SELECT max(seq) FROM _sync_log WHERE sync_id = ?1), 0) AS TEXT) AS _1, \
         (SELECT mid FROM _sync_log WHERE sync_id = ?1 ORDER BY seq DESC LIMIT 1) AS _2, \
         (SELECT group_concat(_row, ',' || char(10)) FROM ({picked})) AS _3",
        picked = picked(collection, start),
    )
}

/// The same rows, as many of them as fit `?4` bytes, but at least one.
///
/// The sum of sizes is made inside, so that rows that do not fit are not carried out of the database; that costs three times
/// the plain list.
pub(super) fn sized_list(collection: &Collection, start: Start) -> String {
    let direction = direction(collection);
    format!(
        "WITH _sized AS MATERIALIZED (SELECT _row, row_number() OVER _w AS _n, sum(octet_length(_row) + 2) OVER _w AS _bytes \
         FROM ({picked}) WINDOW _w AS (ORDER BY _sort {direction}, _id {direction} ROWS UNBOUNDED PRECEDING)) \
         SELECT CAST(coalesce((SELECT max(seq) FROM _sync_log WHERE sync_id = ?1), 0) AS TEXT) AS _1, \
         (SELECT mid FROM _sync_log WHERE sync_id = ?1 ORDER BY seq DESC LIMIT 1) AS _2, \
         (SELECT group_concat(_row, ',' || char(10) ORDER BY _n) FROM _sized WHERE _n = 1 OR _bytes <= CAST(?4 AS INTEGER)) AS _3, \
         CAST((SELECT count(*) FROM _sized) AS TEXT) AS _4",
        picked = picked(collection, start),
    )
}

/// The rows of a page and one more, in order.
fn picked(collection: &Collection, start: Start) -> String {
    let order = collection.order_column();
    let sort = row::qualified(collection, order);
    let direction = direction(collection);
    let beyond = match collection.order.direction {
        Direction::Asc => ">",
        Direction::Desc => "<",
    };
    let mut conditions: Vec<String> = Vec::new();
    if let Some(column) = collection.sync_id() {
        conditions.push(format!("{} = ?1", row::qualified(collection, column)));
    }
    if start == Start::After {
        conditions.push(if order.role == Role::Id {
            format!("{} {beyond} ?3->>1", id(collection))
        } else {
            format!("({sort}, {}) {beyond} (?3->>0, ?3->>1)", id(collection))
        });
    }
    let conditions = if conditions.is_empty() { String::new() } else { format!(" WHERE {}", conditions.join(" AND ")) };
    format!(
        "SELECT {sort} AS _sort, {id} AS _id, {row} AS _row FROM {table}{conditions} \
         ORDER BY {sort} {direction}, {id} {direction} LIMIT CAST(?2 AS INTEGER) + 1",
        id = id(collection),
        row = row::json(collection),
        table = row::quote(collection.table),
    )
}

fn direction(collection: &Collection) -> &'static str {
    match collection.order.direction {
        Direction::Asc => "ASC",
        Direction::Desc => "DESC",
    }
}
