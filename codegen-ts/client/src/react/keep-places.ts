import type { Row } from '../core/types'

/**
 * Makes what keeps rows where they are: each is sorted as it was when it came, until it is gone.
 *
 * Give it every state of the rows, in the order of their time.
 */
export function keepPlaces<Entity>(compare: (a: Row, b: Row) => number): (rows: Entity[]) => Entity[] {
  let came = new Map<string, Row>()
  return (rows) => {
    const now = rows as Row[]
    came = new Map(now.map((row) => [row.id, came.get(row.id) ?? row]))
    const then = (row: Row) => came.get(row.id) ?? row
    return [...now].sort((a, b) => compare(then(a), then(b))) as Entity[]
  }
}
