import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Answer, request } from '../support/client'
import { flushes, writingBatches } from '../support/costs'
import { Server } from '../support/server'
import { RoomSocket } from '../support/socket'
import { STORAGE } from '../support/storage'

// Mutations that come together are committed together.

let server: Server
beforeEach(async () => {
  server = await Server.start('todo-app', { vars: { FERROSYNC_DEBUG: '1' }, door: true })
  // The first one of an isolate reads the schema and the log.
  expect((await insert('first')).status).toBe(200)
})
afterEach(() => server?.[Symbol.asyncDispose]())

const COUNT = 100

/** Says something to the database of the room, behind the API. */
async function sql(text: string): Promise<void> {
  if (STORAGE === 'object') await server.sql('default', text)
  else await (await server.miniflare.getD1Database('TODOS_DB')).prepare(text).run()
}

const insert = (title: string, more: object = {}): Promise<Answer> =>
  request(`${server.url}/api/default/todos`, 'POST', { title, ...more })

/**
 * How many commits it took: what the room has counted and what the database was asked to write must agree. But for a group that
 * was taken apart in an object: its members are batches of their own there, and one commit still.
 */
async function commits(send: () => Promise<void>, mutations: number, isTakenApart = false): Promise<number> {
  const [before, batchesBefore] = [flushes(server).length, writingBatches(server)]
  await send()
  const fresh = () => flushes(server).slice(before).filter((flush) => flush.mutations > 0)
  const done = () => fresh().reduce((sum, flush) => sum + flush.mutations, 0)
  await expect.poll(done, { timeout: 10_000 }).toBe(mutations)
  console.log(`${mutations} mutations: ${fresh().length} commits`)
  if (STORAGE === 'd1' || !isTakenApart) expect(writingBatches(server) - batchesBefore).toBe(fresh().length)
  return fresh().length
}

test('l2_a_hundred_requests_at_once_are_a_few_commits', async () => {
  const all = async () => {
    await server.gather('default', COUNT)
    const answers = await Promise.all(Array.from({ length: COUNT }, (_, at) => insert(`${at}`)))
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
    expect(seqsOf(answers)).toEqual(Array.from({ length: COUNT }, (_, at) => at + 2))
  }
  const count = await commits(all, COUNT)
  expect(count).toBeGreaterThanOrEqual(1)
  expect(count).toBeLessThanOrEqual(25)
})

test('l2_a_hundred_frames_at_once_are_a_few_commits', async () => {
  const socket = await RoomSocket.open(server.url)
  await socket.frame('sync-init')
  const acks = () => socket.frames.flatMap((frame) => (frame.type === 'ack' ? (frame['results'] as { seq?: number }[]) : []))
  const all = async () => {
    await server.gather('default', COUNT)
    for (let at = 0; at < COUNT; at += 1) {
      const mutation = { clientMutationId: `frame-${String(at).padStart(3, '0')}`, since: 1, collection: 'todos', action: 'insert', payload: { title: `${at}` } }
      socket.send({ type: 'mutate', mutations: [mutation] })
    }
    await socket.until('acks', () => acks().length === COUNT)
    expect(acks().map(({ seq }) => seq)).toEqual(Array.from({ length: COUNT }, (_, at) => at + 2))
  }
  const count = await commits(all, COUNT)
  expect(count).toBeGreaterThanOrEqual(1)
  expect(count).toBeLessThanOrEqual(25)
  await socket.close()
})

/** What every third of a thousand mutations asks for, and is refused: each time the same. */
const HOT = {
  'a row that is there': async () => {
    const id = String(Object((await insert('taken')).body['data']).id)
    return { action: 'insert', payload: { id, title: 'taken' } }
  },
  'a row that is not there': async () => ({ action: 'delete', payload: { id: '0190c0de-0000-7000-8000-000000000000' } }),
}

for (const [which, hot] of Object.entries(HOT)) {
  test(`r13_a_thousand_mutations_of_which_a_third_is_refused_cost_as_much_as_good_ones: ${which}`, async () => {
    const socket = await RoomSocket.open(server.url)
    await socket.frame('sync-init')
    const bad = await hot()
    const results = () => socket.frames.flatMap((frame) => (frame.type === 'ack' ? (frame['results'] as { error?: object }[]) : []))
    const send = async (name: string, refused: object) => {
      const before = results().length
      const good = (at: number) => ({ action: 'insert', payload: { title: `${at}` } })
      const mutation = (at: number) => ({ clientMutationId: `${name}-${at}`.padEnd(10, '.'), since: 1, collection: 'todos', ...(at % 3 === 0 ? { ...good(at), ...refused } : good(at)) })
      socket.send({ type: 'mutate', mutations: Array.from({ length: 1_000 }, (_, at) => mutation(at)) })
      await socket.until('acks', () => results().length === before + 1_000, 30_000)
      return results().slice(before).filter(({ error }) => error !== undefined).length
    }
    let refusals = 0
    const good = await commits(async () => void (refusals = await send('good', {})), 1_000)
    expect(refusals).toBe(0)
    const mixed = await commits(async () => void (refusals = await send('mixed', bad)), 666)
    expect(refusals).toBe(334)
    expect(mixed).toBeLessThanOrEqual(Math.floor(good * 1.2))
    await socket.close()
  })
}

const seqsOf = (answers: readonly Answer[]) => answers.map(({ body }) => Number(body['seq'])).toSorted((one, other) => one - other)

/** Each makes the 50th of the hundred a bad one. */
const BAD = {
  'whose id is taken': { status: 409, code: 'ID_TAKEN', spoil: async () => ({ id: String(Object((await insert('taken')).body['data']).id) }) },
  'that is not valid': { status: 400, code: 'VALIDATION', spoil: async () => ({ title: '' }) },
  'that only the database itself knows to be wrong': {
    status: 409,
    code: 'CONFLICT',
    spoil: async () => {
      await sql("CREATE UNIQUE INDEX once ON todos (title) WHERE title = 'only one'")
      await insert('only one')
      return { title: 'only one' }
    },
  },
}

for (const [which, { status, code, spoil }] of Object.entries(BAD)) {
  test(`l2_one_bad_mutation_among_a_hundred_changes_no_other_answer: one ${which}`, async () => {
    const bad = await spoil()
    const from = Number((await insert('the last before them')).body['seq']) + 1
    const all = async () => {
      await server.gather('default', COUNT)
      const answers = await Promise.all(Array.from({ length: COUNT }, (_, at) => insert(`${at}`, at === 50 ? bad : {})))
      const [refused] = answers.splice(50, 1)
      expect(refused).toMatchObject({ status, body: { error: { code } } })
      expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([200]))
      expect(seqsOf(answers)).toEqual(Array.from({ length: COUNT - 1 }, (_, at) => from + at))
    }
    const count = await commits(all, COUNT - 1, code === 'CONFLICT')
    expect(count).toBeGreaterThanOrEqual(1)
    expect(count).toBeLessThanOrEqual(25)
    const list = await request(`${server.url}/api/default/todos`)
    expect(list.body['seq']).toBe(from + COUNT - 2)
    expect(Object(list.body['todos'])).toHaveLength(from + COUNT - 2)
  })
}
