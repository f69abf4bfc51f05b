import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { request } from '../support/client'
import { rowsRead } from '../support/costs'
import { Server } from '../support/server'
import { STORAGE } from '../support/storage'
import { House, run, startWords, type Row } from '../support/words'

type Body = Readonly<Record<string, unknown>>

/** Straight from the database, and through the room's object. */
const DOORS = ['', '&consistent=true'] as const

const idsOf = (rows: unknown): unknown[] => (Array.isArray(rows) ? rows.map((row: Row) => row['id']) : [])
const rowsOf = (rows: unknown): Row[] => (Array.isArray(rows) ? rows : [])

/** What changed in a list since an answer, by both doors, which must agree. */
async function since(house: House, path: string, before: Body, more = ''): Promise<Body> {
  const [collection, query] = path.split('?')
  const url = `${collection}?since=${encodeURIComponent(String(before['cursor']))}${query === undefined ? '' : `&${query}`}${more}`
  const [direct, through] = await Promise.all(DOORS.map((door) => house.call(url + door)))
  expect(direct?.status, JSON.stringify(direct?.body)).toBe(200)
  expect(through).toEqual(direct)
  return Object(direct?.body)
}

async function list(house: House, path: string): Promise<Body> {
  const { status, body } = await house.call(path)
  expect(status, JSON.stringify(body)).toBe(200)
  return body
}

