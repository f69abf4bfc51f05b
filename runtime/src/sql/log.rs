//! The log: a room's sequence, its fence between two objects, and the record of what was done once.

use crate::{
    protocol::{MutationId, Seq},
    room::faults::{self, Bug},
};

/// Where a room stands: its last seq, its oldest retained seq, the mid at its last, the mid at `?2`, and the time of its last.
pub(super) const HEAD: &str = "\
SELECT CAST(coalesce((SELECT max(seq) FROM _sync_log WHERE sync_id = ?1), 0) AS TEXT) AS _1, \
CAST(coalesce((SELECT min(seq) FROM _sync_log WHERE sync_id = ?1), 1) AS TEXT) AS _2, \
(SELECT mid FROM _sync_log WHERE sync_id = ?1 ORDER BY seq DESC LIMIT 1) AS _3, \
(SELECT mid FROM _sync_log WHERE sync_id = ?1 AND seq = CAST(?2 AS INTEGER)) AS _4, \
CAST((SELECT at FROM _sync_log WHERE sync_id = ?1 ORDER BY seq DESC LIMIT 1) AS TEXT) AS _5";

/// The last seq that touched each collection, among the newest `?2` entries.
pub(super) const LAST_AT_WAKE: &str = "\
SELECT c.key, CAST(max(l.seq) AS TEXT) FROM _sync_log l, json_each(l.changes) c \
WHERE l.sync_id = ?1 AND l.seq > (SELECT max(seq) FROM _sync_log WHERE sync_id = ?1) - CAST(?2 AS INTEGER) \
GROUP BY c.key";

/// The last seq among the newest `?2` entries that touched each of the lists `?3` (`[[collection, scope]..]`). Without a scope:
/// that touched any scope, because nobody knows which.
pub(super) const LAST_IN_SCOPES: &str = "\
SELECT c.key AS _1, iif(e.value->>3 = 2, NULL, s.value) AS _2, CAST(max(l.seq) AS TEXT) AS _3 \
FROM _sync_log l, json_each(l.changes) c, \
json_each(iif(l.changes->'*' IS NULL, c.value, '[[null,null,null,2]]')) e, json_each(e.value) s \
WHERE l.sync_id = ?1 AND l.seq > (SELECT max(seq) FROM _sync_log WHERE sync_id = ?1) - CAST(?2 AS INTEGER) \
AND s.key IN (1, 2) \
AND (e.value->>3 = 2 OR (c.key, s.value) IN (SELECT value->>0, value->>1 FROM json_each(?3))) GROUP BY _1, _2";

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

/// Which of the mids `?2` (`{u: user, m: [mid ..]}`) the newest 10,000 entries have from this user. Walks them: there is no
/// index on mids.
pub(super) const COMMITTED: &str = "\
SELECT mid AS _1, CAST(seq AS TEXT) AS _2 FROM _sync_log \
WHERE sync_id = ?1 AND seq > (SELECT max(seq) FROM _sync_log WHERE sync_id = ?1) - 10000 \
AND mid IN (SELECT value FROM json_each(?2, '$.m')) AND user_id IS ?2->>'$.u'";

/// Takes the oldest entries away: at most `?4`, and never one of the newest `?2` (1 or more) or one that is not older than
/// `?3`. What is left has no gap, whatever the times say.
pub(super) const PRUNE: &str = "\
DELETE FROM _sync_log WHERE sync_id = ?1 AND seq < min(\
(SELECT max(seq) FROM _sync_log WHERE sync_id = ?1) + 1 - CAST(?2 AS INTEGER), \
(SELECT min(seq) FROM _sync_log WHERE sync_id = ?1) + CAST(?4 AS INTEGER), \
coalesce((SELECT seq FROM _sync_log WHERE sync_id = ?1 \
AND seq < (SELECT min(seq) FROM _sync_log WHERE sync_id = ?1) + CAST(?4 AS INTEGER) \
AND at >= CAST(?3 AS INTEGER) ORDER BY seq LIMIT 1), 9223372036854775807))";

/// When the oldest entry was made (milliseconds since 1970).
pub(super) const OLDEST_AT: &str = "SELECT CAST(at AS TEXT) FROM _sync_log WHERE sync_id = ?1 ORDER BY seq LIMIT 1";

/// The mids that this batch let in: those above the seq it began at. Rows of other mutations are not touched.
pub(super) const ADMITTED: &str = "(SELECT mid FROM _sync_log WHERE sync_id = ?1 AND seq > CAST(?2 AS INTEGER))";

/// How a member's changes are found, where it cannot say them itself.
#[derive(Debug, Clone)]
pub(super) struct TraceSql {
    /// What such a member has as its `k`.
    pub(super) tag: String,
    /// Over a member `_v(value)`.
    pub(super) changes: String,
}

