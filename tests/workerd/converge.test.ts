import { expect, test } from 'vitest'
import { request } from '../support/client'
import { Load, type Plan } from '../support/load'
import type { List } from '../support/replica'
import { HttpReplica } from '../support/replica-http'
import { SocketReplica } from '../support/replica-socket'
import { Server } from '../support/server'
import { run, type Row } from '../support/words'

// Many clients write and listen, by both doors, while what serves them dies again and again.

const ROOM = 'b1'
const EACH = 60
/** After how many answers it dies: each time clients have more under way, and more to do. */
const DEATHS = [40, 120, 200, 280]

// Vera may not write: whatever she sends is refused.
const SOCKETS = {
  ada: ['cards', 'tasks', 'secrets'],
  bob: ['tasks/a', 'cards'],
  cleo: ['tasks/b', 'tasks/a', 'secrets'],
  vera: ['cards', 'tasks/b'],
}
const OTHERS = { eve: ['cards', 'tasks', 'secrets'], finn: ['tasks/a', 'cards'] }
const EDITORS = ['ada', 'bob', 'cleo', 'eve', 'finn']

/** Cards of a board, which only their owners change, and tasks in two lists, which everybody changes and deletes. */
function plan(): Plan {
  const [cards, tasks]: [string[], string[]] = [[], []]
  return (dice, fresh) => {
    const make = (ids: string[]) => {
      const id = fresh()
      ids.push(id)
      return id
    }
    // Of ids that somebody has sent: the rows may not be there yet, or not any more.
    const card = dice.pick(cards) ?? fresh()
    const task = dice.pick(tasks) ?? fresh()
    const scope = dice.pick(['a', 'b']) ?? 'a'
    switch (dice.roll(12)) {
      case 0:
      case 1:
        return { collection: 'cards', action: 'insert', payload: { id: make(cards), title: `${dice.roll(1_000)}` } }
      case 2:
        return { collection: 'cards', action: 'bulk-insert', payload: { items: [1, 2, 3].map((n) => ({ id: make(cards), title: `${n}` })) } }
      case 3:
      case 4:
        return { collection: 'cards', action: 'update', payload: { id: card, data: { title: `${dice.roll(1_000)}` } } }
      case 5:
        return { collection: 'cards', action: 'delete', payload: { id: card } }
      case 6:
      case 7:
        return { collection: 'tasks', action: 'insert', payload: { id: make(tasks), text: `${dice.roll(1_000)}` }, scope }
      case 8:
      case 9:
        return { collection: 'tasks', action: 'update', payload: { id: task, data: { text: `${dice.roll(1_000)}` } } }
      case 10:
        return { collection: 'tasks', action: 'bulk-delete', payload: { ids: [...new Set([task, dice.pick(tasks) ?? task])] } }
      default:
        return { collection: 'secrets', action: 'insert', payload: { id: fresh(), text: `${dice.roll(1_000)}` } }
    }
  }
}

async function startBoards(): Promise<Server> {
  const server = await Server.start('access', { door: true })
  const database = await server.miniflare.getD1Database('DB')
  const members = [...EDITORS.map((name) => `('${name}','${ROOM}','editor')`), `('vera','${ROOM}','viewer')`]
  await database.prepare('CREATE TABLE members (name TEXT, board TEXT, role TEXT)').run()
  await database.prepare(`INSERT INTO members VALUES ${members}`).run()
  return server
}

