import { expect, test } from 'vitest'
import { parseFrame } from '../../src/wire/frames'

const entry = (seq: number, collection: string, action: string, payload: unknown, clientMutationId?: string) => ({
  seq,
  prev: 3,
  collection,
  action,
  payload,
  clientMutationId,
})

const changes = (...entries: unknown[]) => {
  const frame = parseFrame(JSON.stringify({ type: 'broadcast', changes: entries }))
  return frame?.type === 'broadcast' ? frame.changes : []
}

test('r7_entries_of_one_seq_and_collection_are_one_change_with_the_mid_of_any', () => {
  const row = { id: 'c', parent: null }
  const entries = [
    entry(7, 'lists', 'delete', { id: 'a' }, 'm1'),
    entry(7, 'todos', 'bulk-delete', { ids: ['b'] }, 'm1'),
    entry(7, 'todos', 'bulk-update', { items: [row] }),
    entry(8, 'todos', 'update', row),
  ]
  const lists = { seq: 7, prev: 3, collection: 'lists', mid: 'm1', ops: [{ type: 'delete', id: 'a' }] }
  const todos = { seq: 7, prev: 3, collection: 'todos', mid: 'm1', ops: [{ type: 'delete', id: 'b' }, { type: 'put', row }] }
  expect(changes(...entries)).toEqual([lists, todos, { ...todos, seq: 8, mid: undefined, ops: [{ type: 'put', row }] }])
  // Whichever of them has it.
  const [, swept, orphaned] = entries
  expect(changes({ ...swept, clientMutationId: undefined }, { ...orphaned, clientMutationId: 'm1' })).toEqual([todos])
})

test('s11_a_user_id_that_is_no_text_is_none', () => {
  const greeting = { type: 'sync-init', protocol: 1, schema: 'h', seq: 1, now: 1 }
  for (const [given, taken] of [['u1', 'u1'], [7, undefined], [null, undefined], [undefined, undefined]]) {
    expect(parseFrame(JSON.stringify({ ...greeting, userId: given }))).toEqual({ ...greeting, userId: taken })
  }
})
