import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Server } from '../support/server'
import { RoomSocket } from '../support/socket'

// Teams with lists. Alice is a member of every team whose name begins with `alice`; `viewer` may look at all.
let server: Server
beforeAll(async () => {
  server = await Server.start('own')
})
afterAll(() => server?.[Symbol.asyncDispose]())

const alice = { authorization: 'Bearer token-alice' }
const viewer = { authorization: 'Bearer token-viewer' }

interface Answered {
  readonly status: number
  readonly body: Record<string, unknown>
  readonly code: unknown
  readonly headers: Headers
}

async function call(
  method: string,
  path: string,
  body?: unknown,
  headers: Readonly<Record<string, string>> = alice,
): Promise<Answered> {
  const response = await fetch(`${server.url}/api${path}`, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const answer = (await response.json()) as Record<string, unknown>
  return { status: response.status, body: answer, code: Object(answer['error'])['code'], headers: response.headers }
}

const open = (room: string) => RoomSocket.open(server.url, room, 'main', { headers: alice })
const wish = (name: string, ...tasks: string[]) => ({ name, tasks })

describe('routes of the Worker', () => {
  test('are told who asks, and visitors too', async () => {
    expect((await call('GET', '/whoami')).body).toEqual({ user: 'alice', order: null })
    expect((await call('GET', '/whoami', undefined, {})).body).toEqual({ user: null, order: null })
    expect((await call('GET', '/whoami/')).status).toBe(200)
  })

  test('l2_r7_write_several_collections_that_everyone_sees_at_once', async () => {
    await using socket = Object.assign(await open('alice-1'), {
      [Symbol.asyncDispose]: async () => void (await socket.close()),
    })
    await socket.frame('sync-init')
    const answer = await call('POST', '/teams/alice-1/lists', wish('shop', 'milk', 'bread'))
    expect(answer).toMatchObject({
      status: 200,
      body: { seq: 1, replayed: false, secrets: ["alice's", "alice's"], lists: 1 },
    })
    const frame = await socket.frame('broadcast')
    expect(frame['changes']).toMatchObject([
      { seq: 1, collection: 'lists', action: 'insert', payload: { name: 'shop' } },
      { seq: 1, collection: 'tasks', action: 'bulk-insert', payload: { items: [{ title: 'milk' }, { title: 'bread' }] } },
    ])
    expect(JSON.stringify(frame)).not.toContain("alice's")
    const { body } = await call('GET', '/alice-1/tasks?consistent=true')
    expect(body['tasks']).toMatchObject([{ title: 'bread' }, { title: 'milk' }])
  })

  test('l3_a_mutation_id_of_ones_own_is_done_once', async () => {
    const named = { ...wish('again', 'a', 'b'), mid: 'import-7' }
    const [first, second] = [await call('POST', '/teams/alice-2/lists', named), await call('POST', '/teams/alice-2/lists', named)]
    expect(first.body).toMatchObject({ seq: 1, replayed: false })
    expect(second.body).toEqual({ ...first.body, replayed: true })
    expect(await call('POST', '/teams/alice-2/lists', { ...named, tasks: ['c'] })).toMatchObject({ status: 409, code: 'MID_REUSED' })
  })

  test('l2_all_or_nothing_and_the_errors_are_the_rooms', async () => {
    await call('POST', '/teams/alice-3/lists', wish('taken'))
    const taken = await call('POST', '/teams/alice-3/lists', wish('taken', 'x'))
    expect(taken).toMatchObject({ status: 409, code: 'ID_TAKEN' })
    const invalid = await call('POST', '/teams/alice-3/lists', wish('new', 'fine', ''))
    expect(invalid).toMatchObject({ status: 400, code: 'VALIDATION' })
    expect(invalid.body).toMatchObject({ error: { issues: [{ path: ['parts', 1, 'items', 1, 'title'], code: 'too_short' }] } })
    expect((await call('GET', '/alice-3/lists')).body).toMatchObject({ lists: [{ name: 'taken' }], seq: 1 })
  })

  test('decide themselves who may', async () => {
    expect(await call('POST', '/teams/bob/lists', wish('x'))).toMatchObject({ status: 403, code: 'FORBIDDEN' })
    expect(await call('POST', '/teams/bob/lists', wish('x'), {})).toMatchObject({ status: 401, code: 'UNAUTHENTICATED' })
    expect(await call('POST', '/teams/alice-3/lists', 'no wish')).toMatchObject({ status: 400, code: 'MALFORMED' })
  })

  test('s9_take_no_writes_of_foreign_pages', async () => {
    const from = (origin: string) => call('POST', '/teams/alice-4/lists', wish('x'), { ...alice, origin })
    expect(await from('https://evil.example')).toMatchObject({ status: 403, code: 'FORBIDDEN' })
    const listed = await from('https://listed.example')
    expect(listed.status).toBe(200)
    expect(listed.headers.get('access-control-allow-origin')).toBe('https://listed.example')
    expect(listed.headers.get('x-request-id')).toBeTruthy()
    const preflight = await fetch(`${server.url}/api/teams/alice-4/lists`, {
      method: 'OPTIONS',
      headers: { origin: 'https://listed.example', 'access-control-request-method': 'POST' },
    })
    expect(preflight.status).toBe(204)
  })

  test('h9_s10_tell_nothing_of_what_went_wrong_inside', async () => {
    const plainly = await call('POST', '/fail/plainly')
    expect(plainly).toMatchObject({ status: 500, code: 'INTERNAL' })
    expect(JSON.stringify(plainly.body)).not.toContain('secrets')
    expect(server.logged.join('')).toContain('no such table: secrets')
    expect(await call('POST', '/fail/well')).toMatchObject({ status: 404, code: 'NOT_FOUND' })
    expect(await call('POST', '/fail/far')).toMatchObject({ status: 400, code: 'VALIDATION' })
    expect((await call('POST', '/fail/not')).body).toEqual({ success: true })
  })

  test('win over collections, and leave other methods of their path alone', async () => {
    expect((await call('GET', '/shadow/lists')).body).toEqual({ own: true })
    expect(await call('GET', '/shadow/lists/0190c0de-0000-7000-8000-000000000001')).toMatchObject({ status: 403 })
    expect(await call('POST', '/whoami')).toMatchObject({ status: 404 })
  })

  test('answer what is no JSON as it is', async () => {
    const response = await fetch(`${server.url}/api/raw`)
    expect([response.status, response.headers.get('content-type'), await response.text()]).toEqual([200, 'text/csv', 'a,b\n'])
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2'])
    expect(response.headers.get('x-request-id')).toBeTruthy()
  })
})

describe('s1_nobody_gives_orders_from_outside', () => {
  const order = (kind: string) => ({ ...alice, 'x-ferrosync-order': 'alice-1', 'x-kind': kind })

  test('to a room', async () => {
    const before = (await call('GET', '/alice-1/lists')).body['seq']
    for (const path of ['/alice-1/lists', '/alice-1/complete-nothing', '/alice-1/lists/bulk']) {
      const answer = await call('POST', path, { kind: 'reset' }, order('reset'))
      expect([400, 404]).toContain(answer.status)
    }
    expect((await call('GET', '/alice-1/lists')).body['seq']).toBe(before)
  })

  test('to a route', async () => {
    expect((await call('GET', '/whoami', undefined, order('reset'))).body).toEqual({ user: 'alice', order: null })
  })
})

describe('routes of a room', () => {
  test('l9_are_for_whom_the_app_lets_in', async () => {
    await call('POST', '/teams/alice-5/lists', wish('shop', 'milk'))
    expect((await call('GET', '/alice-5/secrets')).body).toEqual({ user: 'alice', role: 'editor', secrets: ["alice's"] })
    expect((await call('GET', '/alice-5/secrets', undefined, viewer)).body).toMatchObject({ user: 'viewer', role: 'viewer' })
    const nobody = await call('GET', '/alice-5/secrets', undefined, {})
    const mallory = { authorization: 'Bearer token-mallory' }
    expect([nobody.status, (await call('GET', '/alice-5/secrets', undefined, mallory)).status]).toEqual([401, 403])
    expect((await call('POST', '/alice-5/complete', {}, viewer)).status).toBe(403)
    expect((await call('POST', '/alice-5/complete', {}, { ...alice, origin: 'https://evil.example' })).status).toBe(403)
    expect((await call('GET', '/a%20b/secrets')).status).toBe(400)
  })

  test('write like everyone else, once each', async () => {
    const socket = await open('alice-6')
    await socket.frame('sync-init')
    await call('POST', '/teams/alice-6/lists', wish('shop', 'milk', 'bread'))
    expect((await call('POST', '/alice-6/complete', {})).body).toEqual({ seq: 2, tasks: 2 })
    await socket.until('change', (socket) => socket.changes.length === 4)
    expect(socket.changes.slice(2)).toMatchObject([
      { seq: 2, collection: 'lines', payload: { text: 'alice has completed 2', authorId: 'alice' } },
      { seq: 2, collection: 'tasks', action: 'bulk-update', payload: { items: [{ done: true }, { done: true }] } },
    ])
    await socket.close()
  })

  test('s14_wake_no_object_for_a_room_that_cannot_be_or_for_nobody', async () => {
    await using own = await Server.start('own')
    const before = await own.objects()
    for (const [room, headers] of [
      ['default', alice],
      ['bob', alice],
      ['alice-1', {}],
    ] as const) {
      const response = await fetch(`${own.url}/api/${room}/secrets`, { headers })
      expect([401, 403, 404]).toContain(response.status)
    }
    expect(await own.objects()).toBe(before)
  })

  test('r17_touch_tells_what_was_written_beside_the_room', async () => {
    await call('POST', '/teams/alice-7/lists', wish('shop', 'milk', 'bread'))
    const socket = await open('alice-7')
    await socket.frame('sync-init')
    const database = await server.miniflare.getD1Database('DB')
    const { results } = await database.prepare("SELECT id, title FROM tasks WHERE team_id = 'alice-7' ORDER BY title").run()
    const [bread, milk] = results.map((row: Readonly<Record<string, unknown>>) => String(row['id']))
    await database.prepare('UPDATE tasks SET title = ?1 WHERE id = ?2').bind('oat milk', milk).run()
    await database.prepare('DELETE FROM tasks WHERE id = ?1').bind(bread).run()
    expect((await call('POST', '/alice-7/touch', [bread, milk])).body).toEqual({ seq: 2 })
    await socket.until('touch', (socket) => socket.changes.length === 2)
    expect(socket.changes).toMatchObject([
      { seq: 2, action: 'bulk-update', payload: { items: [{ title: 'oat milk' }] } },
      { seq: 2, action: 'bulk-delete', payload: { ids: [bread] } },
    ])
    await socket.close()
  })

  test('r17_reset_has_everyone_ask', async () => {
    const socket = await open('alice-8')
    await socket.frame('sync-init')
    expect((await call('POST', '/alice-8/reset', {})).body).toEqual({ seq: 1 })
    expect(await socket.frame('tick')).toEqual({ type: 'tick', seq: 1, lists: { lines: 1, lists: 1, tasks: 1 } })
    await socket.close()
  })
})

describe('hooks', () => {
  test('are told of each commit, and may write', async () => {
    const socket = await open('alice-9')
    await socket.frame('sync-init')
    await call('POST', '/teams/alice-9/lists', wish('greet'))
    await socket.until('line', (socket) => socket.changes.length === 2)
    expect(socket.changes[1]).toMatchObject({ seq: 2, collection: 'lines', payload: { text: 'greet at 1', authorId: 'diary' } })
    await socket.close()
  })

  test('that fail lose nothing', async () => {
    expect(await call('POST', '/teams/alice-10/lists', wish('bad', 'x'))).toMatchObject({ status: 200 })
    expect(await call('POST', '/teams/alice-10/lists', wish('good'))).toMatchObject({ status: 200, body: { seq: 2, lists: 2 } })
    const socket = await open('alice-10')
    expect(await socket.frame('sync-init')).toMatchObject({ seq: 2 })
    await socket.close()
    expect(server.logged.join('')).toContain('this hook does not like it')
  })

  test('are called at the time that the app has set', async () => {
    const socket = await open('alice-12')
    await socket.frame('sync-init')
    expect((await call('POST', '/alice-12/alarm', 50)).body).toEqual({ success: true })
    await socket.until('alarm', (socket) => socket.changes.length === 1)
    expect(socket.changes[0]).toMatchObject({ collection: 'lines', payload: { text: 'the alarm' } })
    await socket.close()
  })

  test('are told that a room has woken', async () => {
    const socket = await open('alice-start')
    await socket.until('line', (socket) => socket.changes.length === 1)
    expect(socket.changes[0]).toMatchObject({ collection: 'lines', payload: { text: 'the first line' } })
    await socket.close()
  })
})

test('r7_what_a_schedule_writes_everyone_sees', async () => {
  await call('POST', '/teams/alice-11/lists', wish('one', 'a'))
  await call('POST', '/teams/alice-11/lists', wish('two', 'b'))
  const socket = await open('alice-11')
  await socket.frame('sync-init')
  await server.schedule('alice-11')
  await socket.until('deletes', (socket) => socket.changes.length === 2)
  expect(socket.changes).toMatchObject([
    { seq: 3, collection: 'lists', action: 'bulk-delete' },
    { seq: 3, collection: 'tasks', action: 'bulk-delete' },
  ])
  expect((await call('GET', '/alice-11/tasks')).body).toMatchObject({ tasks: [], seq: 3 })
  await socket.close()
})
