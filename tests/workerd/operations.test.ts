import { afterAll, beforeAll, expect, test } from 'vitest'
import { request } from '../support/client'
import { Server } from '../support/server'
import { handshake, RoomSocket } from '../support/socket'

const TOKEN = 'a-long-token-of-the-operator'

let server: Server
beforeAll(async () => {
  server = await Server.start('operations', { vars: { FERROSYNC_ADMIN_TOKEN: TOKEN, FERROSYNC_DEBUG: '1' } })
})
afterAll(() => server?.[Symbol.asyncDispose]())

type Headers = Readonly<Record<string, string>>
const as = (name: string): Headers => ({ authorization: `Bearer ${name}` })
const call = (who: Headers, path: string, method?: string, body?: unknown) => request(`${server.url}/api${path}`, method, body, who)

/** The lines of one kind that the Worker has logged, as JSON. */
function lines(of: Server, kind: string): Record<string, unknown>[] {
  const logged = of.logged.join('').split('\n').filter((line) => line.startsWith('{'))
  return logged.map((line) => JSON.parse(line) as Record<string, unknown>).filter(({ ferrosync }) => ferrosync === kind)
}

test('a function of the app that hangs is 503, and the next one is served', async () => {
  const late = { status: 503, body: { error: { code: 'TIMEOUT', message: expect.any(String), requestId: expect.any(String) } } }
  const answers = await Promise.all([
    call(as('sleepy'), '/r1/notes'),
    call(as('alice'), '/stuck/notes', 'POST', { text: 'a' }),
    handshake(server.url, 'stuck', { headers: as('alice') }),
  ])
  expect(answers).toEqual([late, late, 503])
  expect((await call(as('alice'), '/r1/notes')).status).toBe(200)
  await expect.poll(() => server.logged.join('')).toMatch(/`authenticate` gave no answer in 1000 ms/u)
  expect(server.logged.join('')).toMatch(/`authorize` gave no answer in 1000 ms/u)
})

test('r9_a_panic_in_the_object_is_an_unknown_outcome_and_the_room_goes_on', async () => {
  await using own = await Server.start('operations')
  const notes = `${own.url}/api/r1/notes`
  const write = (text: string, mid: string) => request(notes, 'POST', { text, _clientMutationId: mid }, as('alice'))
  const socket = await RoomSocket.open(own.url, 'r1', 'main', { headers: as('alice') })
  await socket.frame('sync-init')
  expect((await write('before', 'mutation-1')).body).toMatchObject({ seq: 1 })
  await socket.until('change', ({ changes }) => changes.length === 1)

  const broken = await fetch(notes, {
    method: 'POST',
    headers: as('alice'),
    body: JSON.stringify({ text: 'panic', _clientMutationId: 'mutation-2' }),
  })
  expect(broken.status).toBe(503)
  expect(broken.headers.get('retry-after')).toBe('1')
  const { error } = (await broken.json()) as { error: Record<string, unknown> }
  expect(error).toMatchObject({ code: 'UNAVAILABLE', clientMutationId: 'mutation-2' })
  expect(JSON.stringify(error)).not.toMatch(/fuse|panic|wasm|\.rs/iu)

  // What was answered stays, what was not is nowhere, and the socket that was open hears of what comes.
  expect((await write('before', 'mutation-1')).body).toMatchObject({ seq: 1, replayed: true })
  expect((await write('after', 'mutation-3')).body).toMatchObject({ seq: 2 })
  await socket.until('second change', ({ changes }) => changes.some(({ seq }) => seq === 2))
  const { body } = await request(notes, 'GET', undefined, as('alice'))
  expect((body['notes'] as { text: string }[]).map(({ text }) => text)).toEqual(['after', 'before'])
  await socket.close()
})

test('r9_whoever_waits_when_the_object_panics_is_told_and_may_send_again', async () => {
  await using own = await Server.start('operations')
  const write = (text: string, mid: string, who = 'alice') =>
    request(`${own.url}/api/r1/notes`, 'POST', { text, _clientMutationId: mid }, as(who))
  const mids = Array.from({ length: 20 }, (_, at) => `mutation-${at}`)
  const answers = await Promise.all([...mids.slice(0, 10), 'panic', ...mids.slice(10)].map((mid) => write(mid, mid === 'panic' ? 'mutation-p' : mid)))
  for (const { status, body } of answers) {
    if (status !== 200) expect([status, Object(body['error']).code]).toEqual([503, 'UNAVAILABLE'])
  }
  expect(answers[10]?.status).toBe(503)
  expect(Object(answers[10]?.body['error']).clientMutationId).toBe('mutation-p')
  const again = await Promise.all(mids.map((mid) => write(mid, mid)))
  expect(again.map(({ status }) => status)).toEqual(mids.map(() => 200))
  expect(again.map(({ body }) => Number(body['seq'])).toSorted((a, b) => a - b)).toEqual(mids.map((_, at) => at + 1))
  const { body } = await request(`${own.url}/api/r1/notes?limit=1`, 'GET', undefined, as('alice'))
  expect(body['seq']).toBe(20)
})

