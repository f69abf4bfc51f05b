//! The log: a room's sequence, its fence between two objects, and the record of what was done once.

use crate::schema::{Collection, Schema};

/// Where a room stands: its last seq, its oldest retained seq, the mid at its last, and the mid at `?2`.
pub(super) const HEAD: &str = "\
SELECT CAST(coalesce((SELECT max(seq) FROM _sync_log WHERE sync_id = ?1), 0) AS TEXT) AS _1, \
CAST(coalesce((SELECT min(seq) FROM _sync_log WHERE sync_id = ?1), 1) AS TEXT) AS _2, \
(SELECT mid FROM _sync_log WHERE sync_id = ?1 ORDER BY seq DESC LIMIT 1) AS _3, \
(SELECT mid FROM _sync_log WHERE sync_id = ?1 AND seq = CAST(?2 AS INTEGER)) AS _4";

/// The last seq that touched each collection, among the newest `?2` entries.
pub(super) const LAST_AT_WAKE: &str = "\
SELECT c.key, CAST(max(l.seq) AS TEXT) FROM _sync_log l, json_each(l.changes) c \
WHERE l.sync_id = ?1 AND l.seq > (SELECT max(seq) FROM _sync_log WHERE sync_id = ?1) - CAST(?2 AS INTEGER) \
GROUP BY c.key";

/// The last seq above `?2` that touched each collection.
pub(super) const LAST: &str = "\
SELECT c.key, CAST(max(l.seq) AS TEXT) FROM _sync_log l, json_each(l.changes) c \
WHERE l.sync_id = ?1 AND l.seq > CAST(?2 AS INTEGER) GROUP BY c.key";

/// The entries above `?2` up to `?3`: what a repeated mutation is known by.
pub(super) const ENTRIES: &str = "\
SELECT CAST(seq AS TEXT), mid, digest, user_id FROM _sync_log \
WHERE sync_id = ?1 AND seq > CAST(?2 AS INTEGER) AND seq <= CAST(?3 AS INTEGER) ORDER BY seq";

/// The entry of the mid `?4` above `?2` up to `?3`. Walks the range: there is no index on mids, which would cost a row
/// written a mutation; rooms keep the newest in memory.
pub(super) const ENTRY: &str = "\
SELECT CAST(seq AS TEXT), mid, digest, user_id FROM _sync_log \
WHERE sync_id = ?1 AND seq > CAST(?2 AS INTEGER) AND seq <= CAST(?3 AS INTEGER) AND mid = ?4";

/// What the seq `?2` changed.
pub(super) const CHANGES: &str = "SELECT changes FROM _sync_log WHERE sync_id = ?1 AND seq = CAST(?2 AS INTEGER)";

/// The mids that this batch let in: those above the seq it began at. Rows of other mutations are not touched.
pub(super) const ADMITTED: &str = "(SELECT mid FROM _sync_log WHERE sync_id = ?1 AND seq > CAST(?2 AS INTEGER))";

/// The statement that every batch begins with. `?2` is the seq that the room believes in, `?3` the members:
/// `[{m: mid, u: user, d: digest, t: time, k: collection, n: rows that must exist, c: changes}]`.
///
/// It lets in only members whose condition holds and numbers those, so that a refusal takes no seq. Where the
/// room's belief is wrong (another object has written, or the database was restored) every member passes the
/// condition with a NULL for its seq, and the batch fails for that reason alone, before any data is touched and
/// before a refusal could be taken for the truth.
pub(super) fn insert(schema: &Schema, row_exists: impl Fn(&'static Collection) -> String) -> String {
    let condition = |collection: &&'static Collection| {
        format!(
            "WHEN '{name}' THEN (SELECT count(*) FROM json_each(m.value, '$.c.{name}') i \
             WHERE EXISTS ({exists})) = m.value->>'n'",
            name = collection.name,
            exists = row_exists(collection),
        )
    };
    let conditions = schema.collections.iter().map(condition).collect::<Vec<_>>().join(" ");
    format!(
        "INSERT INTO _sync_log(sync_id, seq, mid, user_id, digest, changes, at) \
         SELECT ?1, CASE WHEN {MAX} = CAST(?2 AS INTEGER) \
         THEN CAST(?2 AS INTEGER) + row_number() OVER (ORDER BY m.key) END, \
         m.value->>'m', m.value->>'u', m.value->>'d', m.value->'c', m.value->>'t' FROM json_each(?3) m \
         WHERE {MAX} <> CAST(?2 AS INTEGER) OR CASE m.value->>'k' {conditions} END \
         RETURNING CAST(seq AS TEXT), mid"
    )
}

const MAX: &str = "coalesce((SELECT max(seq) FROM _sync_log WHERE sync_id = ?1), 0)";
