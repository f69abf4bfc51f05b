import { afterAll, beforeAll, expect, test } from 'vitest'
import { request } from '../support/client'
import { Server } from '../support/server'

const ID = '0190c0de-0000-7000-8000-000000000001'
const MISSING = '0190c0de-0000-7000-8000-00000000dead'

let server: Server
let before: unknown
beforeAll(async () => {
  server = await Server.start('todo-app')
  await request(`${server.url}/api/default/todos`, 'POST', { id: ID, title: 'stays' })
  before = await everything()
})
afterAll(() => server?.[Symbol.asyncDispose]())

const everything = async () =>
  Promise.all(['todos', 'notes'].map(async (name) => (await request(`${server.url}/api/default/${name}?consistent=true`)).body))

interface Refusal {
  readonly status?: number
  readonly code: string
  /** `path code` of each issue, in any order. */
  readonly issues?: readonly string[]
}

const cases: readonly (readonly [what: string, method: string, path: string, body: unknown, refusal: Refusal])[] = [
  ['no JSON', 'POST', '/default/todos', '{"title"', { code: 'MALFORMED' }],
  ['no body', 'POST', '/default/todos', undefined, { code: 'MALFORMED' }],
  ['a byte order mark', 'POST', '/default/todos', '\ufeff{"title":"a"}', { code: 'MALFORMED' }],
  ['a lone surrogate', 'POST', '/default/todos', '{"title":"\\ud800"}', { code: 'MALFORMED' }],
  ['an infinite number', 'POST', '/default/todos', '{"title":1e400}', { code: 'MALFORMED' }],
  ['200 levels', 'POST', '/default/todos', `{"title":${'['.repeat(200)}${']'.repeat(200)}}`, { code: 'MALFORMED' }],
  ['a list', 'POST', '/default/todos', [], { code: 'VALIDATION', issues: [' invalid_type'] }],
  ['a wrong type', 'POST', '/default/todos', { title: 1 }, { code: 'VALIDATION', issues: ['title invalid_type'] }],
  ['null where none may be', 'POST', '/default/todos', { title: null }, { code: 'VALIDATION', issues: ['title invalid_type'] }],
  ['two wrong values', 'POST', '/default/todos', { title: '', completed: 'no' }, { code: 'VALIDATION', issues: ['title too_short', 'completed invalid_type'] }],
  ['a title too long', 'POST', '/default/todos', { title: 'x'.repeat(201) }, { code: 'VALIDATION', issues: ['title too_long'] }],
  ['a missing field', 'POST', '/default/todos', {}, { code: 'VALIDATION', issues: ['title required'] }],
  ['an unknown field', 'POST', '/default/todos', { title: 'a', titel: 'b' }, { code: 'UNKNOWN_FIELD', issues: ['titel unknown_field'] }],
  ['__proto__', 'POST', '/default/todos', '{"title":"a","__proto__":{}}', { code: 'UNKNOWN_FIELD', issues: ['__proto__ unknown_field'] }],
  ['a server column (s13)', 'POST', '/default/todos', { title: 'a', createdAt: 1 }, { code: 'UNKNOWN_FIELD', issues: ['createdAt server_column'] }],
  ['a bad id', 'POST', '/default/todos', { id: 'x', title: 'a' }, { code: 'VALIDATION', issues: ['id invalid_uuid'] }],
  ['a taken id', 'POST', '/default/todos', { id: ID, title: 'a' }, { status: 409, code: 'ID_TAKEN' }],
  ['a short mutation id', 'POST', '/default/todos', { title: 'a', _clientMutationId: 'short' }, { code: 'VALIDATION', issues: ['_clientMutationId invalid_id'] }],
  ['a wrong _since', 'POST', '/default/todos', { title: 'a', _since: -1 }, { code: 'VALIDATION', issues: ['_since invalid_type'] }],
  ['a scope', 'POST', '/default/todos', { title: 'a', scope: 's' }, { code: 'VALIDATION', issues: ['scope no_scope'] }],
  ['an empty patch (h7)', 'PUT', `/default/todos/${ID}`, {}, { code: 'VALIDATION' }],
  ['a patch of the id', 'PUT', `/default/todos/${ID}`, { id: MISSING }, { code: 'UNKNOWN_FIELD', issues: ['id server_column'] }],
  ['a patch of a server column', 'PUT', `/default/todos/${ID}`, { updatedAt: 1 }, { code: 'UNKNOWN_FIELD', issues: ['updatedAt server_column'] }],
  ['a patch of a missing row (h6)', 'PUT', `/default/todos/${MISSING}`, { title: 'a' }, { status: 404, code: 'NOT_FOUND' }],
  ['a delete of a missing row (h6)', 'DELETE', `/default/todos/${MISSING}`, undefined, { status: 404, code: 'NOT_FOUND' }],
  ['a missing row', 'GET', `/default/todos/${MISSING}`, undefined, { status: 404, code: 'NOT_FOUND' }],
  ['an unknown collection', 'POST', '/default/todo', { title: 'a' }, { status: 404, code: 'NOT_FOUND' }],
  ['another room (h5)', 'POST', '/elsewhere/todos', { title: 'a' }, { status: 404, code: 'NOT_FOUND' }],
  ['no sync id', 'POST', '/a%20b/todos', { title: 'a' }, { code: 'VALIDATION', issues: ['syncId invalid_sync_id'] }],
  ['an empty bulk', 'POST', '/default/todos/bulk', { items: [] }, { code: 'VALIDATION' }],
  ['a bulk of nothing', 'POST', '/default/todos/bulk', {}, { code: 'VALIDATION' }],
  ['a bulk with more than its list', 'POST', '/default/todos/bulk', { items: [{ title: 'a' }], ids: [] }, { code: 'UNKNOWN_FIELD', issues: ['ids unknown_field'] }],
  ['one bad item of two (l2)', 'POST', '/default/todos/bulk', { items: [{ title: 'a' }, { title: 7 }] }, { code: 'VALIDATION', issues: ['items.1.title invalid_type'] }],
  ['the same id twice', 'DELETE', '/default/todos/bulk', { ids: [ID, ID] }, { code: 'VALIDATION' }],
  ['one missing row of two (l2)', 'DELETE', '/default/todos/bulk', { ids: [ID, MISSING] }, { status: 404, code: 'NOT_FOUND' }],
  ['1,001 items', 'POST', '/default/todos/bulk', { items: Array.from({ length: 1001 }, () => ({ title: 'a' })) }, { status: 413, code: 'TOO_LARGE' }],
  ['2 MB', 'POST', '/default/todos', { title: 'x'.repeat(2_000_000) }, { status: 413, code: 'TOO_LARGE' }],
  ['limit 0', 'GET', '/default/todos?limit=0', undefined, { code: 'VALIDATION', issues: ['limit out_of_range'] }],
  ['limit 10,001', 'GET', '/default/todos?limit=10001', undefined, { code: 'VALIDATION', issues: ['limit out_of_range'] }],
  ['a bad place', 'GET', '/default/todos?after=x', undefined, { code: 'VALIDATION', issues: ['after invalid_cursor'] }],
  ['a cursor of nobody', 'GET', '/default/todos?since=1', undefined, { code: 'VALIDATION', issues: ['since invalid_cursor'] }],
  ['a misspelt parameter', 'GET', '/default/todos?limt=1', undefined, { code: 'VALIDATION', issues: ['limt unknown_parameter'] }],
  ['a scope that no list has (s8)', 'GET', '/default/todos?scope=', undefined, { code: 'VALIDATION', issues: ['scope no_scope'] }],
]