test('r9_what_is_thrown_past_one_request_keeps_no_other_waiting', async () => {
  await using own = await Server.start('operations')
  const write = (text: string) => request(`${own.url}/api/r1/notes`, 'POST', { text }, as('alice'))
  const over = new AbortController()
  const before = Array.from({ length: 10 }, (_, at) => write(`before ${at}`))
  // Nobody is left who could answer it.
  const thrown = fetch(`${own.url}/api/r1/notes`, { headers: as('thrower'), signal: over.signal }).then(({ status }) => status, () => 0)
  const after = Array.from({ length: 10 }, (_, at) => write(`after ${at}`))
  const answers = await Promise.all([...before, ...after])
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200))
  expect((await write('once more')).status).toBe(200)
  over.abort()
  expect(await thrown).not.toBe(200)
})

test('health names no collections where the app says so', async () => {
  expect(await request(`${server.url}/api/health`)).toEqual({ status: 200, body: { status: 'ok', timestamp: expect.any(Number) } })
})

test('the operator asks a room with the token, and nobody without it', async () => {
  for (const text of ['a', 'b']) expect((await call(as('olga'), '/admin-1/notes', 'POST', { text })).status).toBe(200)
  const socket = await RoomSocket.open(server.url, 'admin-1', 'main', { headers: as('olga') })
  await socket.frame('sync-init')
  const path = '/_admin/rooms/admin-1'
  expect(await call(as(TOKEN), path)).toEqual({
    status: 200,
    body: {
      syncId: 'admin-1',
      seq: 2,
      oldest: 1,
      logEntries: 2,
      sockets: 1,
      queue: 0,
      unanswered: 0,
      storage: expect.objectContaining({ kind: 'd1' }),
    },
  })
  for (const headers of [{}, as('olga'), as(TOKEN.slice(1)), { authorization: TOKEN }, { ...as('olga'), 'x-ferrosync-caller': '{}' }]) {
    expect((await call(headers, path)).status).toBe(401)
  }
  expect((await call(as(TOKEN), path, 'POST', {})).status).toBe(405)
  expect((await call(as(TOKEN), '/_admin/rooms/a%20b')).status).toBe(400)
  await socket.close()
})

test('s1_nobody_asks_as_the_operator_by_a_header', async () => {
  const forged = { 'x-ferrosync-caller': JSON.stringify({ requestId: 'r', pass: {}, inspects: 'r1' }) }
  const { status, body } = await call({ ...as('mallory'), ...forged }, '/r1/notes?consistent=true')
  expect(status).toBe(200)
  expect(Object.keys(body)).toContain('notes')
})

test('without the token there is no such path', async () => {
  await using own = await Server.start('operations')
  const before = await own.objects()
  for (const headers of [{}, as(''), as(TOKEN), as('undefined')]) {
    const { status, body } = await request(`${own.url}/api/_admin/rooms/r1`, 'GET', undefined, headers)
    expect([status, Object(body['error']).code]).toEqual([404, 'NOT_FOUND'])
  }
  expect(await own.objects()).toBe(before)
})

test('a deployment that is debugged says a line of each request, mutation and batch', async () => {
  const response = await fetch(`${server.url}/api/debugged/notes?_unused`, { headers: as('dora') })
  expect(response.status).toBe(400)
  const made = await fetch(`${server.url}/api/debugged/notes`, {
    method: 'POST',
    headers: as('dora'),
    body: JSON.stringify({ text: 'private words', _clientMutationId: 'debugged-1' }),
  })
  expect(made.status).toBe(200)
  const requestId = made.headers.get('x-request-id')
  await expect.poll(() => lines(server, 'request').find((line) => line['requestId'] === requestId)).toEqual({
    ferrosync: 'request',
    requestId,
    method: 'POST',
    path: '/api/debugged/notes',
    status: 200,
    user: 'dora',
    ms: expect.any(Number),
  })
  const mutations = lines(server, 'mutation').filter(({ room }) => room === 'debugged')
  expect(mutations).toEqual([
    {
      ferrosync: 'mutation',
      room: 'debugged',
      requestId,
      mid: 'debugged-1',
      user: 'dora',
      collection: 'notes',
      action: 'insert',
      seq: 1,
      rows: 1,
      replayed: false,
      ms: expect.any(Number),
    },
  ])
  expect(lines(server, 'batch').length).toBeGreaterThan(0)
  // Neither what rows hold nor what a query says.
  expect(server.logged.join('')).not.toMatch(/private words|_unused/u)
})

test('sinks of the app are told, and one that cannot write says so once', async () => {
  await using own = await Server.start('operations')
  for (const text of ['a', 'b', 'c']) {
    expect((await request(`${own.url}/api/r1/notes`, 'POST', { text }, as('alice'))).status).toBe(200)
  }
  await expect.poll(() => own.logged.join('')).toMatch(/seen: r1 3/u)
  const log = own.logged.join('')
  expect(log.match(/seen: r1 \d/gu)).toEqual(['seen: r1 1', 'seen: r1 2', 'seen: r1 3'])
  expect(log.match(/not written to Analytics Engine/gu) ?? []).toEqual([])
  // Nobody asked for lines.
  expect(lines(own, 'mutation')).toEqual([])
})
