import { idOf, isOpen } from './list'
import type { ListState, Op, Row } from './types'

/**
 * What the user sees: the base with every pending intent on top, in order.
 *
 * The same array until something changes; rows that did not change stay the same objects.
 */
export function view(list: ListState): Row[] {
  const { dirty, shown, base } = list
  if (dirty !== 'all' && dirty.size === 0) return list.view
  const touched = fold(list)
  const stale = dirty === 'all' ? new Set([...shown.keys(), ...base.keys(), ...touched.keys()]) : dirty
  list.dirty = new Set()

  const changed = new Set<string>()
  const added: Row[] = []
  for (const id of stale) {
    const found = touched.has(id) ? touched.get(id) : base.get(id)
    const row = found && list.holds(found) ? found : undefined
    if (same(shown.get(id), row)) continue
    changed.add(id)
    if (row) added.push(row)
  }
  if (changed.size > 0) {
    for (const id of changed) shown.delete(id)
    for (const row of added) shown.set(row.id, row)
    // Two runs, the first of them sorted: cheap for a merge sort.
    list.view = [...list.view.filter((row) => !changed.has(row.id)), ...added].sort(list.compare)
  }
  return list.view
}

/** The rows that pending intents touch, as they leave them; `undefined` for those they delete. */
function fold(list: ListState): Map<string, Row | undefined> {
  const rows = new Map<string, Row | undefined>()
  for (const intent of list.group.pending) {
    if (!isOpen(list, intent)) continue
    for (const op of intent.ops) {
      const id = idOf(op)
      rows.set(id, applyIntent(rows.has(id) ? rows.get(id) : list.base.get(id), op))
    }
  }
  return rows
}

function applyIntent(row: Row | undefined, op: Op): Row | undefined {
  switch (op.type) {
    case 'put':
      // The base may have the insert, and later changes of it, before its answer is here.
      return row ?? op.row
    case 'set':
      // A row that is gone stays gone.
      return row && { ...row, ...op.fields }
    case 'delete':
      return undefined
  }
}

function same(a: Row | undefined, b: Row | undefined): boolean {
  if (a === b) return true
  if (!a || !b) return false
  const keys = Object.keys(a)
  return keys.length === Object.keys(b).length && keys.every((key) => sameValue(a[key], b[key]))
}

/** Nested values are new objects in every answer. */
const sameValue = (a: unknown, b: unknown): boolean => Object.is(a, b) || JSON.stringify(a) === JSON.stringify(b)
