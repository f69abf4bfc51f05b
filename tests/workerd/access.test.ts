import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { request } from '../support/client'
import { Server } from '../support/server'
import { handshake, RoomSocket } from '../support/socket'
import { run } from '../support/words'

// Boards with members. On `b1` Alice is an editor and Vera a viewer; Mallory has a board of his own.
let server: Server
beforeAll(async () => {
  server = await Server.start('access', { door: true })
  await members('CREATE TABLE members (name TEXT, board TEXT, role TEXT)')
  await members("INSERT INTO members VALUES ('alice','b1','editor'), ('vera','b1','viewer'), ('mallory','b2','editor')")
})
afterAll(() => server?.[Symbol.asyncDispose]())

const members = async (sql: string) => (await server.miniflare.getD1Database('DB')).prepare(sql).run()

const bearer = (name: string) => ({ authorization: `Bearer token-${name}` })
const cookie = (name: string) => ({ cookie: `theme=dark; session=token-${name}` })
const NOBODY = {}

type Headers = Readonly<Record<string, string>>

/** One request of the API, as somebody. */
async function call(headers: Headers, path: string, method = 'GET', body?: unknown) {
  const response = await fetch(`${server.url}/api${path}`, {
    method,
    headers: { ...headers, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const answer = (await response.json()) as Record<string, unknown>
  return { status: response.status, body: answer, error: Object(answer['error']) as { code?: string; message?: string } }
}

const open = (room: string, headers: Headers) => RoomSocket.open(server.url, room, 'main', { headers })

let last = 0
const newId = () => `0190c0de-0000-7000-8000-${String(++last).padStart(12, '0')}`

/** Adds a card to `b1`, and gives its id. */
async function addCard(title: string): Promise<string> {
  const id = newId()
  expect(await call(bearer('alice'), '/b1/cards', 'POST', { id, title })).toMatchObject({ status: 200 })
  return id
}

describe('l9_who_gets_where', () => {
  test.each([
    ['nobody', NOBODY, [401, 401, 4401]],
    ['a member of another board', bearer('mallory'), [403, 403, 4403]],
    ['a viewer', bearer('vera'), [200, 403, 101]],
    ['an editor', bearer('alice'), [200, 200, 101]],
    ['an editor by cookie', cookie('alice'), [200, 200, 101]],
  ] as const)('%s', async (_, who, [read, write, socket]) => {
    const [first, second] = [await addCard('first'), await addCard('second')]
    const status = async (path: string, method?: string, body?: unknown) => (await call(who, path, method, body)).status
    for (const query of ['', '?consistent=true']) {
      expect(await status(`/b1/cards${query}`)).toBe(read)
      expect(await status(`/b1/cards/${first}${query}`)).toBe(read)
    }
    const items = [{ title: 'in bulk' }]
    expect(await status('/b1/cards', 'POST', { title: 'new' })).toBe(write)
    expect(await status(`/b1/cards/${first}`, 'PUT', { title: 'other' })).toBe(write)
    expect(await status('/b1/cards/bulk', 'POST', { items })).toBe(write)
    expect(await status('/b1/cards/bulk', 'PUT', { items: [{ id: first, data: { title: 'third' } }] })).toBe(write)
    expect(await status(`/b1/cards/${first}`, 'DELETE')).toBe(write)
    expect(await status('/b1/cards/bulk', 'DELETE', { ids: [second] })).toBe(write)
    expect(await handshake(server.url, 'b1', { headers: who })).toBe(socket)
  })
})

test('s12_what_everyone_shares_is_asked_about_too', async () => {
  const read = async (who: Headers) => (await call(who, '/default/announcements')).status
  const write = async (who: Headers) => (await call(who, '/default/announcements', 'POST', { text: 'a' })).status
  expect([await read(NOBODY), await write(NOBODY), await handshake(server.url, 'default')]).toEqual([401, 401, 4401])
  const alice = bearer('alice')
  expect([await read(alice), await write(alice), await handshake(server.url, 'default', { headers: alice })]).toEqual([200, 403, 101])
})

test('s14_who_is_refused_wakes_no_object', async () => {
  await using own = await Server.start('access')
  const before = await own.objects()
  const paths = ['/b1/cards?consistent=true', '/b1/cards/x?consistent=true']
  for (const path of paths) expect((await request(`${own.url}/api${path}`)).status).toBe(401)
  for (const method of ['POST', 'PUT', 'DELETE']) {
    expect((await request(`${own.url}/api/b1/cards/bulk`, method, {})).status).toBe(401)
  }
  expect(await handshake(own.url, 'b1')).toBe(4401)
  // There are no members here at all: whoever asks is an error of the app's, and no pass.
  expect(await handshake(own.url, 'b1', { headers: bearer('alice') })).toBe(500)
  expect(await own.objects()).toBe(before)
  // And who is let in does: so this would have been seen.
  const database = await own.miniflare.getD1Database('DB')
  await database.prepare('CREATE TABLE members (name TEXT, board TEXT, role TEXT)').run()
  expect(await handshake(own.url, 'b1', { headers: bearer('alice') })).toBe(4403)
  expect(await own.objects()).toBe(before)
  await database.prepare("INSERT INTO members VALUES ('alice','b1','editor')").run()
  expect(await handshake(own.url, 'b1', { headers: bearer('alice') })).toBe(101)
  await expect.poll(() => own.objects()).toBeGreaterThan(before)
  // What the app's own code fell over is in the log, and nowhere else.
  await expect.poll(() => own.logged.join('')).toMatch(/`authorize` failed: [^]*no such table: members/u)
})

test('s16_an_id_of_another_tenant_is_like_one_that_is_not_there', async () => {
  const id = await addCard('hers')
  const mallory = bearer('mallory')
  const forget = ({ body }: Awaited<ReturnType<typeof call>>) => JSON.stringify(body).replace(/"requestId":"[^"]*"/u, '')
  for (const [method, body] of [['GET'], ['PUT', { title: 'his' }], ['DELETE']] as const) {
    const [theirs, none] = [await call(mallory, `/b2/cards/${id}`, method, body), await call(mallory, `/b2/cards/${newId()}`, method, body)]
    expect(theirs.status).toBe(404)
    expect(forget(theirs)).toBe(forget(none))
  }
  // Nor is a board that is there told from one that is not.
  const [there, nowhere] = [await call(mallory, `/b1/cards/${id}`), await call(mallory, `/b3/cards/${id}`)]
  expect([there.status, forget(there)]).toEqual([403, forget(nowhere)])
  expect((await call(bearer('alice'), `/b1/cards/${id}`)).body['data']).toMatchObject({ title: 'hers' })
})

test('s9_a_page_of_another_site_does_nothing_with_the_cookie_of_its_visitor', async () => {
  const id = await addCard('safe')
  for (const origin of ['https://evil.example', 'null', `${server.url}.evil.example`]) {
    const headers = { ...cookie('alice'), origin }
    for (const [path, method] of [[`/b1/cards/${id}`, 'DELETE'], ['/b1/cards', 'POST'], ['/b1/cards/bulk', 'DELETE']] as const) {
      expect(await call(headers, path, method, method === 'DELETE' ? { ids: [id] } : {})).toMatchObject({ status: 403, error: { code: 'FORBIDDEN' } })
    }
    expect(await handshake(server.url, 'b1', { headers })).toBe(403)
    const read = await fetch(`${server.url}/api/b1/cards`, { headers })
    expect(read.headers.get('access-control-allow-origin')).toBeNull()
  }
  expect((await call(cookie('alice'), `/b1/cards/${id}`)).status).toBe(200)
  for (const origin of [server.url, 'https://listed.example']) {
    expect(await handshake(server.url, 'b1', { headers: { ...cookie('alice'), origin } })).toBe(101)
  }
})

test('s1_a_forged_header_of_ours_says_nothing', async () => {
  const pass = { user: { id: 'alice', identity: { name: 'alice' } }, access: 'editor' }
  const forged = {
    'x-ferrosync-caller': JSON.stringify({ requestId: 'r', pass, userId: 'alice' }),
    'x-ferrosync-order': JSON.stringify({ syncId: 'b1', revoke: 'alice' }),
  }
  const socket = await open('b1', bearer('alice'))
  expect((await call(forged, '/b1/cards')).status).toBe(401)
  expect((await call({ ...bearer('mallory'), ...forged }, '/b1/cards?consistent=true')).status).toBe(403)
  expect((await call({ ...bearer('vera'), ...forged }, '/b1/cards', 'POST', { title: 'x' })).status).toBe(403)
  const own = await RoomSocket.open(server.url, 'b1', 'main', { headers: { ...bearer('vera'), ...forged } })
  expect(await own.frame('sync-init')).toMatchObject({ userId: 'vera', access: 'viewer' })
  expect((await call({ ...bearer('alice'), ...forged }, '/b1/cards?consistent=true')).status).toBe(200)
  // And nobody was shown out.
  const id = await addCard('heard')
  await socket.until('change', ({ changes }) => changes.some(({ payload }) => Object(payload)['id'] === id))
  await Promise.all([socket.close(), own.close()])
})

test('l9_a_page_can_hand_its_token_to_a_socket', async () => {
  for (const said of [
    { headers: bearer('alice') },
    { headers: cookie('alice') },
    { query: '?_pk=1&token=token-alice' },
    { protocols: ['ferrosync', 'bearer.token-alice'] },
  ]) {
    const socket = await RoomSocket.open(server.url, 'b1', 'main', said)
    expect(await socket.frame('sync-init')).toMatchObject({ userId: 'alice', access: 'editor' })
    expect(socket.protocol).toBe('protocols' in said ? 'ferrosync' : '')
    await socket.close()
  }
})

test('s1_a_viewer_hears_nothing_of_what_editors_read', async () => {
  const [alice, vera] = [await open('b1', bearer('alice')), await open('b1', bearer('vera'))]
  const secret = await call(bearer('alice'), '/b1/secrets', 'POST', { text: 'psst' })
  expect(secret.status).toBe(200)
  const id = await addCard('hello')
  for (const socket of [alice, vera]) {
    await socket.until('card', ({ changes }) => changes.some(({ payload }) => Object(payload)['id'] === id))
  }
  const heard = (socket: RoomSocket) => socket.changes.map(({ collection }) => collection)
  expect(heard(alice)).toEqual(['secrets', 'cards'])
  expect(heard(vera)).toEqual(['cards'])
  expect(JSON.stringify(vera.frames)).not.toContain('psst')
  expect((await call(bearer('vera'), '/b1/secrets')).status).toBe(403)
  await Promise.all([alice.close(), vera.close()])
})

test('s1_who_is_no_member_any_more_hears_nothing_more', async () => {
  await members("INSERT INTO members VALUES ('bob','b1','viewer')")
  const bob = await open('b1', bearer('bob'))
  const first = await addCard('for bob')
  await bob.until('card', ({ changes }) => changes.some(({ payload }) => Object(payload)['id'] === first))
  await members("DELETE FROM members WHERE name = 'bob'")
  await addCard('not for bob')
  expect(await bob.closed()).toBe(4403)
  expect(JSON.stringify(bob.frames)).not.toContain('not for bob')
  expect(await handshake(server.url, 'b1', { headers: bearer('bob') })).toBe(4403)
})

test('s1_other_rights_are_fetched_at_the_door', async () => {
  await members("INSERT INTO members VALUES ('carol','b1','editor')")
  const carol = await open('b1', bearer('carol'))
  await members("UPDATE members SET role = 'viewer' WHERE name = 'carol'")
  await call(bearer('alice'), '/b1/secrets', 'POST', { text: 'too late for carol' })
  expect(await carol.closed()).toBe(1012)
  expect(JSON.stringify(carol.frames)).not.toContain('too late')
  const again = await open('b1', bearer('carol'))
  expect(await again.frame('sync-init')).toMatchObject({ userId: 'carol', access: 'viewer' })
  await again.close()
})

test('s1_a_revoked_user_is_out_at_once', async () => {
  const [alice, vera] = [await open('b1', bearer('alice')), await open('b1', bearer('vera'))]
  await server.schedule('b1/vera')
  expect(await vera.closed()).toBe(4403)
  const id = await addCard('later')
  await alice.until('card', ({ changes }) => changes.some(({ payload }) => Object(payload)['id'] === id))
  expect(vera.changes).toEqual([])
  await alice.close()
})

test('l1_frames_that_wait_for_an_answer_keep_their_order', async () => {
  const vera = await open('b1', bearer('vera'))
  const begin = Number((await vera.frame('sync-init'))['seq'])
  const titles = Array.from({ length: 40 }, (_, index) => `order ${index}`)
  await Promise.all(titles.map((title) => addCard(title)))
  await vera.until('all cards', ({ changes }) => changes.length >= 40)
  expect(vera.changes.map(({ seq }) => seq)).toEqual(titles.map((_, index) => begin + 1 + index))
  await vera.close()
})

test('l3_a_mutation_id_is_its_senders', async () => {
  await members("INSERT INTO members VALUES ('dora','b1','editor')")
  const body = { title: 'mine', _clientMutationId: 'access-mid-1' }
  const first = await call(bearer('alice'), '/b1/cards', 'POST', body)
  expect(await call(bearer('alice'), '/b1/cards', 'POST', body)).toMatchObject({ status: 200, body: { seq: first.body['seq'], replayed: true } })
  expect(await call(bearer('dora'), '/b1/cards', 'POST', body)).toMatchObject({ status: 409, error: { code: 'MID_REUSED' } })
  const log = await run(server, "SELECT user_id FROM _sync_log WHERE mid = 'access-mid-1'", 'b1')
  expect(log).toEqual([{ user_id: 'alice' }])
})

test('s11_the_owner_of_a_row_is_who_wrote_it', async () => {
  const made = await call(cookie('alice'), '/b1/cards', 'POST', { title: 'hers' })
  expect(made.body['data']).toMatchObject({ title: 'hers', ownerId: 'alice' })
  const forged = await call(cookie('alice'), '/b1/cards', 'POST', { title: 'his', ownerId: 'mallory' })
  expect(forged).toMatchObject({ status: 400, error: { code: 'UNKNOWN_FIELD' } })
})

test('s6_who_has_one_scope_has_no_other', async () => {
  await members("INSERT INTO members VALUES ('gus','b1','guest')")
  const gus = bearer('gus')
  const [open, closed] = [newId(), newId()]
  expect((await call(gus, '/b1/tasks', 'POST', { id: open, text: 'a', scope: 'open' })).body['data']).toMatchObject({ id: open, list: 'open' })
  expect((await call(bearer('alice'), '/b1/tasks', 'POST', { id: closed, text: 'b', scope: 'closed' })).status).toBe(200)

  expect((await call(gus, '/b1/tasks?scope=open')).body['tasks']).toMatchObject([{ id: open }])
  for (const path of ['/b1/tasks', '/b1/tasks?scope=closed', `/b1/tasks/${closed}`, `/b1/tasks/${closed}?scope=closed`, '/b1/cards']) {
    expect((await call(gus, path)).status, path).toBe(403)
  }
  const change = { text: 'c' }
  for (const [path, method, body] of [
    ['/b1/tasks', 'POST', { text: 'c', scope: 'closed' }],
    ['/b1/tasks', 'POST', { text: 'c' }],
    ['/b1/tasks/bulk', 'POST', { items: [{ text: 'c' }], scope: 'closed' }],
    [`/b1/tasks/${closed}`, 'PUT', change],
    [`/b1/tasks/${closed}`, 'PUT', { ...change, scope: 'closed' }],
    ['/b1/tasks/bulk', 'PUT', { items: [{ id: closed, data: change }], scope: 'closed' }],
    [`/b1/tasks/${closed}`, 'DELETE', undefined],
    [`/b1/tasks/${closed}?scope=closed`, 'DELETE', undefined],
    ['/b1/tasks/bulk', 'DELETE', { ids: [closed], scope: 'closed' }],
  ] as const) {
    expect((await call(gus, path, method, body)).status, `${method} ${path}`).toBe(403)
  }
  // With his own scope he reaches no row of another: it is like one that is not there.
  expect((await call(gus, `/b1/tasks/${closed}`, 'PUT', { ...change, scope: 'open' })).status).toBe(404)
  expect((await call(gus, `/b1/tasks/${closed}?scope=open`)).status).toBe(404)
  expect((await call(gus, `/b1/tasks/${closed}?scope=open`, 'DELETE')).status).toBe(404)
  expect((await call(gus, `/b1/tasks/${open}`, 'PUT', { ...change, scope: 'open' })).status).toBe(200)
  expect((await call(bearer('alice'), '/b1/tasks?scope=closed')).body['tasks']).toMatchObject([{ id: closed, text: 'b' }])
  expect(await handshake(server.url, 'b1', { headers: gus })).toBe(4403)
})

test('l3_a_user_of_any_name_is_known_again_by_an_object_that_has_just_woken', async () => {
  // The marks that stand between the cells of a result, and what takes more bytes than characters.
  for (const [index, name] of ['a\u001Fb\u001Ec\u0001', 'アリス'].entries()) {
    const marks = name.replaceAll(/[\u0001-\u001F]/gu, (mark) => `'||char(${mark.codePointAt(0)})||'`)
    await members(`INSERT INTO members VALUES ('${marks}', 'b1', 'editor')`)
    const [id, mid] = [newId(), `any-name-${index}`]
    const mutation = { clientMutationId: mid, collection: 'cards', action: 'insert', payload: { id, title: 'card' } }
    const send = async () => {
      const socket = await RoomSocket.open(server.url, 'b1', 'main', { query: `?token=${encodeURIComponent(`token-${name}`)}` })
      expect(await socket.frame('sync-init')).toMatchObject({ userId: name })
      socket.send({ type: 'mutate', mutations: [mutation] })
      const { results } = await socket.frame('ack')
      await socket.close()
      return (results as readonly Record<string, unknown>[])[0]
    }
    const first = await send()
    expect(first).toMatchObject({ clientMutationId: mid, seq: expect.any(Number) })
    await server.evict('b1')
    expect(await send()).toMatchObject({ seq: first?.['seq'], replayed: true })
    const others = { id, title: 'card', _clientMutationId: mid }
    expect(await call(bearer('alice'), '/b1/cards', 'POST', others)).toMatchObject({ status: 409, error: { code: 'MID_REUSED' } })
  }
})