describe('on one server', () => {
  let server: Server
  beforeAll(async () => {
    server = await startWords()
  })
  afterAll(() => server?.[Symbol.asyncDispose]())

  test('r8_l6_a_client_that_comes_back_is_told_what_changed', async () => {
    await using house = await House.open(server, 'back')
    const empty = await list(house, 'lists')
    await house.insertAll('lists', [
      { id: 'a', title: 'a' },
      { id: 'b', title: 'b' },
      { id: 'c', title: 'c' },
    ])
    const full = await list(house, 'lists')
    expect(await since(house, 'lists', full)).toEqual({ rows: [], removed: [], seq: 1, cursor: full['cursor'], more: false, committed: [] })

    await house.update('lists/a', { title: 'z' })
    await house.delete('lists/b')
    await house.insert('people', { id: 'p', name: 'p' })
    const told = await since(house, 'lists', full)
    expect(told).toMatchObject({ rows: [{ id: 'a', title: 'z', roomId: 'back' }], removed: ['b'], seq: 4, more: false })
    expect(told['cursor']).toBe((await list(house, 'lists'))['cursor'])
    // A socket's first frame says the same place.
    expect(await house.socket.frame('sync-init')).toMatchObject({ seq: 0, cursor: empty['cursor'] })
    // What came and went since is named all the same.
    const all = await since(house, 'lists', empty)
    expect([idsOf(all['rows']), all['removed']]).toEqual([['a', 'c'], ['b']])
  })

  test('l3_r12_the_mutations_that_were_committed_are_named_to_whoever_sent_them', async () => {
    await using house = await House.open(server, 'mids')
    const [ada, bob] = [house.as('ada'), house.as('bob')]
    const empty = await list(ada, 'lists')
    const odd = 'a,b&c=d e/ä'
    await ada.insert('lists', { id: 'a', title: 'a', _clientMutationId: odd })
    await bob.insert('lists', { id: 'b', title: 'b', _clientMutationId: 'bobs-mutation' })
    const mids = ['unknown-mutation', 'bobs-mutation', odd].map(encodeURIComponent).join(',')
    const told = await since(ada, 'lists', empty, `&mids=${mids}`)
    expect(told['committed']).toEqual([{ clientMutationId: odd, seq: 1 }])
    const stranger = await since(house, 'lists', empty, `&mids=${mids}`)
    expect(stranger).toMatchObject({ reset: true, reason: 'access', committed: [], seq: 2 })
    expect(idsOf(stranger['lists'])).toEqual(['a', 'b'])
  })

  test('s8_a_delta_of_a_scope_names_no_row_of_another', async () => {
    await using house = await House.open(server, 'scopes')
    const ada = house.as('ada')
    const scopes = ['files?scope=a', 'files?scope=b', 'files'] as const
    const before = await Promise.all(scopes.map((path) => list(ada, path)))
    for (const scope of ['a', 'b']) {
      const items = ['1', '2'].map((n) => ({ id: `${scope}${n}`, name: n, size: Number(n) }))
      await ada.insertAll('files', items, { scope })
      await ada.delete(`files/${scope}2`)
    }
    const told = await Promise.all(scopes.map((path, at) => since(ada, path, before[at] ?? {})))
    expect(told.map(({ rows, removed }) => [idsOf(rows), removed])).toEqual([
      [['a1'], ['a2']],
      [['b1'], ['b2']],
      [['a1', 'b1'], ['a2', 'b2']],
    ])
    expect(JSON.stringify(told)).not.toMatch(/secret|hush/u)
    const cursor = encodeURIComponent(String(told[0]?.['cursor']))
    expect(await ada.refused(`files?scope=&since=${cursor}`, 'GET')).toMatchObject({ status: 400, code: 'VALIDATION' })
  })

  test('r7_h1_what_goes_along_and_what_hides_is_told', async () => {
    await using house = await House.open(server, 'along')
    await house.insert('lists', { id: 'l', title: 'l' })
    await house.insert('people', { id: 'p', name: 'p' })
    await house.insert('todos', { id: 't', title: 't', listId: 'l' })
    await house.insert('todos', { id: 'u', title: 'u', parentId: 't' })
    await house.insert('comments', { id: 'c', todoId: 't' })
    await house.insert('notes', { id: 'n', personId: 'p' })
    const names = ['todos', 'comments', 'people', 'notes']
    const before = await Promise.all(names.map((name) => list(house, name)))
    await house.delete('lists/l')
    await house.delete('people/p')
    const told = await Promise.all(names.map((name, at) => since(house, name, before[at] ?? {})))
    expect(told.map(({ rows, removed }) => [idsOf(rows), removed])).toEqual([
      [['u'], ['t']],
      [[], ['c']],
      [[], ['p']],
      [[], ['n']],
    ])
  })

  test('h13_pages_and_the_delta_since_the_first_are_the_list_while_others_write', async () => {
    await using house = await House.open(server, 'pages')
    const items = Array.from({ length: 40 }, (_, n) => ({ id: `t${n}`, title: `${n}`, rank: n }))
    await house.insertAll('todos', items)
    const rows = new Map<unknown, Row>()
    let [cursor, after, seen]: [unknown, string, number] = [undefined, '', 0]
    for (let page = 0; ; page += 1) {
      const body = await list(house, `todos?limit=7${after}`)
      cursor ??= body['cursor']
      for (const row of rowsOf(body['todos'])) rows.set(row['id'], row)
      seen += rowsOf(body['todos']).length
      if (body['next'] === undefined) break
      after = `&after=${encodeURIComponent(String(body['next']))}`
      // Before the page that is next, and behind it.
      await house.insert('todos', { id: `a${page}`, title: `a${page}` })
      await house.insert('todos', { id: `z${page}`, title: `z${page}` })
      await house.delete(`todos/t${page}`)
      await house.update(`todos/t${39 - page}`, { title: `changed ${page}` })
    }
    expect(seen).toBeGreaterThan(40)
    const missing = await list(house, 'todos')
    expect([...rows.keys()].sort()).not.toEqual(idsOf(missing['todos']).sort())
    for (let more: unknown = true; more === true; ) {
      const delta = await since(house, 'todos?limit=5', { cursor })
      for (const id of Array.isArray(delta['removed']) ? delta['removed'] : []) rows.delete(id)
      for (const row of rowsOf(delta['rows'])) rows.set(row['id'], row)
      ;({ cursor, more } = delta)
    }
    const now = await list(house, 'todos')
    expect(rows).toEqual(new Map(rowsOf(now['todos']).map((row) => [row['id'], row])))
    expect(cursor).toBe(now['cursor'])
  })

  test('r11_a_cursor_of_another_history_gets_the_list', async () => {
    await using house = await House.open(server, 'restored')
    const mutations = ['a', 'b', 'c'].map((id) => ({ id, title: id, _clientMutationId: `mutation-${id}` }))
    for (const mutation of mutations) await house.insert('lists', mutation)
    const before = await list(house, 'lists')
    // Restored to before the last two.
    await run(server, "DELETE FROM _sync_log WHERE sync_id = 'restored' AND seq > 1", 'restored')
    await run(server, "DELETE FROM lists WHERE room_id = 'restored' AND id <> 'a'", 'restored')
    const history = { reset: true, reason: 'history', lists: [{ id: 'a' }], seq: 1, committed: [{ clientMutationId: 'mutation-a', seq: 1 }] }
    expect(await since(house, 'lists', before, '&mids=mutation-a,mutation-c')).toMatchObject(history)
    // And the same seqs stand for others. Of the first nobody knows: the room finds out that it knew another history.
    const closed = house.socket.closed()
    expect(await house.refused('lists', 'POST', { id: 'x', title: 'x' })).toMatchObject({ status: 503, code: 'UNAVAILABLE' })
    expect(await closed).toBe(1012)
    for (const id of ['x', 'y', 'z']) await house.insert('lists', { id, title: id })
    expect(await since(house, 'lists', before)).toMatchObject({ reset: true, reason: 'history', seq: 4 })
  })

  test('r16_a_cursor_that_the_log_does_not_reach_gets_the_list', async () => {
    await using house = await House.open(server, 'pruned')
    const empty = await list(house, 'lists')
    const at: Body[] = []
    for (const id of ['a', 'b', 'c']) {
      await house.insert('lists', { id, title: id })
      at.push(await list(house, 'lists'))
    }
    await run(server, "DELETE FROM _sync_log WHERE sync_id = 'pruned' AND seq < 2", 'pruned')
    for (const before of [empty, at[0] ?? {}]) {
      const told = await since(house, 'lists?limit=2', before)
      expect(told).toMatchObject({ reset: true, reason: 'too_old', lists: [{ id: 'a' }, { id: 'b' }], next: expect.any(String), seq: 3 })
    }
    expect(await since(house, 'lists', at[1] ?? {})).toMatchObject({ rows: [{ id: 'c' }], removed: [], seq: 3 })
  })

  test('l13_pieces_end_at_a_seq_and_before_a_megabyte', async () => {
    await using house = await House.open(server, 'pieces')
    const empty = await list(house, 'samples')
    for (const id of ['a', 'b', 'c']) await house.insert('samples', { id, text: id.repeat(400_000), mood: 'calm' })
    const first = await since(house, 'samples', empty)
    expect([idsOf(first['rows']), first['seq'], first['more']]).toEqual([['a', 'b'], 2, true])
    const second = await since(house, 'samples', first)
    expect([idsOf(second['rows']), second['seq'], second['more']]).toEqual([['c'], 3, false])
    await house.insert('samples', { id: 'd', text: 'd'.repeat(1_200_000), mood: 'calm' })
    expect(await since(house, 'samples?limit=1', second)).toMatchObject({ reset: true, reason: 'large', next: expect.any(String) })
  })

  test('what_is_no_cursor_is_refused', async () => {
    await using house = await House.open(server, 'refused')
    const good = encodeURIComponent(String((await list(house, 'lists'))['cursor']))
    for (const [query, issue] of [
      ['since=', 'since invalid_cursor'],
      ['since=0:', 'since invalid_cursor'],
      [`since=${good}x`, 'since invalid_cursor'],
      [`since=${good}&after=%5B%22a%22%2C%22a%22%5D`, 'since with_after'],
      ['mids=12345678', 'mids needs_since'],
      [`since=${good}&mids=short`, 'mids invalid_id'],
      [`since=${good}&mids=${Array.from({ length: 101 }, (_, n) => `mutation-${n}`).join(',')}`, 'mids too_big'],
    ] as const) {
      for (const door of DOORS) {
        const refused = await house.refused(`lists?${query}${door}`, 'GET')
        expect(refused, query).toMatchObject({ status: 400, code: 'VALIDATION', issues: [expect.stringContaining(issue)] })
      }
    }
  })
})

