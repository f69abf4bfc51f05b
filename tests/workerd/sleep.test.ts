import { setTimeout as wait } from 'node:timers/promises'
import { describe, test } from 'vitest'
import { request } from '../support/client'
import { insert, mutate, newId, resume } from '../support/frames'
import { Server } from '../support/server'
import { RoomSocket } from '../support/socket'

// What outlives the sleep of an object. All of it sleeps at the same time, each with a runtime of its own.

/** After ten seconds without an event the runtime puts an object to sleep and keeps its sockets. Nothing tells when it does. */
const IDLE = 11_000

/** The Workers that keep their rows in D1, and their twins that keep them in their objects. */
const D1 = { todos: 'todo-app', boards: 'access' }
const OBJECTS = { todos: 'todo-object', boards: 'access-object' }

/** A server of boards with these members: `('alice','b1','editor')`. */
async function startBoards(app: string, members: readonly string[]): Promise<Server> {
  const server = await Server.start(app)
  const database = await server.miniflare.getD1Database('DB')
  await database.prepare('CREATE TABLE members (name TEXT, board TEXT, role TEXT)').run()
  await database.prepare(`INSERT INTO members VALUES ${members}`).run()
  return server
}

const bearer = (name: string) => ({ authorization: `Bearer token-${name}` })
const ticksOf = (socket: RoomSocket) => socket.frames.filter(({ type }) => type === 'tick')

describe.concurrent.each([
  ['D1', D1],
  ['objects', OBJECTS],
])('rows in %s', (_, apps) => {
  test('l4_a_socket_that_outlives_its_object_is_told_where_the_room_stands', async ({ expect }) => {
    await using server = await Server.start(apps.todos)
    const list = `${server.url}/api/default/notes?consistent=true`
    const socket = await RoomSocket.open(server.url)
    const { body } = await request(`${server.url}/api/default/notes`, 'POST', { title: 'before' })
    await socket.until('change', ({ changes }) => changes.length > 0)

    for (let tries = 0; tries < 3 && ticksOf(socket).length === 0; tries += 1) {
      await wait(IDLE)
      // The heartbeat is answered for the object, so that it goes on sleeping.
      const answered = socket.texts.length
      socket.send('ping')
      await socket.until('pong', ({ texts }) => texts.length > answered)
      expect(ticksOf(socket)).toEqual([])
      // This one wakes it; what it sends on waking is sent before its answer.
      await request(list)
      await socket.until('tick', () => ticksOf(socket).length > 0, 1_000).catch(() => undefined)
    }
    expect(ticksOf(socket)).toEqual([{ type: 'tick', seq: body['seq'], lists: { notes: body['seq'] } }])

    // And it is heard as before.
    const next = await request(`${server.url}/api/default/notes`, 'POST', { title: 'after' })
    await socket.until('second change', ({ changes }) => changes.length > 1)
    expect(socket.changes[1]).toMatchObject({ seq: next.body['seq'], prev: body['seq'], payload: { title: 'after' } })
    await socket.close()
  })

  test('s1_a_socket_is_asked_about_as_who_it_is_after_its_object_slept', async ({ expect }) => {
    await using server = await startBoards(apps.boards, ["('alice','b1','editor')", "('vera','b1','viewer')", "('bob','b1','viewer')"])
    const database = await server.miniflare.getD1Database('DB')
    const open = (name: string) => RoomSocket.open(server.url, 'b1', 'main', { headers: bearer(name) })
    const [vera, bob] = [await open('vera'), await open('bob')]

    const write = async (path: string, body: unknown) => (await request(`${server.url}/api/b1/${path}`, 'POST', body, bearer('alice'))).status
    // Whether it slept shows in the tick with which it wakes.
    for (let tries = 0; tries < 3 && ticksOf(vera).length === 0; tries += 1) {
      await wait(IDLE)
      await database.prepare("DELETE FROM members WHERE name = 'bob'").run()
      expect(await write('secrets', { text: 'psst' })).toBe(200)
      expect(await write('cards', { title: 'hello' })).toBe(200)
      await vera.until('card', ({ changes }) => changes.length > tries)
    }
    expect(vera.frames.map(({ type }) => type)).toContain('tick')
    // A viewer is told of cards alone, and who is no member any more of nothing at all.
    expect(vera.changes.every(({ collection }) => collection === 'cards')).toBe(true)
    expect(JSON.stringify(vera.frames)).not.toContain('secrets')
    expect(await bob.closed()).toBe(4403)
    expect(bob.frames.map(({ type }) => type)).toEqual(['sync-init'])
    await vera.close()
  })

  test('l4_subscriptions_outlive_the_sleep_of_their_object', async ({ expect }) => {
    await using server = await startBoards(apps.boards, ["('alice','b1','editor')"])
    const socket = await RoomSocket.open(server.url, 'b1', 'main', { headers: bearer('alice') })
    await resume(socket, [{ collection: 'tasks', scope: 'open' }])
    socket.send({ type: 'seen', seq: 0 })
    const [first] = await mutate(socket, [insert('tasks', { id: newId(), text: 'before' }, 'open')])
    for (let tries = 0; tries < 3 && ticksOf(socket).length === 0; tries += 1) {
      await wait(IDLE)
      await request(`${server.url}/api/b1/cards?consistent=true`, 'GET', undefined, bearer('alice'))
      await socket.until('tick', () => ticksOf(socket).length > 0, 1_000).catch(() => undefined)
    }
    expect(ticksOf(socket)).toEqual([{ type: 'tick', seq: first?.seq, lists: { tasks: first?.seq } }])
    // And the first frame of another one is answered.
    const [, second] = await mutate(socket, [
      insert('tasks', { id: newId(), text: 'shut' }, 'shut'),
      insert('tasks', { id: newId(), text: 'after' }, 'open'),
    ])
    await socket.until('the second change', ({ changes }) => changes.length > 1)
    expect(socket.changes.map(({ seq, sub, prev }) => [seq, sub, prev])).toEqual([
      [first?.seq, 0, 0],
      [second?.seq, 0, first?.seq],
    ])
    await socket.close()
  })
})

// Nothing happens in the room after the mutation: what wakes the object, whose memory is gone, is the alarm alone.
test.concurrent('l4_the_alarm_tells_the_sockets_of_an_object_that_slept', async ({ expect }) => {
  await using server = await Server.start(OBJECTS.todos)
  const socket = await RoomSocket.open(server.url)
  const { body } = await request(`${server.url}/api/default/notes`, 'POST', { title: 'before' })
  await socket.until('change', ({ changes }) => changes.length > 0)
  await socket.until('tick', () => ticksOf(socket).length > 0, 45_000)
  expect(ticksOf(socket)).toEqual([{ type: 'tick', seq: body['seq'], lists: { notes: body['seq'] } }])
  await socket.close()
})
