import { expect, test } from 'vitest'
import { type Answer, request } from '../support/client'
import { Server } from '../support/server'
import { RoomSocket } from '../support/socket'
import { STORAGE } from '../support/storage'
import { run, startWords } from '../support/words'

// What happens to rooms whose objects end, and to their logs, wherever their rows are.

const insert = (server: Server, mid: string): Promise<Answer> =>
  request(`${server.url}/api/default/todos`, 'POST', { title: mid, _clientMutationId: mid })

test('r9_objects_that_end_under_load_lose_and_double_nothing', async () => {
  await using server = await Server.start('todo-app', { door: true })
  const mids = Array.from({ length: 120 }, (_, at) => `mutation-${at}`)
  let answered = 0
  const evictions: Promise<void>[] = []
  const firsts = await Promise.all(
    mids.map(async (mid) => {
      const first = await insert(server, mid).catch(() => undefined)
      answered += 1
      if (answered % 30 === 10) evictions.push(server.evict('default'))
      return first
    }),
  )
  expect(evictions.length).toBeGreaterThan(2)
  await Promise.all(evictions)
  // Whoever was not answered is told that nobody knows; and nobody is told anything else.
  const unknown = firsts.flatMap((first) => (first === undefined || first.status === 200 ? [] : [first]))
  expect(unknown.map(({ status, body }) => [status, Object(body['error']).code])).toEqual(unknown.map(() => [503, 'UNAVAILABLE']))

  // The runtime hangs up on whom it could not read to the end, and a client may learn of it with its next request: that is
  // one of unknown outcome too, and sent again.
  const send = (mid: string): Promise<Answer> => insert(server, mid).catch(() => insert(server, mid))
  const again = await Promise.all(mids.map(send))
  for (const [at, { status, body }] of again.entries()) {
    const first = firsts[at]
    expect(status, JSON.stringify(body)).toBe(200)
    if (first?.status === 200) expect(body).toEqual({ ...first.body, replayed: true })
  }
  expect(firsts.filter((first) => first?.status === 200).length).toBeGreaterThanOrEqual(10)
  const seqs = again.map(({ body }) => Number(body['seq'])).sort((a, b) => a - b)
  expect(seqs).toEqual(mids.map((_, at) => at + 1))
  const { body } = await request(`${server.url}/api/default/todos`)
  const titles = (body['todos'] as { title: string }[]).map(({ title }) => title)
  expect(titles.sort()).toEqual([...mids].sort())
})

test('restart survives: what a stopped server had is there when it starts again', async () => {
  await using server = await Server.start('todo-app')
  const before = await Promise.all(['restart-1', 'restart-2', 'restart-3'].map((mid) => insert(server, mid)))
  const list = await request(`${server.url}/api/default/todos`)
  await server.stop()
  await server.start()
  expect(await request(`${server.url}/api/default/todos`)).toEqual(list)
  const again = await Promise.all(['restart-1', 'restart-2', 'restart-3'].map((mid) => insert(server, mid)))
  expect(again).toEqual(before.map(({ status, body }) => ({ status, body: { ...body, replayed: true } })))
  expect((await insert(server, 'restart-4')).body['seq']).toBe(4)
})

test('r16_a_log_is_pruned_and_its_sequence_goes_on', async () => {
  await using server = await startWords()
  const room = 'pruned'
  const add = (n: number) => request(`${server.url}/api/${room}/lists`, 'POST', { id: `l${n}`, title: `t${n}`, _clientMutationId: `list-${n}`.padEnd(10, '.') })
  const COUNT = 540
  for (let n = 0; n < COUNT; n += 60) {
    const answers = await Promise.all(Array.from({ length: 60 }, (_, at) => add(n + at)))
    expect(answers.filter(({ status }) => status !== 200)).toEqual([])
  }
  // The app keeps 500 entries, whatever their age. The alarm sees to it.
  const log = async () => (await run(server, `SELECT min(seq) AS first, max(seq) AS last, count(*) AS count FROM _sync_log WHERE sync_id = '${room}'`, room))[0]
  await expect.poll(log, { timeout: 20_000 }).toEqual({ first: COUNT - 499, last: COUNT, count: 500 })
  await server.evict(room)
  const answer = await add(COUNT)
  expect([answer.status, answer.body['seq']]).toEqual([200, COUNT + 1])
  // What is in the log still is known.
  expect(await add(COUNT - 1)).toMatchObject({ status: 200, body: { seq: COUNT, replayed: true } })
})