test('l6_a_delta_reads_what_changed_and_not_the_list', async () => {
  await using server = await startWords({ vars: { FERROSYNC_DEBUG: '1' } })
  await using house = await House.open(server, 'costs')
  for (let at = 0; at < 10; at += 1) {
    await house.insertAll('todos', Array.from({ length: 1_000 }, (_, n) => ({ id: `t${at}-${n}`, title: `${at}-${n}` })))
  }
  // Objects do not let anyone.
  if (STORAGE === 'd1') await run(server, 'ANALYZE')
  const { cursor } = await list(house, 'todos?limit=1')
  for (let n = 0; n < 10; n += 1) await house.update(`todos/t1-${n}`, { title: `changed ${n}` })
  for (let n = 0; n < 2; n += 1) await house.delete(`todos/t2-${n}`)
  const get = (query: string) => request(`${server.url}/api/costs/todos?${query}`)
  const read = {
    delta: await rowsRead(server, () => get(`since=${cursor}`)),
    page: await rowsRead(server, () => get('limit=10000')),
    mids: await rowsRead(server, () => get(`since=${cursor}&mids=mutation-1`)),
  }
  console.log('rows read:', JSON.stringify(read))
  // 12 entries, what they name, and the 10 rows that are left of it, some of that in several steps.
  expect(read.delta).toBeLessThan(200)
  expect(read.page).toBeGreaterThan(9_000)
  // And the log, which has no index on mids: 22 entries.
  expect(read.mids - read.delta).toBeLessThan(60)
})

