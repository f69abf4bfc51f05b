import { expect, test } from 'vitest'
import { request } from '../support/client'
import { rowsWritten } from '../support/costs'
import { Server } from '../support/server'
import { startWords } from '../support/words'

test('rows written by one mutation are its rows, their indexes and one log entry', async () => {
  await using server = await Server.start('todo-app', { vars: { FERROSYNC_DEBUG: '1' } })
  const id = '0190c0de-0000-7000-8000-000000000001'

  const cost = (path: string, method: string, body?: unknown) =>
    rowsWritten(server, () => request(`${server.url}/api/default/${path}`, method, body))

  await cost('todos', 'POST', { title: 'the first one of an isolate reads the schema and the log' })
  const written = {
    insert: await cost('todos', 'POST', { id, title: 'a' }),
    update: await cost(`todos/${id}`, 'PUT', { title: 'b' }),
    bulkInsertOfTen: await cost('todos/bulk', 'POST', { items: Array.from({ length: 10 }, (_, n) => ({ title: `${n}` })) }),
    delete: await cost(`todos/${id}`, 'DELETE'),
  }
  console.log('rows written:', JSON.stringify(written))
  // todos: a table without rowid, one index (the list's order), and the log's entry.
  expect(written).toEqual({ insert: 1 + 1 + 1, update: 1 + 1, bulkInsertOfTen: 10 * (1 + 1) + 1, delete: 1 + 1 })
})

test('without the variable nothing is logged', async () => {
  await using server = await Server.start('todo-app')
  await request(`${server.url}/api/default/todos`, 'POST', { title: 'quiet' })
  expect(server.logged).toEqual([])
})

test('rows written are those of the formula whatever words a collection has', async () => {
  await using server = await startWords({ vars: { FERROSYNC_DEBUG: '1' } })
  const cost = (path: string, method: string, body?: unknown) =>
    rowsWritten(server, () => request(`${server.url}/api/costs/${path}`, method, body))

  // Lists: a table with row ids (a title has no limit), the key of it, the list's index, a unique one; and the log.
  await cost('lists', 'POST', { id: 'first', title: 'the first one of an isolate reads the schema and the log' })
  expect(await cost('lists', 'POST', { id: 'l', title: 'l' })).toBe(2 + 2 + 1)
  expect(await cost('people', 'POST', { id: 'p', name: 'p' })).toBe(2 + 2 + 1)
  // Todos: the same with four indexes: a unique one, one that was asked for, and two of references.
  const todo = { id: 't', title: 't', listId: 'l', personId: 'p', rank: 1 }
  const written = {
    insert: await cost('todos', 'POST', todo),
    withoutIndex: await cost('todos/t', 'PUT', { note: 'n' }),
    indexed: await cost('todos/t', 'PUT', { rank: 2 }),
    unique: await cost('todos/t', 'PUT', { title: 'u' }),
    reference: await cost('todos/t', 'PUT', { personId: null }),
    child: await cost('comments', 'POST', { id: 'c', todoId: 't' }),
    cascade: await cost('lists/l', 'DELETE'),
    hidden: await cost('people/p', 'DELETE'),
  }
  console.log('rows written, words:', JSON.stringify(written))
  expect(written).toEqual({
    insert: 2 + 4 + 1,
    withoutIndex: 1 + 1,
    indexed: 1 + 1 + 1,
    unique: 1 + 1 + 1,
    reference: 1 + 1 + 1,
    child: 2 + 1 + 1,
    cascade: 3 + 1,
    // Its row; both indexes forget it for nothing.
    hidden: 1 + 1,
  })
})
