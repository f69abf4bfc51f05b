import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { answer, ask, type Cookie, PASSWORD, signUp } from '../support/accounts'
import { Server } from '../support/server'
import { handshake, RoomSocket } from '../support/socket'

// Everyone has a room of their own. Mallory has an account too, and wants what is Alice's.
const SESSION_SECRET = 'a-secret-of-the-tests-which-is-long-enough'
let server: Server
let alice: Cookie
let mallory: Cookie
beforeAll(async () => {
  server = await Server.start('auth-todo-app', { vars: { SESSION_SECRET } })
  ;[alice, mallory] = [await signUp(server.url, 'alice'), await signUp(server.url, 'mallory')]
})
afterAll(() => server?.[Symbol.asyncDispose]())

const api = (path: string) => `${server.url}/api${path}`
const NOBODY = {}

let last = 0
const newId = () => `0190c0de-0000-7000-8000-${String(++last).padStart(12, '0')}`

/** A todo in Alice's room. */
async function hers(): Promise<string> {
  const id = newId()
  expect(await answer(api('/alice/todos'), alice, 'POST', { id, title: 'hers' })).toMatchObject({ status: 200 })
  return id
}

/** Every way into a room that HTTP has. */
const ways = (room: string, id: string) =>
  [
    [`/${room}/todos`, 'GET'],
    [`/${room}/todos?consistent=true`, 'GET'],
    [`/${room}/todos/${id}`, 'GET'],
    [`/${room}/todos`, 'POST', { title: 'new' }],
    [`/${room}/todos/${id}`, 'PUT', { title: 'other' }],
    [`/${room}/todos/${id}`, 'DELETE'],
    [`/${room}/todos/bulk`, 'POST', { items: [{ title: 'new' }] }],
    [`/${room}/todos/bulk`, 'PUT', { items: [{ id, data: { title: 'other' } }] }],
    [`/${room}/todos/bulk`, 'DELETE', { ids: [id] }],
  ] as const

test('a stranger gets 401 everywhere, and somebody else 403', async () => {
  const id = await hers()
  expect((await answer(api('/admin/todos'), NOBODY)).status).toBe(401)
  expect((await answer(api('/admin/todos'), mallory)).status).toBe(403)
  for (const [path, method, body] of ways('alice', id)) {
    expect(await answer(api(path), NOBODY, method, body), `${method} ${path}`).toMatchObject({ status: 401, code: 'UNAUTHENTICATED' })
    expect(await answer(api(path), mallory, method, body), `${method} ${path}`).toMatchObject({ status: 403, code: 'FORBIDDEN' })
  }
  expect((await answer(api(`/alice/todos/${id}`), alice)).body['data']).toMatchObject({ id, title: 'hers' })
})

test('the other one’s socket is closed at the door', async () => {
  expect(await handshake(server.url, 'alice')).toBe(4401)
  expect(await handshake(server.url, 'alice', { headers: mallory })).toBe(4403)
  expect(await handshake(server.url, 'alice', { headers: alice })).toBe(101)
  // What else a page can say at a socket's door is nobody's name here.
  for (const said of [{ query: `?session=${alice.cookie.slice(8)}` }, { query: '?userId=alice' }, { protocols: ['ferrosync', `bearer.${alice.cookie.slice(8)}`] }]) {
    expect(await handshake(server.url, 'alice', said)).toBe(4401)
  }
})

