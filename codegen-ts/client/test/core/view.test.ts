import { expect, test } from 'vitest'
import { createGroup, intend, openList, patch, receive, refuse } from '../../src/core/list'
import { comparator } from '../../src/core/order'
import { tell } from '../../src/core/told'
import type { Row, Told } from '../../src/core/types'
import { view } from '../../src/core/view'

const SIZE = 5000
/** Halvings of the list, until one row is left. */
const SEARCH = Math.ceil(Math.log2(SIZE)) + 1

const rowOf = (index: number, rank = index): Row => ({ id: `row-${index}`, rank })

const toldOf = (...rows: Row[]): Told => {
  const told: Told = new Map()
  tell(told, rows, [])
  return told
}

/** A long list in order, and how often two rows were compared since the last time it was asked. */
function longList() {
  let compared = 0
  const compare = comparator('rank', 'asc')
  const group = createGroup()
  const list = openList(group, (a, b) => {
    compared += 1
    return compare(a, b)
  })
  patch(list, { told: toldOf(...Array.from({ length: SIZE }, (_, index) => rowOf(index))), seq: 1, cursor: '1.r.s.p' })
  view(list)
  let seq = 1
  return {
    group,
    list,
    compared: () => {
      const count = compared
      compared = 0
      return count
    },
    hear: (...rows: Row[]) => {
      seq += 1
      receive(list, { seq, prev: seq - 1, mid: undefined, told: toldOf(...rows) })
    },
    /** In order, each row once, and the same objects as before where nothing is said of them. */
    expectRight: (before: readonly Row[], ...changed: Row[]) => {
      const rows = view(list)
      const others = before.filter(({ id }) => changed.every((row) => row.id !== id))
      const right = [...others, ...changed].sort(compare)
      expect(rows.map(({ id }) => id)).toEqual(right.map(({ id }) => id))
      expect(rows.every((row, index) => row === right[index] || changed.includes(right[index] as Row))).toBe(true)
      expect(list.dirty.size).toBe(0)
    },
  }
}

test('a_long_first_snapshot_is_compared_once_where_the_server_sent_it_in_order', () => {
  expect(longList().compared()).toBeLessThan(SIZE)
})

test('c22_an_event_costs_a_search_and_moves_one_row', () => {
  const { list, hear, compared, expectRight } = longList()
  compared()
  for (const row of [rowOf(2500, 2500), rowOf(17, 4000.5), rowOf(4999, -1), rowOf(0, 9999), rowOf(SIZE, 20.5)]) {
    const before = view(list)
    hear({ ...row, done: true })
    expectRight(before, { ...row, done: true })
    // Where it was, where it is, and which of both is first.
    expect(compared()).toBeLessThanOrEqual(2 * SEARCH + 1)
  }
})

test('c22_a_burst_of_events_costs_a_search_each', () => {
  const { list, hear, compared, expectRight } = longList()
  compared()
  const before = view(list)
  const burst = Array.from({ length: 100 }, (_, index) => rowOf((index * 7919) % SIZE, (index * 104_729) % SIZE))
  for (const row of burst) hear(row)
  view(list)
  expect(compared()).toBeLessThanOrEqual(200 * (SEARCH + Math.ceil(Math.log2(200))))
  expectRight(before, ...burst)
})

test('c5_an_edit_and_its_refusal_cost_a_search_and_leave_all_others_alone', () => {
  const { list, group, compared, expectRight } = longList()
  compared()
  const before = view(list)
  intend(group, { mid: 'm1', ops: [{ id: 'row-7', fields: { rank: 3000.5 } }] })
  expectRight(before, rowOf(7, 3000.5))
  refuse(group, 'm1')
  expectRight(before, rowOf(7))
  expect(compared()).toBeLessThanOrEqual(2 * (2 * SEARCH + 1))
})

test('a_row_that_an_app_changes_in_place_is_not_there_twice', () => {
  const { list, hear } = longList()
  const row = view(list)[10] as Row & { rank: number }
  row.rank = 4000
  hear(rowOf(10, 20.5))
  expect(view(list)).toHaveLength(SIZE)
  expect(view(list).filter(({ id }) => id === 'row-10')).toEqual([rowOf(10, 20.5)])
})
