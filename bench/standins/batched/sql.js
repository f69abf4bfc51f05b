// Rows travel as JSON: one text in, one text out. `?1` is the room, `?2` where it believes that the log ends, `?3` a JSON list.

export const DDL = [
  'CREATE TABLE IF NOT EXISTS todos (id TEXT NOT NULL, title TEXT NOT NULL, completed INTEGER NOT NULL DEFAULT 0, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, PRIMARY KEY (id)) STRICT, WITHOUT ROWID',
  'CREATE INDEX IF NOT EXISTS todos_list ON todos (created_at, id)',
  'CREATE TABLE IF NOT EXISTS _sync_log (sync_id TEXT NOT NULL, seq INTEGER NOT NULL, mid TEXT NOT NULL, user_id TEXT, digest TEXT NOT NULL, changes TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (sync_id, seq)) STRICT, WITHOUT ROWID',
]

const ROW =
  "json_object('id', t.id, 'title', t.title, 'completed', json(CASE t.completed WHEN 1 THEN 'true' ELSE 'false' END), 'createdAt', t.created_at, 'updatedAt', t.updated_at)"
const HEAD = 'coalesce((SELECT max(seq) FROM _sync_log WHERE sync_id = ?1), 0)'
// As an INTEGER, where the log ends is a seq.
const BELIEVED = 'CAST(?2 AS INTEGER)'
const FENCE = "(coalesce((SELECT seq || ' ' || mid FROM _sync_log WHERE sync_id = ?1 ORDER BY seq DESC LIMIT 1), '0') = ?2)"
const ADMITTED = `(SELECT mid FROM _sync_log WHERE sync_id = ?1 AND seq > ${BELIEVED})`

// The plain order of the two tables would walk all todos.
const TAKEN = "SELECT 1 FROM json_each(m.value, '$.n') i CROSS JOIN todos t ON t.id = i.value"
const GONE = "SELECT 1 FROM json_each(m.value, '$.e') i LEFT JOIN todos t ON t.id = i.value WHERE t.id IS NULL"

/**
 * The first statement of a group. Members whose condition does not hold take no seq; where the room is wrong about the log's end
 * all fail together, by the NULL.
 */
export const log = (inserts, touches) => `
  INSERT INTO _sync_log (sync_id, seq, mid, user_id, digest, changes, at)
  SELECT ?1, CASE WHEN ${FENCE} THEN ${BELIEVED} + row_number() OVER (ORDER BY m.key) END,
    m.value->>'m', NULL, m.value->>'d', m.value->'c', m.value->>'t' FROM json_each(?3) m
  WHERE NOT ${FENCE} OR (1${inserts ? ` AND NOT EXISTS (${TAKEN})` : ''}${touches ? ` AND NOT EXISTS (${GONE})` : ''})
  RETURNING CAST(seq AS TEXT) AS seq, mid`

export const INSERT = `
  INSERT INTO todos (id, title, completed, created_at, updated_at)
  SELECT value->>'id', value->>'title', value->>'completed', value->>'createdAt', value->>'updatedAt'
  FROM json_each(?3) WHERE value->>'m' IN ${ADMITTED}`

export const UPDATE = `
  UPDATE todos AS t SET title = coalesce(p.value->>'title', t.title), completed = coalesce(p.value->>'completed', t.completed), updated_at = p.value->>'updatedAt'
  FROM json_each(?3) p WHERE t.id = p.value->>'id' AND p.value->>'m' IN ${ADMITTED} RETURNING id, ${ROW.replaceAll('t.', '')} AS row`

export const DELETE = `DELETE FROM todos WHERE id IN (SELECT value->>'id' FROM json_each(?3) WHERE value->>'m' IN ${ADMITTED})`

/** Where the room stands, and the ids of the newest mutations. */
export const TAIL = `SELECT CAST(seq AS TEXT) AS seq, mid, digest FROM _sync_log WHERE sync_id = ?1 ORDER BY seq DESC LIMIT 10000`

/** The rows that the mutation at the seq `?2` touched, as they are now. */
export const ROWS = `
  SELECT ${ROW} AS row FROM _sync_log l, json_each(l.changes, '$.todos') c CROSS JOIN todos t ON t.id = c.value->>0
  WHERE l.sync_id = ?1 AND l.seq = ${BELIEVED} ORDER BY c.key`

/** A page: at most `?2` rows and one more, as one text; `?3` is the row before. One statement, so that all is of one moment. */
export const page = (isFirst) => `
  SELECT CAST(${HEAD} AS TEXT) AS seq, (SELECT mid FROM _sync_log WHERE sync_id = ?1 ORDER BY seq DESC LIMIT 1) AS mid,
    (SELECT group_concat(row, ',' || char(10)) FROM (SELECT ${ROW} AS row FROM todos t
      ${isFirst ? '' : "WHERE (t.created_at, t.id) < (?3->>'$[0]', ?3->>'$[1]')"}
      ORDER BY t.created_at DESC, t.id DESC LIMIT CAST(?2 AS INTEGER) + 1)) AS rows`

/** What was touched after the seq `?2`, as it is now. */
export const DELTA = `
  WITH touched (id) AS MATERIALIZED (SELECT DISTINCT c.value->>0 FROM _sync_log l, json_each(l.changes, '$.todos') c WHERE l.sync_id = ?1 AND l.seq > ${BELIEVED})
  SELECT CAST(${HEAD} AS TEXT) AS seq, (SELECT mid FROM _sync_log WHERE sync_id = ?1 ORDER BY seq DESC LIMIT 1) AS mid,
    (SELECT mid FROM _sync_log WHERE sync_id = ?1 AND seq = ${BELIEVED}) AS held, (SELECT count(*) FROM touched) AS touched,
    group_concat(CASE WHEN t.id IS NOT NULL THEN ${ROW} END) AS rows, json_group_array(x.id) FILTER (WHERE t.id IS NULL) AS removed
  FROM touched x LEFT JOIN todos t ON t.id = x.id`
