import { DELETE, INSERT, log, UPDATE } from './sql.js'

const MEMBERS = 1_000

/** Takes off the queue what may commit together: no row is touched by two members, because the second's condition depends on the first. */
export function take(queue) {
  const touched = new Set()
  let count = 0
  for (const { ids } of queue) {
    if (count === MEMBERS || (count > 0 && ids.some((id) => touched.has(id)))) break
    for (const id of ids) touched.add(id)
    count += 1
  }
  return queue.splice(0, count)
}

/** The statements of a group: the log first, so that the rows follow what it let in. */
export function plan(room, end, group) {
  const inserts = group.flatMap(({ mid, inserts: rows }) => rows.map((row) => ({ ...row, m: mid })))
  const updates = group.flatMap(({ mid, updates: rows }) => rows.map((row) => ({ ...row, m: mid })))
  const deletes = group.flatMap(({ mid, deletes: ids }) => ids.map((id) => ({ id, m: mid })))
  const touches = updates.length + deletes.length > 0
  const statement = (sql, items) => [sql, room, end, JSON.stringify(items)]
  const statements = [statement(log(inserts.length > 0, touches), group.map(entry))]
  if (inserts.length > 0) statements.push(statement(INSERT, inserts))
  if (deletes.length > 0) statements.push(statement(DELETE, deletes))
  if (updates.length > 0) statements.push(statement(UPDATE, updates))
  return statements
}

function entry({ mid, digest, now, inserts, ids }) {
  const fresh = inserts.map(({ id }) => id)
  return {
    m: mid,
    d: digest,
    t: now,
    c: { todos: ids.map((id) => [id, null, null]) },
    ...(fresh.length > 0 ? { n: fresh } : { e: ids }),
  }
}

/** Reads what a group came to: the texts of its rows, and the seq of each member that got in. */
export function outcome(group, results) {
  const seqs = new Map(results[0].map(({ seq, mid }) => [mid, Number(seq)]))
  const updated = new Map(group.some(({ updates }) => updates.length > 0) ? results.at(-1).map(({ id, row }) => [id, row]) : [])
  for (const member of group) {
    member.seq = seqs.get(member.mid)
    if (member.seq !== undefined) member.rows = rowsOf(member, updated)
  }
}

function rowsOf({ inserts, updates }, updated) {
  return inserts.length > 0 ? inserts.map((row) => JSON.stringify(row)) : updates.map(({ id }) => updated.get(id))
}