test('l9_another_right_is_another_reader', async () => {
  await using server = await Server.start('access')
  const members = async (sql: string) => (await server.miniflare.getD1Database('DB')).prepare(sql).run()
  await members('CREATE TABLE members (name TEXT, board TEXT, role TEXT)')
  await members("INSERT INTO members VALUES ('alice','b1','editor'), ('vera','b1','viewer'), ('gus','b1','guest')")
  const get = (name: string, path: string) => request(`${server.url}/api/b1/${path}`, 'GET', undefined, { authorization: `Bearer token-${name}` })
  const cursorOf = async (name: string, path: string) => String((await get(name, path)).body['cursor'])
  const alices = await cursorOf('alice', 'cards')
  expect((await get('alice', `cards?since=${alices}`)).body).toMatchObject({ rows: [], removed: [] })
  expect((await get('vera', `cards?since=${alices}`)).body).toMatchObject({ reset: true, reason: 'access', cards: [] })
  // Promoted: what she holds may be less than what she may see now.
  const veras = await cursorOf('vera', 'cards')
  await members("UPDATE members SET role = 'editor' WHERE name = 'vera'")
  expect((await get('vera', `cards?since=${veras}`)).body).toMatchObject({ reset: true, reason: 'access' })
  // A cursor opens nothing.
  const guests = await cursorOf('gus', 'tasks?scope=open')
  for (const path of ['tasks', 'tasks?scope=closed', 'cards', 'secrets']) {
    const refused = await get('gus', `${path}${path.includes('?') ? '&' : '?'}since=${guests}`)
    expect([path, refused.status]).toEqual([path, 403])
  }
  expect((await get('gus', `tasks?scope=open&since=${guests}`)).status).toBe(200)
  await members("DELETE FROM members WHERE name = 'gus'")
  expect((await get('gus', `tasks?scope=open&since=${guests}`)).status).toBe(403)
})
