//! The statements on a collection's rows. What they select has short names: a row's JSON is an expression as long as the row
//! is wide, and D1 would carry that as the name of its column.
//!
//! `?1` is the room; where the batch begins is `?2` (see [`log::end`](super::log::end)), its rows are one JSON text `?3`.

use super::{
    log::ADMITTED,
    row::{self, View},
};
use crate::schema::{Collection, Column, Role};

/// Inserts rows `[[mid, column, column ..]..]`.
pub(super) fn insert(collection: &Collection) -> String {
    let (mut names, mut values) = (Vec::new(), Vec::new());
    for (index, column) in collection.columns.iter().enumerate() {
        names.push(row::quote(column.name));
        values.push(match column.role {
            Role::SyncId => "?1".to_owned(),
            _ => row::stored(column, "v.value", &(index + 1).to_string()),
        });
    }
    format!(
        "INSERT INTO {table}({names}) SELECT {values} FROM json_each(?3) v WHERE v.value->>0 IN {ADMITTED} \
         RETURNING {id} AS _1, {row} AS _2",
        table = row::quote(collection.table),
        names = names.join(", "),
        values = values.join(", "),
        id = row::id(collection),
        row = row::json(collection, View::Public),
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
            let path = format!("'$[3].{}'", column.wire);
            format!(
                "{name} = iif(json_type(_p._v, {path}) IS NULL, {old}, {new})",
                name = row::quote(column.name),
                old = row::qualified(collection, column),
                new = row::stored(column, "_p._v", &path),
            )
        })
        .collect();
    set.extend(row::touch(collection, "_p._v->>2"));
    if set.is_empty() {
        // A collection of nothing but an id: there is no patch that validation lets through, but the text must parse.
        set.push(format!("{} = {}", row::quote(collection.id().name), row::id(collection)));
    }
    format!(
        "UPDATE {table} SET {set} FROM (SELECT value AS _v FROM json_each(?3)) _p \
         WHERE {id} = _p._v->>1{of_room}{is_live} AND _p._v->>0 IN {ADMITTED} RETURNING {id} AS _1, {row} AS _2",
        table = row::quote(collection.table),
        set = set.join(", "),
        id = row::id(collection),
        of_room = row::of_room_with(collection, "_p._v"),
        is_live = row::is_live(collection),
        row = row::json(collection, View::Public),
    )
}

/// Deletes rows `[[mid, id, time]..]`: hides them, where the collection keeps deleted rows.
pub(super) fn delete(collection: &Collection) -> String {
    let table = row::quote(collection.table);
    if collection.deleted_at().is_some() {
        return format!(
            "UPDATE {table} SET {set} FROM (SELECT value AS _v FROM json_each(?3)) _p \
             WHERE {id} = _p._v->>1{of_room}{is_live} AND _p._v->>0 IN {ADMITTED}",
            set = hide(collection, "_p._v->>2"),
            id = row::id(collection),
            of_room = row::of_room_with(collection, "_p._v"),
            is_live = row::is_live(collection),
        );
    }
    format!(
        "DELETE FROM {table} WHERE {key} IN (SELECT {picked} FROM json_each(?3) d WHERE d.value->>0 IN {ADMITTED})",
        key = key(collection),
        picked = picked(collection, "d.value->>1"),
    )
}

/// `"deleted_at" = .., "updated_at" = ..`: what hides a row.
pub(super) fn hide(collection: &Collection, milliseconds: &str) -> String {
    let hidden = collection
        .deleted_at()
        .map(|column| format!("{} = {}", row::quote(column.name), row::time(column, milliseconds)));
    hidden.into_iter().chain(row::touch(collection, milliseconds)).collect::<Vec<_>>().join(", ")
}

/// The primary key's columns, to be found `IN` a list of [`picked`]. As one value: a tenant's `=` beside an `IN` makes the
/// planner walk the tenant.
pub(super) fn key(collection: &Collection) -> String {
    match collection.sync_id() {
        None => row::id(collection),
        Some(column) => format!("({}, {})", row::qualified(collection, column), row::id(collection)),
    }
}

