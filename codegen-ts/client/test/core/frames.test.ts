import { expect, test } from 'vitest'
import { joined } from '../../src/wire/frames'
import type { Action, Change } from '../../src/wire/protocol'

const entry = (seq: number, sub: number, collection: string, action: Action, payload: unknown, mid?: string): Change => ({
  seq,
  prev: 3,
  sub,
  collection,
  action,
  payload,
  ...(mid !== undefined && { clientMutationId: mid }),
})

test('r7_entries_of_one_seq_and_subscription_are_one_change_with_the_mid_of_any', () => {
  const row = { id: 'c', parent: null }
  const entries = [
    entry(7, 0, 'lists', 'delete', { id: 'a' }, 'm1'),
    entry(7, 1, 'todos', 'bulk-delete', { ids: ['b'] }, 'm1'),
    entry(7, 2, 'todos', 'delete', { id: 'b' }, 'm1'),
    entry(7, 1, 'todos', 'bulk-update', { items: [row] }),
    entry(8, 1, 'todos', 'update', row),
  ]
  const at = { seq: 7, prev: 3, mid: 'm1' }
  const todos = { ...at, sub: 1, told: new Map([['b', undefined], ['c', row]]) }
  expect(joined(entries)).toEqual([
    { ...at, sub: 0, told: new Map([['a', undefined]]) },
    todos,
    { ...at, sub: 2, told: new Map([['b', undefined]]) },
    { ...todos, seq: 8, mid: undefined, told: new Map([['c', row]]) },
  ])
  // Whichever of them has it.
  const [, swept, , orphaned] = entries as [Change, Change, Change, Change, Change]
  const { clientMutationId: _, ...nameless } = swept
  expect(joined([nameless, { ...orphaned, clientMutationId: 'm1' }])).toEqual([todos])
})

test('a_row_with_columns_called_items_and_ids_is_one_row', () => {
  const row = { id: 'a', items: [{ id: 'b' }], ids: ['c'] }
  expect(joined([entry(1, 0, 'carts', 'insert', row)])[0]?.told).toEqual(new Map([['a', row]]))
})
