import { readFile } from 'node:fs/promises'
import path from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { comparator, compareText } from '../../src/core/order'
import type { Row } from '../../src/core/types'

test('h12_text_is_ordered_as_its_utf8_bytes', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', 'é', '\ud7ff', '\ue000', '\uffff', '😀', '𝄞', '\u{10ffff}'), maxLength: 4 })
  fc.assert(
    fc.property(text, text, (a, b) => {
      expect(Math.sign(compareText(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)))
    }),
    { numRuns: 5000 },
  )
})

test('h12_null_is_first_when_ascending_and_ids_break_ties_in_the_same_direction', () => {
  const rows = [
    { id: '1', rank: 2 },
    { id: '2', rank: null },
    { id: '3', rank: 10 },
    { id: '4', rank: null },
    { id: '5', rank: 2 },
  ]
  const order = (direction: 'asc' | 'desc') => [...rows].sort(comparator('rank', direction)).map(({ id }) => id)
  expect(order('asc')).toEqual(['2', '4', '1', '5', '3'])
  expect(order('desc')).toEqual(['3', '5', '1', '4', '2'])
})

test('h12_booleans_are_ordered_as_0_and_1', () => {
  const rows = [
    { id: 'a', done: true },
    { id: 'b', done: false },
  ]
  expect([...rows].sort(comparator('done', 'asc')).map(({ id }) => id)).toEqual(['b', 'a'])
})

test('h12_l12_rows_stand_in_the_order_that_sqlite_has_them_in', async () => {
  // Written by the Rust test `order`.
  const text = await readFile(path.join(import.meta.dirname, 'sqlite-order.json'), 'utf8')
  const lists = Object.entries(JSON.parse(text) as Record<string, Row[]>)
  expect(lists).toHaveLength(8)
  for (const [name, rows] of lists) {
    const compare = comparator('value', name.endsWith('desc') ? 'desc' : 'asc')
    const wrong = rows.flatMap((row, index) =>
      rows.filter((other, at) => Math.sign(compare(row, other)) !== Math.sign(index - at)).map((other) => [row, other]),
    )
    expect(wrong, name).toEqual([])
  }
})