test('r11_a_room_that_was_restored_to_yesterday_goes_on_from_there', async () => {
  await using server = await startWords()
  const room = 'restored'
  const add = (n: number) => request(`${server.url}/api/${room}/lists`, 'POST', { id: `l${n}`, title: `t${n}`, _clientMutationId: `list-${n}`.padEnd(10, '.') })
  for (const n of [1, 2, 3]) expect((await add(n)).status).toBe(200)
  const socket = await RoomSocket.open(server.url, room)
  expect(await socket.frame('sync-init')).toMatchObject({ seq: 3 })
  await run(server, `DELETE FROM _sync_log WHERE sync_id = '${room}' AND seq > 1`, room)
  await run(server, `DELETE FROM lists WHERE room_id = '${room}' AND id <> 'l1'`, room)
  if (STORAGE === 'object') {
    // The platform restores an object's storage by starting the object anew.
    await server.evict(room)
  } else {
    // The room finds it out by the next mutation, and sends away who has heard of what is no more.
    const closed = socket.closed()
    expect((await add(4)).status).toBe(503)
    expect(await closed).toBe(1012)
  }
  expect(await add(4)).toMatchObject({ status: 200, body: { seq: 2 } })
  // What the lost history had done is done again, not replayed.
  const again = await add(3)
  expect(again).toMatchObject({ status: 200, body: { seq: 3 } })
  expect(again.body).not.toHaveProperty('replayed')
})

if (STORAGE === 'd1') {
  test('r10_of_two_objects_that_believe_they_are_the_room_one_has_each_seq', async () => {
    await using server = await Server.start('todo-app')
    // Who comes through the Worker has no such header; an object believes it.
    const caller = JSON.stringify({ requestId: 'r10', pass: { user: null, access: null, reads: 'all' } })
    const toTwin = async (mid: string): Promise<Answer> => {
      const body = JSON.stringify({ title: mid, _clientMutationId: mid })
      const headers = { 'content-type': 'application/json', 'x-ferrosync-caller': caller }
      const answer = await server.ask('another object', 'http://127.0.0.1/api/default/todos', { method: 'POST', headers, body })
      return { status: answer.status, body: (await answer.json()) as Answer['body'] }
    }
    const mids = Array.from({ length: 100 }, (_, at) => `mutation-${at}`)
    const answers = await Promise.all(mids.map((mid, at) => (at % 2 === 0 ? insert(server, mid) : toTwin(mid))))
    for (const [at, { status, body }] of answers.entries()) {
      // Where one was too slow too often, nobody knows, and it is sent again: to the other.
      if (status !== 503) expect(status, JSON.stringify(body)).toBe(200)
      else answers[at] = await insert(server, mids[at] ?? '')
    }
    const seqs = answers.map(({ body }) => Number(body['seq'])).sort((a, b) => a - b)
    expect(seqs).toEqual(mids.map((_, at) => at + 1))
    const { body } = await request(`${server.url}/api/default/todos`)
    const titles = (body['todos'] as { title: string }[]).map(({ title }) => title)
    expect(titles.sort()).toEqual([...mids].sort())
  })
} else {
  const refused = (code: string, message: RegExp) => ({ status: 500, body: { error: expect.objectContaining({ code, message: expect.stringMatching(message) }) } })

  test('a room of a newer version than the code is not touched', async () => {
    await using server = await startWords()
    const lists = `${server.url}/api/newer/lists`
    await request(lists, 'POST', { id: 'a', title: 'a' })
    await run(server, "INSERT INTO _sync_migrations VALUES ('9999_later.sql')", 'newer')
    await server.evict('newer')
    expect(await request(lists)).toEqual(refused('SCHEMA_DRIFT', /newer version .* `9999_later\.sql`/u))
    expect(await request(lists, 'POST', { id: 'b', title: 'b' })).toEqual(refused('SCHEMA_DRIFT', /newer/u))
    await run(server, "DELETE FROM _sync_migrations WHERE name = '9999_later.sql'", 'newer')
    expect(await request(lists, 'POST', { id: 'b', title: 'b' })).toMatchObject({ status: 200, body: { seq: 2 } })
  })

  test('a migration that fails leaves the room as it was, and is tried again', async () => {
    await using server = await startWords()
    const lists = `${server.url}/api/failing/lists`
    // As if the room had been made by hand: a table is in the way of the second half of what is to come.
    await run(server, 'CREATE TABLE badges (mine TEXT)', 'failing')
    expect(await request(lists)).toEqual(refused('MISCONFIGURED', /migration `0001_init\.sql` could not be applied/u))
    const tables = "SELECT group_concat(name) AS names FROM (SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE '\\_%' ESCAPE '\\' AND name NOT LIKE 'sqlite_%' ORDER BY name)"
    expect(await run(server, tables, 'failing')).toEqual([{ names: 'Visits,badges' }])
    expect(await run(server, 'SELECT name FROM _sync_migrations', 'failing')).toEqual([{ name: '0000_visits.sql' }])
    await run(server, 'DROP TABLE badges', 'failing')
    expect(await request(lists, 'POST', { id: 'a', title: 'a' })).toMatchObject({ status: 200, body: { seq: 1 } })
    expect(await run(server, 'SELECT version FROM _sync_schema', 'failing')).toEqual([{ version: 1 }])
  })
}