/** Lets `server` die as `die` has it, in the middle of everything. */
async function converge(server: Server, die: () => Promise<void>): Promise<void> {
  const load = new Load(plan())
  let up = Promise.resolve()
  const origin = () => up.then(() => server.url)
  const settings = ([who, lists]: [string, string[]], at: number) => ({
    room: ROOM,
    token: `token-${who}`,
    lists,
    origin,
    next: load.of(who, EACH, at + 1),
    done: load.done.bind(load),
    refused: load.refused.bind(load),
  })
  const clients = [
    ...Object.entries(SOCKETS).map((one, at) => new SocketReplica(settings(one, at))),
    ...Object.entries(OTHERS).map((one, at) => new HttpReplica(settings(one, at + 10))),
  ]
  const underWay: number[] = []
  const story = async () => {
    for (const count of DEATHS) {
      await load.until(count)
      underWay.push(clients.reduce((sum, client) => sum + client.underWay, 0))
      up = die()
      await up
    }
    await load.until(clients.length * EACH)
    const last = await lastSeqs(server)
    await expect.poll(() => clients.filter((client) => !client.holds(last)), { timeout: 20_000 }).toEqual([])
    for (const client of clients) client.stop()
  }
  // Whatever goes wrong in a client ends the test.
  const runs = Promise.all(clients.map((client) => client.run()))
  await Promise.all([Promise.race([story(), runs]), runs])

  console.log(`under way at each death: ${underWay}`, JSON.stringify(clients.map(({ seen }) => seen)), `refused: ${load.refusals.size}`)
  expect(Math.min(...underWay)).toBeGreaterThan(0)
  expect(load.refusals.size).toBeGreaterThan(10)
  await checkLog(server, load)
  await checkRows(server, load, clients.flatMap(({ lists }) => lists))
}

/** The log's seqs are dense; each answered mutation is in it once, as it was answered, and none that was refused. */
async function checkLog(server: Server, load: Load): Promise<void> {
  const log = await run(server, `SELECT seq, mid FROM _sync_log WHERE sync_id = '${ROOM}' ORDER BY seq`, ROOM)
  expect(log.map(({ seq }) => seq)).toEqual(log.map((_, at) => at + 1))
  const answered = [...load.seqs].toSorted(([, one], [, other]) => one - other)
  expect(log.map(({ seq, mid }) => [mid, seq])).toEqual(answered)
}

/** The rows are those that the answers make, by both doors, and every client shows them. */
async function checkRows(server: Server, load: Load, lists: readonly List[]): Promise<void> {
  const headers = { authorization: 'Bearer token-ada' }
  const outcome = load.outcome('list')
  const there = new Map<string, Map<unknown, Row>>()
  for (const name of ['cards', 'secrets', 'tasks', 'tasks?scope=a', 'tasks?scope=b']) {
    const [collection = ''] = name.split('?')
    const path = `${server.url}/api/${ROOM}/${name}`
    const doors = [path, `${path}${name.includes('?') ? '&' : '?'}consistent=true`]
    const [direct, through] = await Promise.all(doors.map((url) => request(url, 'GET', undefined, headers)))
    expect(through).toEqual(direct)
    const rows = Object(direct?.body[collection]) as Row[]
    there.set(name, new Map(rows.map((row) => [row['id'], row])))
  }
  for (const [collection, rows] of outcome) {
    const found = there.get(collection) ?? new Map<unknown, Row>()
    expect([...found.keys()].toSorted(), collection).toEqual([...rows.keys()].toSorted())
    for (const [id, row] of rows) expect(found.get(id)).toMatchObject(row)
    expect(rows.size).toBeGreaterThan(0)
  }
  for (const list of lists) {
    const name = list.scope === undefined ? list.collection : `${list.collection}?scope=${list.scope}`
    expect(list.rows, name).toEqual(there.get(name))
  }
}

/** The last seq that touched a list, of those that the log tells of. */
async function lastSeqs(server: Server): Promise<(list: List) => number> {
  const log = await run(server, `SELECT seq, changes FROM _sync_log WHERE sync_id = '${ROOM}' ORDER BY seq`, ROOM)
  const touched = log.map(({ seq, changes }) => ({ seq: Number(seq), changes: JSON.parse(String(changes)) as Record<string, unknown[][]> }))
  return ({ collection, scope }) => {
    const isOf = ([, before, after]: unknown[]) => scope === undefined || before === scope || after === scope
    return touched.findLast(({ changes }) => changes[collection]?.some(isOf))?.seq ?? 0
  }
}

test('l4_l6_every_client_converges_however_often_the_runtime_is_killed_under_load', async () => {
  await using server = await startBoards()
  await converge(server, async () => {
    await server.kill()
    await server.start()
  })
})

test('l4_l6_every_client_converges_however_often_its_object_ends_under_load', async () => {
  await using server = await startBoards()
  await converge(server, () => server.evict(ROOM))
})
