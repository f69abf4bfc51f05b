import { once } from 'node:events'
import { afterAll, beforeAll, expect, test } from 'vitest'
import WebSocket from 'ws'
import { request } from '../support/client'
import { Server } from '../support/server'
import { RoomSocket } from '../support/socket'

let server: Server
beforeAll(async () => {
  server = await Server.start('todo-app')
})
afterAll(() => server?.[Symbol.asyncDispose]())

const EVIL = 'https://evil.example'

/** The status of a handshake: 101 where it succeeds. */
async function handshake(path: string, origin?: string): Promise<number> {
  const socket = new WebSocket(server.url.replace('http', 'ws') + path, origin === undefined ? {} : { origin })
  socket.on('error', () => undefined) // it follows the answer that is awaited here
  const status = await Promise.race([
    once(socket, 'open').then(() => 101),
    once(socket, 'unexpected-response').then(([, response]) => Number(response.statusCode)),
  ])
  socket.terminate()
  return status
}

test('s9_a_page_of_another_site_cannot_write', async () => {
  const before = await request(`${server.url}/api/default/todos`)
  for (const origin of [EVIL, 'null', `${server.url}.evil.example`]) {
    const response = await fetch(`${server.url}/api/default/todos`, {
      method: 'POST',
      headers: { origin, 'content-type': 'text/plain' },
      body: '{"title":"forged"}',
    })
    expect(response.status, origin).toBe(403)
    expect(response.headers.get('access-control-allow-origin')).toBeNull()
    expect(await response.json()).toMatchObject({ error: { code: 'FORBIDDEN' } })
  }
  expect(await request(`${server.url}/api/default/todos`)).toEqual(before)
})

test('a page of the app itself can write, and reads say that they vary by origin', async () => {
  const headers = { origin: server.url, 'content-type': 'application/json' }
  const made = await fetch(`${server.url}/api/default/todos`, { method: 'POST', headers, body: '{"title":"own"}' })
  expect(made.status).toBe(200)
  const read = await fetch(`${server.url}/api/default/todos`, { headers: { origin: EVIL } })
  expect(read.headers.get('vary')).toBe('Origin')
  expect(read.headers.get('access-control-allow-origin')).toBeNull()
})

test('a preflight is answered to those who may write', async () => {
  const ask = (origin: string) =>
    fetch(`${server.url}/api/default/todos`, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type' },
    })
  expect((await ask(EVIL)).status).toBe(403)
  const own = await ask(server.url)
  expect(own.status).toBe(204)
  expect(own.headers.get('access-control-allow-methods')).toBe('GET, POST, PUT, DELETE')
  expect((await fetch(`${server.url}/api/default/todos`, { method: 'OPTIONS' })).status).toBe(405)
})

test('s9_a_page_of_another_site_cannot_open_a_socket', async () => {
  expect(await handshake('/parties/main/default', EVIL)).toBe(403)
  expect(await handshake('/parties/main/default', server.url)).toBe(101)
  expect(await handshake('/parties/main/default')).toBe(101)
  // PartySocket's own parameter is none of ours.
  expect(await handshake('/parties/main/default?_pk=1')).toBe(101)
})

test('s14_an_invented_room_wakes_no_object', async () => {
  expect(await handshake('/parties/main/invented')).toBe(404)
  expect(await handshake('/parties/main/a%20b')).toBe(400)
  expect(await handshake('/parties/other/default')).toBe(404)
  const plain = await request(`${server.url}/parties/main/default`)
  expect(plain).toMatchObject({ status: 400, body: { error: { code: 'MALFORMED' } } })
})

test('the heartbeat is answered', async () => {
  const socket = await RoomSocket.open(server.url)
  socket.send('ping')
  await socket.until('pong', ({ texts }) => texts.length > 0)
  expect(socket.texts).toEqual(['pong'])
  await socket.close()
})

test.each([
  ['a frame of a later version', JSON.stringify({ type: 'hello' }), 'VALIDATION', /`type` is no type of frame/u, 1008],
  ['no JSON', 'hello', 'MALFORMED', /a frame is a JSON object/u, 1008],
  ['bytes', Buffer.from([1, 2, 3]), 'MALFORMED', /a frame is a text/u, 1003],
] as const)('%s is answered by name, and the socket closed', async (_, message, code, text, close) => {
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/parties/main/default`)
  const frames: { type: string; code?: string; message?: string }[] = []
  socket.on('message', (data) => frames.push(JSON.parse(String(data))))
  await once(socket, 'open')
  const closed = once(socket, 'close')
  socket.send(message)
  expect((await closed)[0]).toBe(close)
  expect(frames.map(({ type }) => type)).toEqual(['sync-init', 'error'])
  expect(frames[1]).toMatchObject({ code, message: expect.stringMatching(text) })
})
