//! The log's statements for one mutation of several parts: one entry, one seq, all parts or none.
//!
//! Each part is written as a member of its own is (see [`log`](super::log)), so that its conditions are the same SQL. What the parts
//! change is read before ([`changes`]): to find it and to put it together in the same statement is more than SQLite nests.
//! The first part has the whole entry as its `l`.

use super::log::{self, ADMITTED, FENCE, TraceSql};

/// What each part changes: `(part's number, changes)`. Its parameters are those of [`log::insert`].
pub(super) fn changes(traces: &[TraceSql]) -> String {
    format!("{} SELECT CAST(m.key AS TEXT) AS _1, m.changes AS _2 FROM _m m", log::members(traces, ""))
}

/// The statement that the mutation's batch begins with, over parts that have their changes.
pub(super) fn insert(broken: &[&str]) -> String {
    format!(
        "INSERT INTO _sync_log(sync_id, seq, mid, user_id, digest, changes, at) {parts} \
         SELECT ?1, CASE WHEN {FENCE} THEN CAST(?2 AS INTEGER) + 1 END, \
         f.value->>'m', f.value->>'u', f.value->>'d', f.value->'l', f.value->>'t' FROM json_each(?3) f \
         WHERE f.key = 0 AND (NOT {FENCE} OR (SELECT min({holds}) FROM _m m) = 1) \
         RETURNING CAST(seq AS TEXT), mid, changes",
        parts = log::members(&[], ""),
        holds = log::holds(broken),
    )
}

/// Why the mutation was not let in: `(part's number, blames)`.
pub(super) fn blames(blames: &[&str]) -> String {
    let conditions = if blames.is_empty() { "(NULL)".to_owned() } else { format!("({})", blames.join("), (")) };
    format!(
        "{parts} SELECT CAST(m.key AS TEXT) AS _1, (SELECT group_concat(column1, ' ') FROM (VALUES {conditions})) AS _2 FROM _m m",
        parts = log::members(&[], &format!(" WHERE _v.value->>'m' NOT IN {ADMITTED}")),
    )
}
