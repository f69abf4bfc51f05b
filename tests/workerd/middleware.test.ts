import { afterAll, beforeAll, expect, test } from 'vitest'
import { Server } from '../support/server'
import { RoomSocket } from '../support/socket'

// Boards with roles: Vera is a viewer, Alice and Bob are editors, Ada is an admin, and Mallory is nobody.
let server: Server
beforeAll(async () => {
  server = await Server.start('roles')
  await sql('CREATE TABLE members (name TEXT PRIMARY KEY, role TEXT, asked INTEGER DEFAULT 0)')
  await sql("INSERT INTO members (name, role) VALUES ('vera','viewer'), ('alice','editor'), ('bob','editor'), ('ada','admin')")
})
afterAll(() => server?.[Symbol.asyncDispose]())

const sql = async (text: string) => (await server.miniflare.getD1Database('DB')).prepare(text).all<Record<string, unknown>>()

async function call(who: string, path: string, method = 'GET', body?: unknown) {
  const response = await fetch(`${server.url}/api${path}`, {
    method,
    headers: { ...(who && { authorization: `Bearer token-${who}` }), 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const answer = (await response.json()) as Record<string, unknown>
  return { status: response.status, body: answer, code: Object(answer['error'])['code'] as string | undefined }
}

let last = 0
const newId = () => `0190c0de-0000-7000-8000-${String(++last).padStart(12, '0')}`

async function add(who: string, collection: string, fields: object): Promise<string> {
  const id = newId()
  expect(await call(who, `/b1/${collection}`, 'POST', { id, ...fields })).toMatchObject({ status: 200 })
  return id
}

const WHO = ['', 'mallory', 'vera', 'alice', 'ada'] as const
const each = async (status: (who: string) => Promise<number>) => {
  const found = []
  for (const who of WHO) found.push(await status(who))
  return found
}

test('s4_s5_roles_decide_over_reads_and_writes_by_collection_and_action', async () => {
  const items = () => ({ items: [{ id: newId(), title: 'bulk' }] })
  for (const query of ['', '?consistent=true']) {
    expect(await each(async (who) => (await call(who, `/b1/cards${query}`)).status)).toEqual([401, 403, 200, 200, 200])
    expect(await each(async (who) => (await call(who, `/b1/secrets${query}`)).status)).toEqual([401, 403, 403, 403, 200])
  }
  const insert = async (who: string) => (await call(who, '/b1/cards', 'POST', { id: newId(), title: 'one' })).status
  const bulk = async (who: string) => (await call(who, '/b1/cards/bulk', 'POST', items())).status
  expect(await each(insert)).toEqual([401, 403, 403, 200, 200])
  expect(await each(bulk)).toEqual([401, 403, 403, 403, 200])
})

test('l9_a_socket_hears_what_its_role_may_read', async () => {
  const [alice, ada] = await Promise.all(
    ['alice', 'ada'].map((name) => RoomSocket.open(server.url, 'b1', 'main', { headers: { authorization: `Bearer token-${name}` } })),
  )
  const secret = await add('ada', 'secrets', { text: 'for admins' })
  const card = await add('ada', 'cards', { title: 'for all' })
  const heard = (socket: RoomSocket | undefined) => JSON.stringify(socket?.frames)
  await expect.poll(() => heard(alice)).toContain(card)
  await expect.poll(() => heard(ada)).toContain(card)
  expect(heard(ada)).toContain(secret)
  expect(heard(alice)).not.toContain(secret)
  alice?.close()
  ada?.close()
})

test('s15_s16_only_owners_and_admins_change_a_card', async () => {
  const id = await add('alice', 'cards', { title: 'hers' })
  const change = async (who: string, path: string) => call(who, path, 'PUT', { title: who })
  expect(await change('bob', `/b1/cards/${id}`)).toMatchObject({ status: 403, code: 'FORBIDDEN' })
  expect((await call('bob', '/b1/cards/bulk', 'DELETE', { ids: [id] })).status).toBe(403)
  expect((await change('bob', `/b1/cards/${newId()}`)).status).toBe(404)
  expect((await change('bob', `/b2/cards/${id}`)).status).toBe(404)
  expect((await change('alice', `/b1/cards/${id}`)).status).toBe(200)
  expect((await change('ada', `/b1/cards/${id}`)).status).toBe(200)
})

test('s15_no_update_is_lost_that_middleware_made_of_the_row_it_saw', async () => {
  const id = await add('alice', 'counters', { name: 'clicks' })
  const clicks = Array.from({ length: 24 }, () => call('alice', `/b1/counters/${id}`, 'PUT', { name: 'clicks' }))
  expect((await Promise.all(clicks)).map(({ status }) => status)).toEqual(Array(24).fill(200))
  expect((await call('alice', `/b1/counters/${id}?consistent=true`)).body['data']).toMatchObject({ count: 24 })
})

test('l3_r15_a_known_mutation_asks_no_middleware', async () => {
  const asked = async () => (await sql("SELECT asked FROM members WHERE name = 'bob'")).results[0]?.['asked'] as number
  const before = await asked()
  const body = { id: newId(), title: 'once', _clientMutationId: 'one-and-the-same' }
  const send = () => call('bob', '/b1/cards', 'POST', body)
  const both = await Promise.all([send(), send()])
  const again = await send()
  expect(both.concat(again).map(({ body }) => body['seq'])).toEqual(Array(3).fill(both[0]?.body['seq']))
  expect(again.body['replayed']).toBe(true)
  expect(await asked()).toBe(before + 1)
})

test('r14_r16_what_the_alarm_has_pruned_is_neither_told_nor_done_again', async () => {
  const add = (n: number, more: object = {}) => call('alice', '/pruned/cards', 'POST', { title: `${n}`, _clientMutationId: `pruned-${n}`, ...more })
  expect(await add(1)).toMatchObject({ status: 200, body: { seq: 1 } })
  const { cursor } = (await call('alice', '/pruned/cards?consistent=true')).body
  for (let n = 2; n <= 9; n += 1) expect((await add(n)).status).toBe(200)
  const since = async () => (await call('alice', `/pruned/cards?since=${encodeURIComponent(String(cursor))}`)).body
  expect(await since()).toMatchObject({ seq: 9, removed: [] })
  // Five entries stay, and those that are younger than a second. Nobody asks for it: the alarm goes off.
  await expect.poll(since, { timeout: 20_000, interval: 500 }).toMatchObject({ reset: true, reason: 'too_old', seq: 9 })
  expect(await add(1, { _since: 0 })).toMatchObject({ status: 409, code: 'STALE_MUTATION' })
  expect(await add(9, { _since: 8 })).toMatchObject({ status: 200, body: { seq: 9, replayed: true } })
  expect(await add(10, { _since: 9 })).toMatchObject({ status: 200, body: { seq: 10 } })
})

test('h9_what_middleware_falls_over_is_told_once_and_stays_in_the_log', async () => {
  await sql('ALTER TABLE members RENAME TO elsewhere')
  for (const [path, method, body] of [['/b1/cards'], ['/b1/cards', 'POST', { id: newId(), title: 'x' }]] as const) {
    const answer = await call('alice', path, method, body)
    expect(answer).toMatchObject({ status: 500, code: 'INTERNAL' })
    expect(JSON.stringify(answer.body)).not.toContain('members')
  }
  await sql('ALTER TABLE elsewhere RENAME TO members')
  await expect.poll(() => server.logged.join('')).toMatch(/`middleware` failed: [^]*no such table: members/u)
  // And what the room refuses stays what it is in their error types.
  expect((await call('alice', '/b1/cards', 'POST', { title: 7 })).code).toBe('VALIDATION')
  await expect.poll(() => server.logged.join('')).toMatch(/cards insert in b1 by alice: VALIDATION/u)
})