test('the id of a row of somebody else is like one that is not there', async () => {
  const id = await hers()
  const forget = ({ body }: { body: object }) => JSON.stringify(body).replace(/"requestId":"[^"]*"/u, '')
  for (const [method, body] of [['GET'], ['PUT', { title: 'his' }], ['DELETE']] as const) {
    const [theirs, none] = [await answer(api(`/mallory/todos/${id}`), mallory, method, body), await answer(api(`/mallory/todos/${newId()}`), mallory, method, body)]
    expect(theirs.status).toBe(404)
    expect(forget(theirs)).toBe(forget(none))
  }
  const socket = await RoomSocket.open(server.url, 'mallory', 'main', { headers: mallory })
  await socket.frame('sync-init')
  socket.send({ type: 'mutate', mutations: [{ clientMutationId: 'not-his-row', since: 0, collection: 'todos', action: 'delete', payload: { id } }] })
  expect(await socket.frame('ack')).toMatchObject({ results: [{ clientMutationId: 'not-his-row', error: { code: 'NOT_FOUND' } }] })
  await socket.close()
  // Nor does a row say whose room it stands in.
  expect(await answer(api('/mallory/todos'), mallory, 'POST', { title: 'x', userId: 'alice' })).toMatchObject({ status: 400, code: 'UNKNOWN_FIELD' })
  expect((await answer(api(`/alice/todos/${id}`), alice)).status).toBe(200)
})

test('a page of another site does nothing with the cookie of its visitor, and signs nobody in or out', async () => {
  const id = await hers()
  for (const origin of ['https://evil.example', 'null', `${server.url}.evil.example`]) {
    const headers = { ...alice, origin }
    expect(await answer(api(`/alice/todos/${id}`), headers, 'DELETE')).toMatchObject({ status: 403 })
    expect(await handshake(server.url, 'alice', { headers })).toBe(403)
    for (const path of ['sign-in', 'sign-up', 'sign-out'] as const) {
      const { status, set } = await ask(server.url, path, { name: 'mallory', password: PASSWORD }, headers)
      expect([status, set], path).toEqual([403, undefined])
    }
    const who = await fetch(api('/session'), { headers })
    expect(who.headers.get('access-control-allow-origin')).toBeNull()
  }
  expect((await answer(api(`/alice/todos/${id}`), { ...alice, origin: server.url })).status).toBe(200)
})

test('a cookie is out of reach of scripts and of most of other sites, and secure where the page is', async () => {
  const credentials = { name: 'alice', password: PASSWORD }
  const { set, headers } = await ask(server.url, 'sign-in', credentials)
  expect(set).toMatch(/^session=alice\.\d+\.[0-9a-f]{64}; Max-Age=604800; Path=\/; HttpOnly; SameSite=Lax$/u)
  expect(headers.get('cache-control')).toBe('no-store')
  const out = await ask(server.url, 'sign-out', {}, alice)
  expect([out.body, out.set]).toEqual([{ user: null }, 'session=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax'])

  const secure = await server.miniflare.dispatchFetch('https://app.example/api/sign-in', {
    method: 'POST',
    body: JSON.stringify(credentials),
  })
  expect(secure.headers.get('set-cookie')).toMatch(/^__Host-session=alice\..*; HttpOnly; SameSite=Lax; Secure$/u)
})

test('a cookie that is forged, cut or too old is nobody’s', async () => {
  const sign = (text: string, secret = SESSION_SECRET) => createHmac('sha256', secret).update(text).digest('hex')
  const [later, before] = [Date.now() + 60_000, Date.now() - 1]
  const status = async (value: string) => (await answer(api('/alice/todos'), { cookie: `session=${value}` })).status
  const [name, until, signature = ''] = alice.cookie.slice('session='.length).split('.')

  // So this test knows how it is done, and the others fail for what is wrong with them.
  expect(await status(`alice.${later}.${sign(`session.alice.${later}`)}`)).toBe(200)
  const wrong = {
    forged: `alice.${later}.${sign(`session.alice.${later}`, 'another secret that is long enough')}`,
    'too old': `alice.${before}.${sign(`session.alice.${before}`)}`,
    'of somebody else': `alice.${until}.${mallory.cookie.split('.')[2]}`,
    'of another time': `${name}.${Number(until) + 1}.${signature}`,
    'for something else': `alice.${later}.${sign(`alice.${later}`)}`,
    cut: `${name}.${until}.${signature.slice(0, -2)}`,
    'cut to nothing': `${name}.${until}.`,
    'without a signature': `${name}.${until}`,
    longer: `${name}.${until}.${signature}.x`,
    'no hex': `${name}.${until}.${signature.slice(0, -1)}g`,
    'no number': `alice.x.${sign('session.alice.x')}`,
    empty: '',
  }
  for (const [what, value] of Object.entries(wrong)) expect(await status(value), what).toBe(401)
  expect(await handshake(server.url, 'alice', { headers: { cookie: `session=${wrong.forged}` } })).toBe(4401)
})

