import { setTimeout as wait } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { Server } from '../support/server'
import { RoomSocket } from '../support/socket'

/** After so long without an event the runtime puts an object to sleep and keeps its sockets. Nothing tells when it does. */
const IDLE = 11_000

test('s1_a_socket_is_asked_about_as_who_it_is_after_its_object_slept', async () => {
  await using server = await Server.start('access')
  const database = await server.miniflare.getD1Database('DB')
  const members = (sql: string) => database.prepare(sql).run()
  await members('CREATE TABLE members (name TEXT, board TEXT, role TEXT)')
  await members("INSERT INTO members VALUES ('alice','b1','editor'), ('vera','b1','viewer'), ('bob','b1','viewer')")
  const headers = (name: string) => ({ authorization: `Bearer token-${name}`, 'content-type': 'application/json' })
  const open = (name: string) => RoomSocket.open(server.url, 'b1', 'main', { headers: headers(name) })
  const [vera, bob] = [await open('vera'), await open('bob')]

  const write = (path: string, body: unknown) =>
    fetch(`${server.url}/api/b1/${path}`, { method: 'POST', headers: headers('alice'), body: JSON.stringify(body) })
  // Whether it slept shows in the tick with which it wakes.
  for (let tries = 0; tries < 3 && !vera.frames.some(({ type }) => type === 'tick'); tries += 1) {
    await wait(IDLE)
    await members("DELETE FROM members WHERE name = 'bob'")
    expect((await write('secrets', { text: 'psst' })).status).toBe(200)
    expect((await write('cards', { title: 'hello' })).status).toBe(200)
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
