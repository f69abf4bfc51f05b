import type { Row } from './types'

/** A UTF-16 unit's rank among code points: surrogates stand for what is above U+FFFF. */
const rank = (unit: number): number => (unit >= 0xe000 ? unit - 0x800 : unit >= 0xd800 ? unit + 0x2000 : unit)

/** Compares by code points, which is the order of UTF-8 bytes, which is SQLite's `BINARY`. */
export function compareText(a: string, b: string): number {
  const shared = Math.min(a.length, b.length)
  for (let i = 0; i < shared; i++) {
    const left = a.charCodeAt(i)
    const right = b.charCodeAt(i)
    if (left !== right) return rank(left) - rank(right)
  }
  return a.length - b.length
}

function compareValues(a: unknown, b: unknown): number {
  if (typeof a === 'string' && typeof b === 'string') return compareText(a, b)
  if (a === null || b === null) return Number(b === null) - Number(a === null)
  // A column's values are of one kind: what is left are numbers and booleans.
  return Number(a) - Number(b)
}

/** The order of the server's lists: NULL first when ascending, the id as tie-break in the same direction. */
export function comparator(column: string, direction: 'asc' | 'desc'): (a: Row, b: Row) => number {
  const sign = direction === 'asc' ? 1 : -1
  return (a, b) => sign * (compareValues(a[column] ?? null, b[column] ?? null) || compareText(a.id, b.id))
}
