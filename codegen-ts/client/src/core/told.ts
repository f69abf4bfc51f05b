import type { Row, Told } from './types'

/** Lays a later piece of what the server says on top. */
export function tell(told: Told, rows: Iterable<Row>, removed: Iterable<string>): void {
  // One that was gone and came back is among both: removals are taken first.
  for (const id of removed) told.set(id, undefined)
  for (const row of rows) told.set(row.id, row)
}
