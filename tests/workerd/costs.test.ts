import { expect, test } from 'vitest'
import { request } from '../support/client'
import { Server } from '../support/server'

interface Batch {
  readonly ferrosync: 'batch'
  readonly rowsRead: number
  readonly rowsWritten: number
  readonly statements: readonly { readonly rowsRead: number; readonly rowsWritten: number }[]
}

const isBatch = (line: unknown): line is Batch => typeof line === 'object' && line !== null && Reflect.get(line, 'ferrosync') === 'batch'

/** The batches that the Worker has logged from its `from`th on. */
function batches(server: Server, from: number): Batch[] {
  const lines = server.logged.join('').split('\n').filter((line) => line.startsWith('{'))
  return lines.map((line): unknown => JSON.parse(line)).filter(isBatch).slice(from)
}

test('rows written by one mutation are its rows, their indexes and one log entry', async () => {
  await using server = await Server.start('todo-app', { vars: { FERROSYNC_DEBUG: '1' } })
  const id = '0190c0de-0000-7000-8000-000000000001'

  /** What one request cost, all of its batches together. */
  const cost = async (path: string, method: string, body?: unknown) => {
    const from = batches(server, 0).length
    const answer = await request(`${server.url}/api/default/${path}`, method, body)
    expect(answer.status, JSON.stringify(answer.body)).toBe(200)
    await expect.poll(() => batches(server, from).length, { timeout: 10_000 }).toBeGreaterThan(0)
    return batches(server, from).reduce((sum, { rowsWritten }) => sum + rowsWritten, 0)
  }

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
