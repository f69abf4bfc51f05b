//! What changed in a list since a place in the log. `?1` is the room, `?2` the place's seq, `?3` what else is asked:
//! `{s: scope, n: ids of a piece, b: bytes of a piece}`.

use super::row::{self, View};
use crate::{
    protocol::limits,
    room::faults::{self, Bug},
    schema::Collection,
};

/// Which delta is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct DeltaKind {
    /// Whether only the rows of one scope are in the list.
    pub(crate) is_scoped: bool,
    /// Whether SQLite is to end the piece by its bytes.
    pub(crate) is_sized: bool,
}

/// The log's entries, and the touches of rows in them, that one piece looks through.
pub(crate) const WINDOW: u64 = 10_000;

/// One statement, so that the head, the rows and what is gone are of one moment: the head's seq, the oldest seq, the mid at
/// `?2`; where the piece ends (NULL where no piece can be made) and the mid there, whether all cursors are void; the rows,
/// a comma and a line feed between them, and the ids that are gone, as a JSON array; how many there are of both.
///
/// A piece ends at a seq: all that was touched up to there is in it. Rows are as they are now, which may be later; then the
/// next piece has them again. Of the ids that are gone only those are named that were in the reader's scope.
///
/// The list is counted only where more was touched than one piece holds, and only as far as the answer needs: where it has
/// less than four times the rows that were touched, it is the cheaper thing to load.
///
/// Where the texts are larger than SQLite takes, or than a piece may be, the sized statement is to be asked instead.
///
/// Few steps are named twice: SQLite copies a step to each place that names it, and takes a hundred tables in all.
pub(super) fn delta(collection: &Collection, kind: DeltaKind) -> String {
    let DeltaKind { is_scoped, is_sized } = kind;
    let (of_reader, of_scope) = if is_scoped {
        // A writer beside us may not say in which scope a row was: then it may have been this one.
        (
            " AND (_change->>1 = ?3->>'$.s' OR _change->>2 = ?3->>'$.s' OR _change->>3 = 2)",
            format!(" AND {} = ?3->>'$.s'", row::scope(collection)),
        )
    } else {
        ("", String::new())
    };
    let (table, is_live) = (row::quote(collection.table), row::is_live(collection));
    let (sized, to, fits) = if is_sized {
        (
            ", sum(CASE WHEN _row IS NOT NULL THEN octet_length(_row) + 2 \
             WHEN _id IS NOT NULL THEN octet_length(json_quote(_id)) + 1 ELSE 0 END) OVER (ORDER BY _seq) AS _bytes",
            "CASE WHEN max(_bytes) > ?3->>'$.b' THEN max(_seq) FILTER (WHERE _bytes <= ?3->>'$.b') ELSE _to END",
            " AND _bytes <= ?3->>'$.b'",
        )
    } else {
        ("", "_to", "")
    };
    format!(
        "WITH {steps}, \
         _piece AS (SELECT t._to AS _to, t._is_void AS _is_void, x._seq AS _seq, x._id AS _id, \
         CASE WHEN {id} IS NOT NULL THEN {json} END AS _row FROM _ends t LEFT JOIN _touched x ON x._seq <= t._to \
         LEFT JOIN {table} ON {id} = x._id{of_room}{is_live}{of_scope}), \
         _told AS (SELECT {to} AS _to, max(_is_void) AS _is_void, \
         group_concat(_row, ',' || char(10)) FILTER (WHERE 1{fits}) AS _rows, count(_row) FILTER (WHERE 1{fits}) AS _count, \
         json_group_array(_id) FILTER (WHERE _row IS NULL AND _id IS NOT NULL{fits}) AS _gone FROM (SELECT *{sized} FROM _piece)) \
         SELECT CAST({HEAD} AS TEXT) AS _1, CAST({OLDEST} AS TEXT) AS _2, \
         (SELECT mid FROM _sync_log WHERE sync_id = ?1 AND seq = CAST(?2 AS INTEGER)) AS _3, \
         CAST(_to AS TEXT) AS _4, (SELECT mid FROM _sync_log WHERE sync_id = ?1 AND seq = _to) AS _5, \
         CAST(_is_void AS TEXT) AS _6, _rows AS _7, _gone AS _8, CAST(_count AS TEXT) AS _9, \
         CAST(json_array_length(_gone) AS TEXT) AS _10 FROM _told",
        steps = steps(collection, of_reader, &of_scope),
        id = row::id(collection),
        json = row::json(collection, View::Public),
        of_room = row::of_room_with(collection, "x._id"),
    )
}

/// What was touched, by id: `_touched(_id, _seq)`, and where the piece ends: `_ends(_to, _is_void)`, one row.
///
/// Nothing is looked through where the log does not reach back to the place. An entry that has the key `*` touches all that
/// there is: a row without an id stands for it.
fn steps(collection: &Collection, of_reader: &str, of_scope: &str) -> String {
    format!(
        "_touches AS MATERIALIZED (SELECT l.seq AS _seq, c.value AS _change \
         FROM _sync_log l CROSS JOIN json_each(iif(l.changes->'*' IS NULL, l.changes->'{name}', '[[null,null,null,2]]')) c \
         WHERE l.sync_id = ?1 AND l.seq > CAST(?2 AS INTEGER){late} AND l.seq <= CAST(?2 AS INTEGER) + {WINDOW} \
         AND {OLDEST} <= max(CAST(?2 AS INTEGER), 1) ORDER BY l.seq LIMIT {WINDOW} + 1), \
         _window AS MATERIALIZED (SELECT CASE WHEN count(*) > {WINDOW} THEN nullif(max(_seq) - 1, CAST(?2 AS INTEGER)) \
         ELSE min({HEAD}, CAST(?2 AS INTEGER) + {WINDOW}) END AS _end FROM _touches), \
         _touched AS MATERIALIZED (SELECT _change->>0 AS _id, min(_seq) AS _seq \
         FROM _touches WHERE 1{of_reader} GROUP BY 1), \
         _totals AS (SELECT total(_own) AS _n, coalesce(max(_own > _ids), 0) AS _is_void, \
         max(_seq) FILTER (WHERE _sum <= ?3->>'$.n' OR (_sum = _own AND _sum <= {ids})) AS _cut \
         FROM (SELECT _seq, count(*) AS _own, count(_id) AS _ids, sum(count(*)) OVER (ORDER BY _seq) AS _sum \
         FROM _touched GROUP BY _seq)), \
         _ends AS MATERIALIZED (SELECT _is_void, CASE WHEN _is_void THEN NULL WHEN _n <= ?3->>'$.n' THEN _end \
         WHEN _n <= {ids} OR (SELECT count(*) FROM (SELECT 1 FROM {table} WHERE 1{of_room}{is_live}{of_scope} \
         LIMIT (SELECT 4 * count(*) FROM _touched))) >= 4 * _n THEN _cut END AS _to FROM _totals CROSS JOIN _window)",
        name = collection.name,
        late = if faults::has(Bug::DeltaOffByOne) { " + 1" } else { "" },
        ids = limits::DELTA_IDS,
        table = row::quote(collection.table),
        of_room = row::of_room(collection),
        is_live = row::is_live(collection),
    )
}

const HEAD: &str = "coalesce((SELECT max(seq) FROM _sync_log WHERE sync_id = ?1), 0)";
const OLDEST: &str = "coalesce((SELECT min(seq) FROM _sync_log WHERE sync_id = ?1), 1)";
