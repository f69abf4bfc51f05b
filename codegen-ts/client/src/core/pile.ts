import type { Row } from './types'

/** What was told of a list piece by piece: the rows as they were told last, and the ids that were gone last. */
export interface Pile {
  readonly rows: Map<string, Row>
  readonly removed: Set<string>
}

export const createPile = (): Pile => ({ rows: new Map(), removed: new Set() })

/** Lays a later piece on top. */
export function pile({ rows, removed }: Pile, changed: readonly Row[], gone: readonly string[]): void {
  for (const id of gone) {
    rows.delete(id)
    removed.add(id)
  }
  // One that was gone and came back is among both: removals are taken first.
  for (const row of changed) rows.set(row.id, row)
}
