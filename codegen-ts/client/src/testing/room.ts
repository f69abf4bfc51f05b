import type { AnyCollection } from '../client'
import { comparator, moved } from '../internal'
import type { Action, Change, ResetReason, Subscription } from '../wire/protocol'

/** A row as the wire has it. */
export interface Row {
  readonly id: string
  readonly [column: string]: unknown
}

/** What a mutation did to one row, as readers see it: a row that hides is as good as none. */
export interface Touch {
  readonly collection: string
  readonly id: string
  readonly before: Row | undefined
  readonly after: Row | undefined
}

/** What of a mutation is told together: rows that are there now, or ids that are gone. */
export interface Part {
  readonly collection: string
  readonly action: Action
  readonly ids: readonly string[]
}

/** A mutation that was done. */
export interface Commit {
  readonly seq: number
  readonly mid: string
  readonly userId: string | undefined
  /** What was asked, to know another mutation of the same id by. */
  readonly digest: string
  readonly touches: readonly Touch[]
  readonly parts: readonly Part[]
}

/** What changed in a list. */
export interface Since {
  readonly from: number
  readonly to: number
  readonly rows: readonly Row[]
  readonly removed: readonly string[]
  readonly more: boolean
}

/** What one sync id holds: the rows, and what was done to them in its one order. */
export class Room {
  readonly name: string
  readonly log: Commit[] = []
  readonly #tables = new Map<string, Map<string, Row>>()
  /** How often all that was told became worthless, and why it did the last time. */
  #resets = 0
  #reason: ResetReason = 'history'

  constructor(name: string) {
    this.name = name
  }

  get seq(): number {
    return this.log.length
  }

  /** All rows, those that hide too. */
  table({ name }: AnyCollection): Map<string, Row> {
    let rows = this.#tables.get(name)
    if (!rows) this.#tables.set(name, (rows = new Map()))
    return rows
  }

  /** The rows of a list in its order. */
  rows(collection: AnyCollection, scope: string | undefined): Row[] {
    const rows = [...this.table(collection).values()].filter((row) => isVisible(collection, row))
    return rows.filter((row) => isIn(collection, scope, row)).sort(comparator(...collection.orderBy))
  }

  /** The place after a seq, as clients hold it. */
  cursor(seq = this.seq): string {
    const reader = this.#resets.toString(16).padStart(12, '0')
    return moved(`0.${reader}.00000000.0`, seq, this.log[seq - 1]?.mid ?? '')
  }

  /** All that was told so far leads nowhere any more. */
  reset(reason: ResetReason): void {
    this.#resets += 1
    this.#reason = reason
  }

  /** What changed in a list since a cursor, at most about `limit` rows; or why nobody can tell. */
  since(collection: AnyCollection, scope: string | undefined, cursor: string, limit: number): Since | ResetReason {
    const from = Number(cursor.split('.')[0])
    if (cursor.split('.')[1] !== this.cursor().split('.')[1]) return this.#reason
    if (from > this.seq || cursor !== this.cursor(from)) return 'history'
    const ids = new Set<string>()
    let to = from
    let more = false
    for (const commit of this.log.slice(from)) {
      const touched = touchesOf(commit, collection, scope)
      // What one mutation did stands in one piece.
      more = ids.size > 0 && new Set([...ids, ...touched.map(({ id }) => id)]).size > limit
      if (more) break
      for (const { id } of touched) ids.add(id)
      to = commit.seq
    }
    const there = new Map(this.rows(collection, scope).map((row) => [row.id, row]))
    const rows = [...ids].flatMap((id) => there.get(id) ?? [])
    return { from, to, rows, removed: [...ids].filter((id) => !there.has(id)), more }
  }

  /** What one who follows a list, or everything, is told of a commit. */
  entries(commit: Commit, collection: AnyCollection, follows: Subscription | undefined): Change[] {
    const { seq, mid } = commit
    const scope = follows?.scope
    const touches = new Map(touchesOf(commit, collection, scope).map((touch) => [touch.id, touch]))
    const before = this.log.slice(0, seq - 1).filter((other) => touchesOf(other, collection, scope).length > 0)
    const common = {
      seq,
      ...(follows && { sub: follows.sub }),
      prev: before.at(-1)?.seq ?? 0,
      collection: collection.name,
    }
    return commit.parts.flatMap(({ collection: name, action, ids }) => {
      const told = name === collection.name ? ids.flatMap((id) => touches.get(id) ?? []) : []
      if (told.length === 0) return []
      const bulk = action.startsWith('bulk')
      const items = told.flatMap(({ after }) => after ?? [])
      const gone = told.map(({ id }) => id)
      const payload = action.endsWith('delete') ? (bulk ? { ids: gone } : { id: gone[0] }) : bulk ? { items } : items[0]
      return [{ ...common, action, payload, clientMutationId: mid, ...(scope !== undefined && { scope }) }]
    })
  }
}

/** Whether clients see the row: what is deleted softly is there and hides. */
export function isVisible({ fields }: AnyCollection, row: Row): boolean {
  return Object.entries(fields).every(([name, { role }]) => role !== 'deleted' || row[name] === null)
}

/** Whether a row stands in a scope; everything stands in none in particular. */
export const isIn = ({ scope: column }: AnyCollection, scope: string | undefined, row: Row): boolean =>
  scope === undefined || (column !== null && row[column] === scope)

function touchesOf({ touches }: Commit, collection: AnyCollection, scope: string | undefined): readonly Touch[] {
  const stood = (row: Row | undefined) => row !== undefined && isIn(collection, scope, row)
  return touches.filter(({ collection: name, before, after }) => name === collection.name && (stood(before) || stood(after)))
}