test.each(cases)('%s is refused and changes nothing', async (_, method, path, body, { status = 400, code, issues }) => {
  const answer = await request(`${server.url}/api${path}`, method, body)
  const error = Object(answer.body['error'])
  expect({ status: answer.status, code: error.code }, JSON.stringify(error)).toEqual({ status, code })
  expect(error.message).toMatch(/^[^{]+$/u)
  if (code === 'VALIDATION' || code === 'UNKNOWN_FIELD') {
    expect(error.issues).toEqual(
      error.issues.map(() => ({ path: expect.any(Array), code: expect.any(String), message: expect.any(String), params: expect.any(Object) })),
    )
  }
  if (issues) {
    const found = error.issues.map((issue: { path: unknown[]; code: string }) => `${issue.path.join('.')} ${issue.code}`)
    expect(found.toSorted()).toEqual(issues.toSorted())
  }
  // s10: nothing of the database, of the parser or of the code.
  expect(JSON.stringify(error)).not.toMatch(/SELECT|INSERT|UPDATE |sqlite|D1_|\.rs|panick|wasm/iu)
  expect(await everything()).toEqual(before)
})

test('bytes that are no UTF-8 are refused', async () => {
  const body = Buffer.concat([Buffer.from('{"title":"'), Buffer.from([0xff, 0xfe]), Buffer.from('"}')])
  const response = await fetch(`${server.url}/api/default/todos`, { method: 'POST', body })
  expect(response.status).toBe(400)
  expect(await response.json()).toMatchObject({ error: { code: 'MALFORMED' } })
  expect(await everything()).toEqual(before)
})

test('l13_a_body_of_unknown_length_ends_at_the_limit', async () => {
  const chunk = new TextEncoder().encode('x'.repeat(100_000))
  let sent = 0
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      sent += 1
      if (sent > 30) controller.close()
      else controller.enqueue(chunk)
    },
  })
  const response = await fetch(`${server.url}/api/default/todos`, { method: 'POST', body, duplex: 'half' } as RequestInit)
  expect(response.status).toBe(413)
  expect(await everything()).toEqual(before)
})

test('what is no path of the API is 404 in JSON', async () => {
  for (const path of ['/api/', '/api/default', '/api/default/todos/a/b', '/parties/other/default']) {
    expect(await request(server.url + path), path).toMatchObject({ status: 404, body: { error: { code: 'NOT_FOUND' } } })
  }
})