/// The statement that every batch begins with. `?2` is where the room believes that the log ends (see [`end`]), `?3` the members:
/// `[{m: mid, u: user, d: digest, t: time, s: scope, x: collection, k: how its changes are found, c: changes, p: {what its
/// conditions look at}, w: its side}]`.
///
/// It lets in only members whose conditions hold and numbers those, so that a refusal takes no seq. Where the
/// room's belief is wrong (another object has written, or the database was restored) every member passes the
/// condition with a NULL for its seq, and the batch fails for that reason alone, before any data is touched and
/// before a refusal could be taken for the truth.
///
/// Of rivals, which are members of one side, it lets in the first whose conditions hold.
pub(super) fn insert(broken: &[&str], traces: &[TraceSql], has_rivals: bool) -> String {
    let holds = holds(broken);
    let (last, fence) = if faults::has(Bug::NoFence) {
        (MAX, "1")
    } else if faults::has(Bug::SeqByCount) {
        (COUNT, FENCE)
    } else {
        ("CAST(?2 AS INTEGER)", FENCE)
    };
    let admitted = if has_rivals && !faults::has(Bug::AllRivals) {
        format!(
            "(SELECT m.*, row_number() OVER (PARTITION BY m.value->>'w' ORDER BY m.key) AS place FROM _m m \
             WHERE NOT {fence} OR {holds}) m WHERE m.place = 1 OR m.value->>'w' IS NULL"
        )
    } else {
        format!("_m m WHERE NOT {fence} OR {holds}")
    };
    format!(
        "INSERT INTO _sync_log(sync_id, seq, mid, user_id, digest, changes, at) {members} \
         SELECT ?1, CASE WHEN {fence} \
         THEN {last} + row_number() OVER (ORDER BY m.key) END, \
         m.value->>'m', m.value->>'u', m.value->>'d', m.changes, m.value->>'t' FROM {admitted} \
         RETURNING CAST(seq AS TEXT), mid{found}",
        members = members(traces, ""),
        found = if traces.is_empty() { "" } else { ", changes" },
    )
}

/// 1 where none of the conditions is broken.
pub(super) fn holds(broken: &[&str]) -> String {
    if broken.is_empty() {
        return "1".to_owned();
    }
    // One after the other, not AND by AND: expressions may not be deeper than 100.
    format!("CASE WHEN {} THEN 0 ELSE 1 END", broken.join(" THEN 0 WHEN "))
}

/// Why members were not let in: `(mid, blames)`. Right after the log statement, when all is still as it was there.
pub(super) fn blames(blames: &[&str], traces: &[TraceSql]) -> String {
    format!(
        "{members} SELECT m.value->>'m' AS _1, (SELECT group_concat(column1, ' ') FROM (VALUES {blames})) AS _2 FROM _m m",
        members = members(traces, &format!(" WHERE _v.value->>'m' NOT IN {ADMITTED}")),
        blames = blames.iter().map(|blames| format!("({blames})")).collect::<Vec<_>>().join(", "),
    )
}

/// The members as a table `_m`, each with its changes.
pub(super) fn members(traces: &[TraceSql], condition: &str) -> String {
    let found: Vec<_> = traces.iter().map(|trace| format!("WHEN '{}' THEN ({})", trace.tag, trace.changes)).collect();
    let (changes, once) = if found.is_empty() {
        ("_v.value->'c'".to_owned(), "")
    } else {
        (format!("CASE _v.value->>'k' {} ELSE _v.value->'c' END", found.join(" ")), " MATERIALIZED")
    };
    format!(
        "WITH _m AS{once} (SELECT _v.key AS key, _v.value AS value, {changes} AS changes FROM json_each(?3) _v{condition})"
    )
}

/// As long as nothing was pruned.
const COUNT: &str = "(SELECT count(*) FROM _sync_log WHERE sync_id = ?1)";

const MAX: &str = "coalesce((SELECT max(seq) FROM _sync_log WHERE sync_id = ?1), 0)";

/// Whether the log ends where the room believes, which is in `?2`. A restored database may be at the same seq with another
/// mutation there, or with the same one that was sent again.
pub(super) const FENCE: &str = "\
(coalesce((SELECT seq || ' ' || at || ' ' || mid FROM _sync_log WHERE sync_id = ?1 ORDER BY seq DESC LIMIT 1), '0') = ?2)";

/// Where a log ends, as the statements of a batch are told: its last seq, and the time and the mid there. As an INTEGER it is
/// the seq.
pub(crate) fn end(seq: Seq, last: Option<(i64, &MutationId)>) -> String {
    match last {
        Some((at, mid)) => format!("{seq} {at} {}", mid.as_str()),
        None => seq.to_string(),
    }
}