test('a socket ends with its session', async () => {
  const until = Date.now() + 6_000
  const signature = createHmac('sha256', SESSION_SECRET).update(`session.alice.${until}`).digest('hex')
  const headers = { cookie: `session=alice.${until}.${signature}` }
  const socket = await RoomSocket.open(server.url, 'alice', 'main', { headers })
  await socket.frame('sync-init')
  await expect.poll(() => Date.now(), { timeout: 15_000 }).toBeGreaterThan(until)
  socket.send({ type: 'mutate', mutations: [{ clientMutationId: 'too-late', since: 0, collection: 'todos', action: 'insert', payload: { title: 'too late' } }] })
  expect(await socket.frame('ack')).toMatchObject({ results: [{ error: { code: 'UNAUTHENTICATED' } }] })
  await socket.close()
  expect(JSON.stringify((await answer(api('/alice/todos'), alice)).body)).not.toContain('too late')
})

test('passwords are kept as what nobody can read, and a wrong one says no more than a wrong name', async () => {
  const database = await server.miniflare.getD1Database('DB')
  const { results } = await database.prepare('SELECT name, password FROM users').all<{ name: string; password: string }>()
  const kept = results.map(({ password }) => password)
  for (const password of kept) expect(password).toMatch(/^pbkdf2-sha256\.100000\.[0-9a-f]{32}\.[0-9a-f]{64}$/u)
  // The same password, other salts.
  expect(new Set(kept).size).toBe(kept.length)

  const [wrong, unknown] = [
    await ask(server.url, 'sign-in', { name: 'alice', password: 'wrong horse battery' }),
    await ask(server.url, 'sign-in', { name: 'nobody', password: PASSWORD }),
  ]
  expect([wrong.status, wrong.set, unknown.status, unknown.set]).toEqual([403, undefined, 403, undefined])
  expect(Object(wrong.body['error'])['message']).toBe(Object(unknown.body['error'])['message'])
})

test('an account that cannot be says why, field by field', async () => {
  const problems = async (name: string, password: string) => {
    const { body, status } = await ask(server.url, 'sign-up', { name, password })
    const issues = Object(body['error'])['issues'] as { path: string[] }[]
    return [status, issues?.map(({ path }) => path[0])]
  }
  expect(await problems('x', 'short')).toEqual([400, ['name', 'password']])
  expect(await problems('../etc', PASSWORD)).toEqual([400, ['name']])
  expect(await problems('default', PASSWORD)).toEqual([400, ['name']])
  expect(await problems(' Alice ', PASSWORD)).toEqual([409, ['name']])
})

test('nobody tries one password after the other', async () => {
  await using own = await Server.start('auth-todo-app')
  const guess = async (at: number) => (await ask(own.url, 'sign-in', { name: 'alice', password: `guess number ${at}` })).status
  // Twenty a minute; the minute may be over in between.
  let [guesses, status] = [0, 403]
  for (; status === 403 && guesses <= 40; guesses += 1) status = await guess(guesses)
  expect(status).toBe(429)
  expect(guesses).toBeGreaterThan(20)
})

test('without a secret nobody is let in, and the answer says what to do', async () => {
  for (const SESSION_SECRET of ['', 'short']) {
    await using own = await Server.start('auth-todo-app', { vars: { SESSION_SECRET } })
    const { status, code, message } = await answer(`${own.url}/api/alice/todos`, NOBODY)
    expect([status, code]).toEqual([500, 'MISCONFIGURED'])
    expect(message).toContain('wrangler secret put SESSION_SECRET')
  }
})
