import { expect, test } from 'vitest'
import { request } from '../support/client'
import { Server } from '../support/server'
import { RoomSocket } from '../support/socket'

test('l4_after_kill_9_seq_goes_on_and_a_mid_of_before_answers_as_before', async () => {
  await using server = await Server.start('todo-app')
  const todos = `${server.url}/api/default/todos`
  const mutations = Array.from({ length: 20 }, (_, index) => ({
    title: `before ${index}`,
    _clientMutationId: `before-${index}`.padEnd(12, '.'),
  }))
  const answers = await Promise.all(mutations.map((mutation) => request(todos, 'POST', mutation)))
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200))
  const list = await request(todos)

  await server.kill()
  await server.start()

  expect(await request(todos)).toEqual(list)
  const socket = await RoomSocket.open(server.url)
  expect(await socket.frame('sync-init')).toMatchObject({ seq: 20, cursor: list.body['cursor'] })

  // All of them again, and among them a new one.
  const again = await Promise.all([
    ...mutations.map((mutation) => request(todos, 'POST', mutation)),
    request(todos, 'POST', { title: 'after', _clientMutationId: 'after-the-crash' }),
  ])
  expect(again.slice(0, -1)).toEqual(answers.map(({ status, body }) => ({ status, body: { ...body, replayed: true } })))
  expect(again.at(-1)).toMatchObject({ status: 200, body: { seq: 21, data: { title: 'after' } } })

  await socket.until('change', ({ changes }) => changes.length > 0)
  expect(socket.changes.map(({ seq, prev }) => [seq, prev])).toEqual([[21, 20]])
  const rows: { title: string }[] = Object((await request(todos)).body['todos'])
  expect(rows.map(({ title }) => title).toSorted()).toEqual([...mutations.map(({ title }) => title), 'after'].toSorted())
  await socket.close()
})

test('r1_a_mutation_whose_answer_was_lost_is_done_once', async () => {
  await using server = await Server.start('todo-app')
  const todos = `${server.url}/api/default/todos`
  const mutation = (index: number) => ({ title: `t${index}`, _clientMutationId: `flight-${String(index).padStart(3, '0')}` })
  const socket = await RoomSocket.open(server.url)

  // Killed in the middle of it: nobody knows which of these were committed.
  const sent = Array.from({ length: 50 }, (_, index) => request(todos, 'POST', mutation(index)).catch(() => undefined))
  await socket.until('change', ({ changes }) => changes.length > 0)
  await server.kill()
  const answers = await Promise.all(sent)
  await server.start()

  const again = await Promise.all(answers.map((_, index) => request(todos, 'POST', mutation(index))))
  for (const [index, { status, body }] of again.entries()) {
    expect({ index, status }).toEqual({ index, status: 200 })
    const first = answers[index]
    if (first?.status === 200) expect(body).toEqual({ ...first.body, replayed: true })
  }
  const seqs = again.map(({ body }) => Number(body['seq'])).toSorted((a, b) => a - b)
  expect(seqs).toEqual(Array.from({ length: 50 }, (_, index) => index + 1))
  const { body } = await request(todos)
  expect(body['seq']).toBe(50)
  expect(Object(body['todos'])).toHaveLength(50)
  for (const { seq, clientMutationId } of socket.changes) {
    expect(again[Number(String(clientMutationId).slice(-3))]?.body['seq']).toBe(seq)
  }
})
