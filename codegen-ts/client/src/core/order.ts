import type { Row } from './types'

/** Compares well-formed texts by code points, which is the order of UTF-8 bytes, which is SQLite's `BINARY`. */
export function compareText(a: string, b: string): number {
  let i = 0
  while (i < a.length && a.charCodeAt(i) === b.charCodeAt(i)) i++
  // Where they part, a surrogate that begins a pair stands for the whole of it; a text that ends here is the smaller.
  return (a.codePointAt(i) ?? -1) - (b.codePointAt(i) ?? -1)
}

/** A column's values are of one kind: what is no text is a number, a boolean, or nothing, which is below all. */
const rank = (value: unknown): number => (value == null ? -Infinity : Number(value) || 0)

/** The order of the server's lists: NULL first when ascending, the id as tie-break in the same direction. */
export function comparator(column: string, direction: 'asc' | 'desc'): (a: Row, b: Row) => number {
  const sign = direction === 'asc' ? 1 : -1
  return (a, b) => {
    const left = a[column]
    const right = b[column]
    const both = typeof left === 'string' && typeof right === 'string'
    // Two that are nothing differ by no number.
    return sign * ((both ? compareText(left, right) : rank(left) - rank(right)) || compareText(a.id, b.id))
  }
}
