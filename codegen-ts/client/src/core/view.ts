import { isOpen } from './list'
import type { ListState, Op, Row } from './types'

/**
 * What the user sees: the base with every pending intent on top, in order.
 *
 * The same array until something changes; rows that did not change stay the same objects.
 */
export function view(list: ListState): readonly Row[] {
  const { group, base, shown, dirty, holds, compare } = list
  if (dirty.size === 0) return list.view
  const rows = new Map<string, Row | undefined>()
  for (const id of dirty) rows.set(id, base.get(id))
  dirty.clear()
  for (const intent of group.pending) {
    if (!isOpen(list, intent)) continue
    for (const op of intent.ops) if (rows.has(op.id)) rows.set(op.id, applied(rows.get(op.id), op))
  }

  /** What leaves its place in the view, and what gets one; a row that changes does both. */
  const moves: Row[] = []
  for (const [id, row] of rows) {
    const before = shown.get(id)
    const after = row && holds(row) ? row : undefined
    if (same(before, after)) continue
    shown.delete(id)
    if (before) moves.push(before)
    if (!after) continue
    shown.set(id, after)
    moves.push(after)
  }
  if (moves.length > 0) {
    const next = merged(list.view, moves, compare)
    // A row that was changed in place, by whoever has the array, is not found where its values say.
    list.view = next.length === shown.size ? next : [...shown.values()].sort(compare)
  }
  return list.view
}

/** One copy of `rows`, and a search for each of `moves`: those that stand in it are left out, the others put in. */
function merged(rows: readonly Row[], moves: Row[], compare: ListState['compare']): Row[] {
  const next: Row[] = []
  let from = 0
  // Sorting is stable: a row that changes goes before it comes.
  for (const move of moves.sort(compare)) {
    let at = from
    for (let end = rows.length; at < end; ) {
      const middle = (at + end) >> 1
      if (compare(rows[middle] as Row, move) < 0) at = middle + 1
      else end = middle
    }
    while (from < at) next.push(rows[from++] as Row)
    if (rows[at] === move) from++
    else next.push(move)
  }
  return next.concat(rows.slice(from))
}

function applied(row: Row | undefined, { row: added, fields }: Op): Row | undefined {
  // The base may have an insert, and later changes of it, before its answer is here.
  if (added) return row ?? added
  // A row that is gone stays gone.
  return fields && row && { ...row, ...fields }
}

/** Nested values are new objects in every answer. */
function same(a: Row | undefined, b: Row | undefined): boolean {
  if (!a || !b) return a === b
  for (const key in { ...a, ...b }) if (a[key] !== b[key] && JSON.stringify(a[key]) !== JSON.stringify(b[key])) return false
  return true
}
