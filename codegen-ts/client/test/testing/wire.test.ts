// What no component shows; the real server is asked the same in tests/workerd/fake-server.test.ts.
import { expect, test } from 'vitest'
import { fakeServer } from '../../src/testing'
import { notes, tasks, todos } from '../fixture'

type Json = Readonly<Record<string, unknown>>

function made() {
  const server = fakeServer([todos, notes, tasks], { unique: { notes: [['title']] } })
  const { host = '', fetch: ask = fetch } = server.connection
  const get = async (path: string) => (await (await ask(`${host}/api/${path}`)).json()) as Json
  return { server, get }
}

test.each(['history', 'too_old', 'large', 'access', 'schema'] as const)('l6_a_cursor_of_before_a_reset_leads_nowhere_for_%s', async (reason) => {
  const { server, get } = made()
  server.seed(notes, [{ id: 'a', title: 'a' }])
  const { cursor } = await get('default/notes')
  expect(await get(`default/notes?since=${cursor}`)).toMatchObject({ rows: [], removed: [], more: false })
  server.reset(reason)
  expect(await get(`default/notes?since=${cursor}`)).toMatchObject({ reset: true, reason, notes: [{ id: 'a' }] })
})

test('a_list_comes_in_pages_and_a_difference_in_pieces', async () => {
  const { server, get } = made()
  const { cursor } = await get('default/notes')
  for (const id of ['a', 'b', 'c', 'd', 'e']) server.as('bob').insert(notes, { id, title: id })
  const ids: unknown[] = []
  for (let after = ''; ; ) {
    const page = await get(`default/notes?limit=2${after}`)
    ids.push((page['notes'] as { id: string }[]).map(({ id }) => id))
    if (page['next'] === undefined) break
    after = `&after=${encodeURIComponent(String(page['next']))}`
  }
  expect(ids).toEqual([['e', 'd'], ['c', 'b'], ['a']])
  server.as('bob').remove(notes, 'a')
  const pieces: unknown[] = []
  for (let since = cursor; ; ) {
    const piece = await get(`default/notes?limit=2&since=${since}`)
    pieces.push([(piece['rows'] as { id: string }[]).map(({ id }) => id), piece['removed'], piece['seq']])
    since = piece['cursor']
    if (!piece['more']) break
  }
  expect(pieces).toEqual([[['b'], ['a'], 2], [['c', 'd'], [], 4], [['e'], ['a'], 6]])
})

test('others_are_held_to_the_rules_and_told_why', () => {
  const { server } = made()
  server.as('bob').insert(notes, { id: 'a', title: 'a' })
  const wrong = (call: () => unknown, status: number, code: string) =>
    expect(call).toThrow(expect.objectContaining({ status, code, kind: 'API_ERROR' }))
  wrong(() => server.as('bob').insert(notes, { id: 'a', title: 'b' }), 409, 'ID_TAKEN')
  wrong(() => server.as('bob').insert(notes, { title: 'a' }), 409, 'CONFLICT')
  wrong(() => server.as('bob').insert(notes, { title: 'x'.repeat(41) }), 400, 'VALIDATION')
  wrong(() => server.as('bob').update(notes, 'none', { title: 'c' }), 404, 'NOT_FOUND')
  wrong(() => server.as('bob').remove(notes, 'none'), 404, 'NOT_FOUND')
  wrong(() => server.as('bob').insert(tasks, { title: 'a' }), 400, 'VALIDATION')
  expect(server.rows(notes)).toEqual([{ id: 'a', title: 'a' }])
})

test('nobody_owns_nothing', async () => {
  const { server } = made()
  const { host = '', fetch: ask = fetch } = server.connection
  const body = JSON.stringify({ title: 'mine' })
  const answer = await ask(`${host}/api/p1/tasks`, { method: 'POST', body })
  expect([answer.status, ((await answer.json()) as { error: Json }).error['code']]).toEqual([401, 'UNAUTHENTICATED'])
  expect(server.rows(tasks, { syncId: 'p1' })).toEqual([])
})

test('what_is_given_and_what_is_got_are_copies', () => {
  const { server } = made()
  const [row] = server.seed(notes, [{ id: 'a', title: 'a' }])
  if (row) row.title = 'changed'
  expect(server.rows(notes)).toEqual([{ id: 'a', title: 'a' }])
})
