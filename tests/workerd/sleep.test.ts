import { setTimeout as wait } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { request } from '../support/client'
import { Server } from '../support/server'
import { RoomSocket } from '../support/socket'

/** After so long without an event the runtime puts an object to sleep and keeps its sockets. Nothing tells when it does. */
const IDLE = 10_000

test('l4_a_socket_that_outlives_its_object_is_told_where_the_room_stands', async () => {
  await using server = await Server.start('todo-app')
  const list = `${server.url}/api/default/notes?consistent=true`
  const socket = await RoomSocket.open(server.url)
  const { body } = await request(`${server.url}/api/default/notes`, 'POST', { title: 'before' })
  await socket.until('change', ({ changes }) => changes.length > 0)

  const ticks = () => socket.frames.filter(({ type }) => type === 'tick')
  for (let tries = 0; tries < 3 && ticks().length === 0; tries += 1) {
    await wait(IDLE + 1_000)
    // The heartbeat is answered for the object, so that it goes on sleeping.
    const answered = socket.texts.length
    socket.send('ping')
    await socket.until('pong', ({ texts }) => texts.length > answered)
    expect(ticks()).toEqual([])
    // This one wakes it; what it sends on waking is sent before its answer.
    await request(list)
    await socket.until('tick', () => ticks().length > 0, 1_000).catch(() => undefined)
  }
  expect(ticks()).toEqual([{ type: 'tick', seq: body['seq'], lists: { notes: body['seq'] } }])

  // And it is heard as before.
  const next = await request(`${server.url}/api/default/notes`, 'POST', { title: 'after' })
  await socket.until('second change', ({ changes }) => changes.length > 1)
  expect(socket.changes[1]).toMatchObject({ seq: next.body['seq'], prev: body['seq'], payload: { title: 'after' } })
  await socket.close()
})
