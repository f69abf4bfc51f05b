import { afterAll, beforeAll, expect, test } from 'vitest'
import { request } from '../support/client'
import { Server } from '../support/server'
import { handshake, RoomSocket } from '../support/socket'

// Notes under tight limits: 20 kB of body, 3 rows a bulk, 5 rows a page, 5 sockets a room and 2 a user, 30 requests at once.
let server: Server
beforeAll(async () => {
  server = await Server.start('operations')
})
afterAll(() => server?.[Symbol.asyncDispose]())

const as = (name: string) => ({ authorization: `Bearer ${name}` })
const call = (name: string, path: string, method?: string, body?: unknown) =>
  request(`${server.url}/api${path}`, method, body, as(name))
const code = ({ status, body }: Awaited<ReturnType<typeof call>>) => [status, Object(body['error']).code]

test('l13_a_body_over_the_limit_is_413_however_it_comes', async () => {
  const text = 'x'.repeat(20_000)
  expect(code(await call('body', '/r1/notes', 'POST', { text }))).toEqual([413, 'TOO_LARGE'])
  const chunked = (length: number) =>
    fetch(`${server.url}/api/r1/notes`, {
      method: 'POST',
      headers: as('body'),
      body: new Blob([JSON.stringify({ text: 'x'.repeat(length) })]).stream(),
      duplex: 'half',
    } as RequestInit)
  const refused = await chunked(20_000)
  expect(refused.status).toBe(413)
  expect(await refused.json()).toMatchObject({ error: { code: 'TOO_LARGE', message: 'a body has at most 20000 bytes' } })
  expect((await chunked(10_000)).status).toBe(200)
  expect((await call('body', '/r1/notes', 'POST', { text: 'x'.repeat(19_900) })).status).toBe(200)
})

test('l13_a_bulk_over_the_limit_is_413', async () => {
  const items = (count: number) => ({ items: Array.from({ length: count }, (_, at) => ({ text: `${at}` })) })
  expect(code(await call('bulk', '/r2/notes/bulk', 'POST', items(4)))).toEqual([413, 'TOO_LARGE'])
  expect((await call('bulk', '/r2/notes/bulk', 'POST', items(3))).status).toBe(200)
})

test('p1_a_page_has_no_more_rows_than_the_app_allows_and_the_next_one_goes_on', async () => {
  for (let n = 0; n < 4; n += 1) {
    const items = ['a', 'b', 'c'].map((letter) => ({ text: `${letter}${n}` }))
    expect((await call('pages', '/r3/notes/bulk', 'POST', { items })).status).toBe(200)
  }
  for (const query of ['', '&limit=10000', '&consistent=true']) {
    const texts: string[] = []
    const sizes: number[] = []
    let next = ''
    do {
      const { body } = await call('pages', `/r3/notes?after=${encodeURIComponent(next)}${query}`.replace('after=&', '').replace('?after=', next ? '?after=' : '?'))
      const rows = body['notes'] as { text: string }[]
      sizes.push(rows.length)
      texts.push(...rows.map(({ text }) => text))
      next = typeof body['next'] === 'string' ? body['next'] : ''
    } while (next !== '')
    expect(sizes, query).toEqual([5, 5, 2])
    expect(new Set(texts).size, query).toBe(12)
  }
})

test('l13_a_user_has_two_sockets_and_a_room_five', async () => {
  const open = (name: string) => RoomSocket.open(server.url, 'r4', 'main', { headers: as(name) })
  const knock = (name: string) => handshake(server.url, 'r4', { headers: as(name) })
  const sockets = [await open('alice'), await open('alice')]
  await Promise.all(sockets.map((socket) => socket.frame('sync-init')))
  expect(await knock('alice')).toBe(4429)
  for (const name of ['bob', 'carol', 'dave']) sockets.push(await open(name))
  await Promise.all(sockets.map((socket) => socket.frame('sync-init')))
  expect(await knock('erin')).toBe(4429)
  // Those who are in hear nothing of it, and go on.
  const texts = sockets.map(({ frames }) => frames.length)
  expect(texts).toEqual([1, 1, 1, 1, 1])
  await sockets[0]?.close()
  await expect.poll(() => knock('alice')).toBe(101)
  await Promise.all(sockets.map((socket) => socket.close()))
})

test('l13_a_caller_is_held_to_its_rate_and_nobody_else_with_it', async () => {
  const write = (name: string) => call(name, '/r5/notes', 'POST', { text: 'a' })
  const answers = await Promise.all(Array.from({ length: 40 }, () => write('eager')))
  const statuses = answers.map(({ status }) => status)
  expect(statuses.filter((status) => status === 200)).toHaveLength(30)
  expect(statuses.filter((status) => status === 429)).toHaveLength(10)
  const refused = await fetch(`${server.url}/api/r5/notes`, { method: 'POST', headers: as('eager'), body: '{"text":"a"}' })
  expect(refused.status).toBe(429)
  expect(await refused.json()).toMatchObject({ error: { code: 'RATE_LIMITED', message: expect.stringMatching(/^too many requests/u) } })
  const wait = Number(refused.headers.get('retry-after'))
  expect(wait).toBeGreaterThan(0)
  expect(wait).toBeLessThanOrEqual(10)
  expect((await write('patient')).status).toBe(200)

  // Reads have an account of their own, where the room is asked.
  const read = (path: string) => call('eager', `/r5/notes${path}`)
  const reads = await Promise.all(Array.from({ length: 40 }, () => read('?consistent=true')))
  expect(reads.filter(({ status }) => status === 200)).toHaveLength(30)
  expect((await read('')).status).toBe(200)

  // Strangers are counted too, by where they come from.
  const stranger = () => request(`${server.url}/api/open/notes`, 'POST', { text: 'a' })
  const strangers = await Promise.all(Array.from({ length: 40 }, stranger))
  expect(strangers.filter(({ status }) => status === 200)).toHaveLength(30)
})

test('s14_whoever_is_refused_wakes_and_stores_nothing', async () => {
  await using own = await Server.start('operations')
  const before = await own.objects()
  const knocks = await Promise.all([
    ...Array.from({ length: 20 }, (_, at) => handshake(own.url, `invented-${at}`)),
    handshake(own.url, 'r1', { query: '?token=expired' }),
    handshake(own.url, 'closed', { headers: as('alice') }),
    handshake(own.url, 'busy', { headers: as('alice') }),
  ])
  expect(knocks).toEqual([...Array.from({ length: 20 }, () => 4401), 4401, 4403, 4429])
  for (const path of ['/invented/notes', '/invented/notes?consistent=true', '/invented/notes/x?consistent=true']) {
    expect((await request(`${own.url}/api${path}`)).status).toBe(401)
  }
  expect(await own.objects()).toBe(before)
  expect(await handshake(own.url, 'r1', { headers: as('alice') })).toBe(101)
  await expect.poll(() => own.objects()).toBeGreaterThan(before)
})

test('a refused page that offers a sub-protocol is answered one, and closed', async () => {
  const socket = await RoomSocket.open(server.url, 'closed', 'main', { headers: as('alice'), protocols: ['ferrosync', 'x'] })
  expect(socket.protocol).toBe('ferrosync')
  expect(await socket.closed()).toBe(4403)
  expect(socket.frames).toEqual([])
})