/// The columns of [`key`] for the row with this id.
pub(super) fn picked(collection: &Collection, id: &str) -> String {
    if collection.sync_id().is_some() { format!("?1, {id}") } else { id.to_owned() }
}

/// One row by its id `?2`: the room's seq and the row, or nothing. In one scope `?3`, if it is asked for.
pub(super) fn one(collection: &Collection, view: View, is_scoped: bool) -> String {
    format!(
        "SELECT CAST(coalesce((SELECT max(seq) FROM _sync_log WHERE sync_id = ?1), 0) AS TEXT) AS _1, {row} AS _2 \
         FROM {table} WHERE {id} = ?2{of_room}{is_live}{of_scope}",
        row = row::json(collection, view),
        table = row::quote(collection.table),
        id = row::id(collection),
        of_room = row::of_room(collection),
        is_live = row::is_live(collection),
        of_scope = if is_scoped { format!(" AND {} = ?3", row::scope(collection)) } else { String::new() },
    )
}

/// The rows of the ids `?2` (a JSON array), in its order.
pub(super) fn by_ids(collection: &Collection, view: View) -> String {
    format!(
        "SELECT {id} AS _1, {row} AS _2 FROM json_each(?2) i CROSS JOIN {table} \
         WHERE {id} = i.value{of_room}{is_live} ORDER BY i.key",
        row = row::json(collection, view),
        table = row::quote(collection.table),
        id = row::id(collection),
        of_room = row::of_room(collection),
        is_live = row::is_live(collection),
    )
}

/// The rows `[[mid, id]..]` as they are: what a touch tells, under the same terms as an update.
pub(super) fn touch(collection: &Collection) -> String {
    format!(
        "SELECT {id} AS _1, {row} AS _2 FROM json_each(?3) v CROSS JOIN {table} \
         WHERE {id} = v.value->>1{of_room}{is_live} AND v.value->>0 IN {ADMITTED}",
        id = row::id(collection),
        row = row::json(collection, View::Public),
        table = row::quote(collection.table),
        of_room = row::of_room(collection),
        is_live = row::is_live(collection),
    )
}

/// The changes of a touch, as SQL over a member `_v(value)` whose ids are its `i`.
///
/// Whoever wrote the rows told nobody in which scope they were. The log knows it of those that went through the room; the others
/// are marked with a 2, and may have been in any.
pub(super) fn touched(collection: &Collection) -> String {
    let (name, id) = (collection.name, row::id(collection));
    if collection.scope().is_none() {
        return format!(
            "SELECT json_object('{name}', json_group_array(json_array(i.value, NULL, NULL))) \
             FROM json_each(_v.value, '$.i') i"
        );
    }
    format!(
        "SELECT json_object('{name}', json_group_array(CASE WHEN b._id IS NULL \
         THEN json_array(i.value, NULL, {scope}, 2) ELSE json_array(i.value, b._scope, {scope}) END)) \
         FROM json_each(_v.value, '$.i') i LEFT JOIN (SELECT e.value->>0 AS _id, e.value->>2 AS _scope, max(l.seq) \
         FROM _sync_log l CROSS JOIN json_each(l.changes, '$.{name}') e WHERE l.sync_id = ?1 \
         AND e.value->>0 IN (SELECT value FROM json_each(_v.value, '$.i')) GROUP BY 1) b ON b._id = i.value \
         LEFT JOIN {table} ON {id} = i.value{of_room}{is_live}",
        scope = row::scope(collection),
        table = row::quote(collection.table),
        of_room = row::of_room(collection),
        is_live = row::is_live(collection),
    )
}

/// The changes of a mutation that does not know its rows' scopes, as SQL over a member `_v(value)` whose rows `present` names.
pub(super) fn changes(collection: &Collection, present: &str, scope_after: &str) -> String {
    format!(
        "SELECT json_object('{name}', json_group_array(json_array({id}, {scope}, {scope_after}))) \
         FROM json_each(_v.value, '$.p.{present}') i CROSS JOIN {table} WHERE {id} = i.value->>1{of_room}{is_live}",
        name = collection.name,
        id = row::id(collection),
        scope = row::scope(collection),
        table = row::quote(collection.table),
        of_room = row::of_room(collection),
        is_live = row::is_live(collection),
    )
}
