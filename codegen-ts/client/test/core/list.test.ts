import { expect, test } from 'vitest'
import { acknowledge, advance, closeList, createGroup, intend, isBehind, lapse, openList, patch, receive, rewind, want } from '../../src/core/list'
import { comparator } from '../../src/core/order'
import type { Answer, Row, Told } from '../../src/core/types'
import { view } from '../../src/core/view'

const told = (rows: readonly Row[], removed: readonly string[] = []): Told =>
  new Map([...removed.map((id) => [id, undefined] as const), ...rows.map((row) => [row.id, row] as const)])

/** Rows as of a seq: all of them, or what changed since `from`. */
const at = (seq: number, rows: readonly Row[], from?: number, removed?: readonly string[]): Answer => ({
  seq,
  from,
  told: told(rows, removed),
  cursor: `${seq}.0`,
})

test('r11_another_history_replaces_the_rows_and_sends_again_what_was_acknowledged', () => {
  const all = createGroup()
  const list = openList(all, comparator('rank', 'asc'))
  patch(list, at(7, [{ id: 'a', rank: 1 }]))
  intend(all, { mid: 'm1', ops: [{ id: 'a', fields: { rank: 2 } }] })
  intend(all, { mid: 'm2', ops: [{ id: 'a', fields: { done: true } }] })
  acknowledge(all, 'm1', 9)
  receive(list, { seq: 12, prev: 11, mid: undefined, told: told([], ['a']) })
  expect(rewind(all).map(({ mid }) => mid)).toEqual(['m1'])
  expect(view(list)).toEqual([{ id: 'a', rank: 2, done: true }])
  patch(list, at(3, [{ id: 'a', rank: 0 }]))
  expect(list.held).toBe(3)
  expect(view(list)).toEqual([{ id: 'a', rank: 2, done: true }])
  acknowledge(all, 'm1', 2)
  expect(view(list)).toEqual([{ id: 'a', rank: 0, done: true }])
})

test('r11_what_is_sent_again_is_shown_in_the_lists_too_that_had_it_already', () => {
  const all = createGroup()
  const lists = [openList(all, comparator('rank', 'asc')), openList(all, comparator('rank', 'asc'))] as const
  for (const list of lists) patch(list, at(7, [{ id: 'a', rank: 1 }]))
  intend(all, { mid: 'm1', ops: [{ id: 'a', fields: { rank: 2 } }] })
  acknowledge(all, 'm1', 9)
  // Only one of them gets there, and further, before the room is restored to a backup.
  patch(lists[0], at(10, [{ id: 'a', rank: 5 }]))
  expect(lists.map(view)).toEqual([[{ id: 'a', rank: 5 }], [{ id: 'a', rank: 2 }]])
  expect(rewind(all).map(({ mid }) => mid)).toEqual(['m1'])
  expect(lists.map(view)).toEqual([[{ id: 'a', rank: 2 }], [{ id: 'a', rank: 2 }]])
  // Where it was saved says nothing in a history that got further without it.
  for (const seq of [3, 10]) {
    for (const list of lists) {
      patch(list, at(seq, [{ id: 'a', rank: 0 }]))
      expect(view(list)).toEqual([{ id: 'a', rank: 2 }])
    }
  }
})

test('c17_a_list_that_comes_later_shows_what_is_on_its_way', () => {
  const all = createGroup()
  const gone = openList(all, comparator('rank', 'asc'))
  intend(all, { mid: 'm1', ops: [{ id: 'a', row: { id: 'a', rank: 1 } }] })
  // The mutation outlives the only screen that showed it.
  closeList(gone)
  const list = openList(all, comparator('rank', 'asc'))
  patch(list, at(3, []))
  expect(view(list)).toEqual([{ id: 'a', rank: 1 }])
  acknowledge(all, 'm1', 4)
  const later = openList(all, comparator('rank', 'asc'))
  // An answer of before the commit does not hide it, and is known to be too old.
  patch(later, at(3, []))
  expect(view(later)).toEqual([{ id: 'a', rank: 1 }])
  expect(isBehind(later)).toBe(true)
})

test('l7_rows_with_nested_values_keep_their_identity_over_a_read', () => {
  const list = openList(createGroup(), comparator('rank', 'asc'))
  const row = () => ({ id: 'a', rank: 1, tags: ['x', { y: null }] })
  patch(list, at(1, [row()]))
  const [before] = view(list)
  patch(list, at(2, [row()]))
  expect(view(list)[0]).toBe(before)
  patch(list, at(3, [{ ...row(), tags: ['x', { z: null }] }]))
  expect(view(list)).toEqual([{ id: 'a', rank: 1, tags: ['x', { z: null }] }])
  patch(list, at(4, [{ ...row(), tags: [] }]))
  patch(list, at(5, [{ ...row(), tags: {} }]))
  expect(view(list)).toEqual([{ id: 'a', rank: 1, tags: {} }])
  // A column that is new, or is there no more.
  patch(list, at(6, [{ ...row(), tags: {}, more: null }]))
  expect(view(list)).toEqual([{ id: 'a', rank: 1, tags: {}, more: null }])
  patch(list, at(7, [{ id: 'a', rank: 1 }]))
  expect(view(list)).toEqual([{ id: 'a', rank: 1 }])
})

