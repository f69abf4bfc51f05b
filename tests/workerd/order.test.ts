import { expect, test } from 'vitest'
import { request } from '../support/client'
import { Server } from '../support/server'
import { RoomSocket } from '../support/socket'

const COUNT = 200
const id = (index: number) => `0190c0de-0000-7000-8000-${String(index).padStart(12, '0')}`

/** Applies broadcast changes to a list of todos, as any observer would. */
function fold(changes: RoomSocket['changes'], rows: Map<string, unknown>): Map<string, unknown> {
  for (const { action, payload } of changes) {
    const row = Object(payload)
    if (action === 'delete') rows.delete(row.id)
    else rows.set(row.id, row)
  }
  return rows
}

test('l1_two_sockets_see_200_concurrent_mutations_in_one_order', async () => {
  await using server = await Server.start('todo-app')
  const todos = `${server.url}/api/default/todos`
  const items = Array.from({ length: 60 }, (_, index) => ({ id: id(index), title: `row ${index}` }))
  await request(`${todos}/bulk`, 'POST', { items })
  const loaded = await request(todos)
  const start = Number(loaded.body['seq'])
  const rows = new Map<string, unknown>(Object(loaded.body['todos']).map((row: { id: string }) => [row.id, row]))

  const sockets = await Promise.all([RoomSocket.open(server.url), RoomSocket.open(server.url)])
  for (const socket of sockets) {
    expect(await socket.frame('sync-init')).toMatchObject({ protocol: 1, seq: start, now: expect.any(Number) })
  }

  // Inserts, edits of the same few rows, and deletes, all at once.
  const answers = await Promise.all(
    Array.from({ length: COUNT }, (_, index) => {
      if (index % 4 === 0) return request(`${todos}/${id(index / 4)}`, 'DELETE')
      if (index % 4 === 1) return request(`${todos}/${id(50 + (index % 10))}`, 'PUT', { title: `edit ${index}` })
      return request(todos, 'POST', { id: id(1000 + index), title: `new ${index}` })
    }),
  )
  expect(answers.filter(({ status }) => status !== 200)).toEqual([])
  for (const socket of sockets) {
    await socket.until(`${COUNT} changes`, ({ changes }) => changes.length >= COUNT)
  }

  const [one, two] = sockets.map(({ changes }) => changes)
  expect(one).toEqual(two)
  const seqs = Array.from({ length: COUNT }, (_, index) => start + 1 + index)
  expect(one?.map(({ seq }) => seq)).toEqual(seqs)
  expect(one?.map(({ prev }) => prev)).toEqual(seqs.map((seq) => seq - 1))
  expect(answers.map(({ body }) => body['seq']).toSorted((a, b) => Number(a) - Number(b))).toEqual(seqs)

  // What was published is what is there.
  const { body } = await request(`${todos}?consistent=true`)
  expect(body['seq']).toBe(start + COUNT)
  const list: { id: string }[] = Object(body['todos'])
  expect(new Map(list.map((row) => [row.id, row]))).toEqual(fold(one ?? [], rows))

  await Promise.all(sockets.map((socket) => socket.close()))
})

test('a_socket_that_leaves_keeps_nobody_from_hearing', async () => {
  await using server = await Server.start('todo-app')
  const [leaver, stayer] = await Promise.all([RoomSocket.open(server.url), RoomSocket.open(server.url)])
  await Promise.all([leaver.frame('sync-init'), stayer.frame('sync-init')])
  expect(await leaver.close()).toBe(1000)
  const made = await request(`${server.url}/api/default/notes`, 'POST', { title: 'heard', _clientMutationId: 'heard-by-one' })
  await stayer.until('change', ({ changes }) => changes.length > 0)
  expect(stayer.changes).toEqual([
    {
      seq: made.body['seq'],
      prev: 0,
      collection: 'notes',
      action: 'insert',
      payload: made.body['data'],
      clientMutationId: 'heard-by-one',
    },
  ])
  await stayer.close()
})