test('c3_an_event_that_comes_too_soon_is_known_to_be_missing_and_the_delta_has_it', () => {
  const list = openList(createGroup(), comparator('rank', 'asc'))
  const event = (seq: number, prev: number) => ({ seq, prev, mid: undefined, told: told([{ id: 'a', rank: seq }]) })
  patch(list, at(3, [{ id: 'a', rank: 1 }]))
  receive(list, event(7, 5))
  expect([view(list), isBehind(list)]).toEqual([[{ id: 'a', rank: 1 }], true])
  receive(list, event(5, 3))
  expect([view(list), isBehind(list)]).toEqual([[{ id: 'a', rank: 5 }], true])
  // An answer of before does not end it, and takes nothing back.
  patch(list, at(4, [{ id: 'a', rank: 4 }], 3))
  expect([view(list), isBehind(list)]).toEqual([[{ id: 'a', rank: 5 }], true])
  patch(list, at(8, [{ id: 'b', rank: 0 }], 3, ['a']))
  expect([view(list), isBehind(list)]).toEqual([[{ id: 'b', rank: 0 }], false])
})

test('r11_a_delta_that_begins_after_what_is_held_is_of_a_history_that_is_over', () => {
  const all = createGroup()
  const list = openList(all, comparator('rank', 'asc'))
  // Nor is one taken before there are rows that it could change.
  patch(list, at(9, [{ id: 'a', rank: 9 }], 7))
  expect([view(list), isBehind(list)]).toEqual([[], true])
  patch(list, at(3, [{ id: 'a', rank: 1 }]))
  patch(list, at(9, [{ id: 'a', rank: 9 }], 7))
  expect([view(list), list.held]).toEqual([[{ id: 'a', rank: 1 }], 3])
  rewind(all)
  patch(list, at(9, [{ id: 'a', rank: 9 }], 3))
  expect([view(list), list.held]).toEqual([[{ id: 'a', rank: 1 }], -1])
})

test('l6_a_list_that_cannot_be_told_keeps_its_rows_until_it_is_read', () => {
  const list = openList(createGroup(), comparator('rank', 'asc'))
  patch(list, at(3, [{ id: 'a', rank: 1 }]))
  lapse(list)
  expect([view(list), isBehind(list)]).toEqual([[{ id: 'a', rank: 1 }], true])
  patch(list, at(3, [{ id: 'b', rank: 1 }]))
  expect([view(list), isBehind(list)]).toEqual([[{ id: 'b', rank: 1 }], false])
})

test('l13_a_list_that_is_never_read_does_not_keep_what_is_saved', () => {
  const all = createGroup()
  const [read, unread] = [openList(all, comparator('rank', 'asc')), openList(all, comparator('rank', 'asc'))]
  patch(read, at(0, []))
  for (let n = 1; n <= 300; n++) {
    const row = { id: `r${n}`, rank: n }
    intend(all, { mid: `m${n}`, ops: [{ id: row.id, row }] })
    receive(read, { seq: n, prev: n - 1, mid: `m${n}`, told: told([row]) })
    acknowledge(all, `m${n}`, n)
  }
  expect(all.pending).toHaveLength(100)
  expect(view(read)).toHaveLength(300)
  // Rows from before what was let go are known to lack it.
  patch(unread, at(150, []))
  expect(isBehind(unread)).toBe(true)
  patch(unread, at(300, [...read.base.values()]))
  expect([isBehind(unread), all.pending, view(unread).length]).toEqual([false, [], 300])
})

test('l13_what_others_scopes_have_does_not_pile_up_in_a_quiet_one', () => {
  const all = createGroup()
  const [quiet, busy] = ['A', 'B'].map((scope) => openList(all, comparator('rank', 'asc'), (row) => row['scope'] === scope))
  if (!quiet || !busy) throw new Error('there are two lists')
  for (const list of [quiet, busy]) patch(list, at(0, []))
  for (let n = 1; n <= 100; n++) {
    const row = { id: `b${n}`, rank: n, scope: 'B' }
    intend(all, { mid: `m${n}`, ops: [{ id: row.id, row }] })
    receive(busy, { seq: n, prev: n - 1, mid: `m${n}`, told: told([row]) })
    for (const list of [quiet, busy]) advance(list, n)
    acknowledge(all, `m${n}`, n)
    expect(all.pending).toEqual([])
  }
  // What it is known to lack is not passed over.
  want(quiet, 200)
  advance(quiet, 300)
  expect([quiet.reached, quiet.held]).toEqual([100, 0])
})
