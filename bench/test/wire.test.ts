import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { insert, list, ROOM, type Row, TODOS } from '../src/api'
import { CONTENDERS } from '../src/contenders'
import { Host, type Server } from '../src/server/server'
import { type Answer, Connection } from '../src/wire/http'
import { Pool } from '../src/wire/pool'
import { type Frame, RoomSocket } from '../src/wire/socket'

// Who claims our protocol is asked the same questions as ours, and all are asked what they all claim: else nothing that is
// measured beside each other would be alike.

const host = Host.start()
afterAll(() => host[Symbol.asyncDispose]())

const json = ({ text }: Answer) => JSON.parse(text)
const UNKNOWN = '0190c0de-0000-7000-8000-00000000dead'

for (const contender of CONTENDERS) {
  describe(`${contender.name} on ${contender.storage}`, () => {
    let server: Server
    let connection: Connection
    beforeAll(async () => {
      server = await host.run(contender)
      connection = await Connection.open(server)
    })
    afterAll(async () => {
      connection.close()
      await server[Symbol.asyncDispose]()
    })
    const post = (body: object, path = TODOS) => connection.request('POST', path, body)
    const put = (id: unknown, body: object) => connection.request('PUT', `${TODOS}/${id}`, body)
    const rows = async () => (await list(connection)).flatMap((page) => page.rows)

    test('what is written is answered, listed and told', async () => {
      const socket = await RoomSocket.open(server, ROOM)
      const told = socket.next('broadcast')
      const row = await insert(connection, 'one')
      const frame = await told
      const [change] = (Array.isArray(frame['changes']) ? frame['changes'] : [frame]) as Frame[]
      expect(change).toMatchObject({ collection: 'todos', action: 'insert', payload: { id: row['id'], title: 'one' } })
      expect(json(await put(row['id'], { completed: true })).data).toMatchObject({ id: row['id'], title: 'one', completed: true })
      expect(await rows()).toEqual([expect.objectContaining({ id: row['id'], completed: true })])
      expect((await connection.request('DELETE', `${TODOS}/${row['id']}`)).status).toBe(200)
      expect(await rows()).toEqual([])
      await socket.close()
    })

    if (contender.name === 'bare') return

    test('what is not valid is refused, and so is what is not there', async () => {
      for (const bad of [{ title: '' }, { title: 'x'.repeat(201) }, { title: 1 }, {}, { title: 'a', completed: 'yes' }]) {
        const { status, text } = await post(bad)
        expect([status, JSON.parse(text).error.code], JSON.stringify(bad)).toEqual([400, 'VALIDATION'])
      }
      const { status, text } = await put(UNKNOWN, { title: 'b' })
      expect([status, JSON.parse(text).error.code]).toEqual([404, 'NOT_FOUND'])
      expect(await rows()).toEqual([])
    })

    if (contender.name === 'conventional') return

    const seq = async () => json(await connection.request('GET', TODOS)).seq as number

    test('l1_every_mutation_has_the_next_seq_and_refusals_have_none', async () => {
      const before = await seq()
      expect((await put(UNKNOWN, { title: 'b' })).status).toBe(404)
      const id = '0190c0de-0000-7000-8000-000000000001'
      expect(json(await post({ id, title: 'a' }))).toMatchObject({ success: true, seq: before + 1, data: { id } })
      expect(json(await post({ id, title: 'a' })).error.code).toBe('ID_TAKEN')
      expect(json(await put(id, { title: 'b' }))).toMatchObject({ seq: before + 2, data: { title: 'b', completed: false } })
      expect(json(await put(id, { title: 'b', rank: 1 })).error.code).toBe('UNKNOWN_FIELD')
      expect(json(await connection.request('DELETE', `${TODOS}/${id}`))).toEqual({ success: true, seq: before + 3 })
      expect(await seq()).toBe(before + 3)
    })

    test('l2_a_bulk_is_one_mutation_all_or_none', async () => {
      const before = await seq()
      const ids = ['a', 'b'].map((last) => `0190c0de-0000-7000-8000-00000000000${last}`)
      const items = ids.map((id) => ({ id, title: id }))
      expect(json(await post({ items }, `${TODOS}/bulk`))).toMatchObject({ seq: before + 1, data: items })
      expect(json(await post({ items: [{ title: 'new' }, items[0]] }, `${TODOS}/bulk`)).error.code).toBe('ID_TAKEN')
      expect((await post({ items: [items[0], items[0]] }, `${TODOS}/bulk`)).status).toBe(400)
      const data = { completed: true }
      const patches = { items: ids.map((id) => ({ id, data })) }
      expect(json(await connection.request('PUT', `${TODOS}/bulk`, patches)).data).toMatchObject([data, data])
      expect((await connection.request('DELETE', `${TODOS}/bulk`, { ids: [...ids, UNKNOWN] })).status).toBe(404)
      expect(await rows()).toHaveLength(2)
      expect(json(await connection.request('DELETE', `${TODOS}/bulk`, { ids }))).toMatchObject({ seq: before + 3 })
    })

    test('l3_the_same_mutation_again_is_answered_and_not_done', async () => {
      const first = { title: 'once', _clientMutationId: 'mutation-l3' }
      const { seq: at, data } = json(await post(first))
      expect(json(await post(first))).toMatchObject({ seq: at, replayed: true, data: { id: data.id } })
      expect(json(await post({ ...first, title: 'twice' })).error.code).toBe('MID_REUSED')
      // Two at once are one.
      using pool = await Pool.open(server, 2)
      const both = { title: 'both', _clientMutationId: 'mutation-l3-2' }
      const answers = await Promise.all([both, both].map((body) => pool.request('POST', TODOS, body)))
      expect(answers.map((answer) => json(answer).seq)).toEqual([at + 1, at + 1])
      expect((await rows()).map(({ title }) => title)).toEqual(['both', 'once'])
    })

    test('l5_a_list_comes_in_pages_that_say_where_they_stand', async () => {
      const before = await rows()
      const made: Row[] = []
      for (const title of ['p1', 'p2', 'p3']) made.push(await insert(connection, title))
      const first = json(await connection.request('GET', `${TODOS}?limit=2`))
      expect(first).toMatchObject({ seq: await seq(), cursor: expect.any(String), next: expect.any(String) })
      const second = json(await connection.request('GET', `${TODOS}?limit=10000&after=${encodeURIComponent(first.next)}`))
      expect(second.next).toBeUndefined()
      const ids = [...first.todos, ...second.todos].map(({ id }: Row) => id)
      expect(new Set(ids)).toEqual(new Set([...made, ...before].map(({ id }) => id)))
      expect(ids).toHaveLength(made.length + before.length)
      expect((await connection.request('GET', `${TODOS}?limit=0`)).status).toBe(400)
    })

    test('l6_a_cursor_is_answered_with_the_difference', async () => {
      const [kept, gone] = [await insert(connection, 'kept'), await insert(connection, 'gone')]
      const { cursor } = json(await connection.request('GET', TODOS))
      const since = async () => json(await connection.request('GET', `${TODOS}?since=${encodeURIComponent(cursor)}`))
      expect(await since()).toMatchObject({ rows: [], removed: [], more: false })
      await put(kept['id'], { title: 'changed' })
      await connection.request('DELETE', `${TODOS}/${gone['id']}`)
      expect(await since()).toMatchObject({ rows: [{ id: kept['id'], title: 'changed' }], removed: [gone['id']], seq: await seq() })
      expect((await connection.request('GET', `${TODOS}?since=nonsense`)).status).toBe(400)
    })

    test('l9_the_socket_takes_what_http_takes_and_refuses_what_it_refuses', async () => {
      const before = await seq()
      const socket = await RoomSocket.open(server, ROOM)
      const acked = collect(socket)
      const mutation = (name: string, action: string, payload: object) => ({ clientMutationId: `${name}-1`.padEnd(8, '0'), collection: 'todos', action, payload })
      const id = '0190c0de-0000-7000-8000-0000000000f1'
      const mutations = [
        mutation('good', 'insert', { id, title: 'socket' }),
        mutation('bad', 'insert', { title: '' }),
        mutation('then', 'update', { id, data: { title: 'changed' } }),
        mutation('lost', 'delete', { id: UNKNOWN }),
        mutation('last', 'delete', { id }),
      ]
      socket.send({ type: 'mutate', mutations })
      const results = await acked(5)
      expect(results.map(({ clientMutationId }) => clientMutationId)).toEqual(mutations.map(({ clientMutationId }) => clientMutationId))
      expect(results).toMatchObject([
        { seq: before + 1, data: { id, title: 'socket' } },
        { error: { code: 'VALIDATION', status: 400 } },
        { seq: before + 2, data: { title: 'changed' } },
        { error: { code: 'NOT_FOUND', status: 404 } },
        { seq: before + 3 },
      ])
      await socket.close()
    })

    test('l1_broadcasts_have_every_seq_once_and_in_order_many_in_a_frame', async () => {
      const [writer, listener] = [await RoomSocket.open(server, ROOM), await RoomSocket.open(server, ROOM)]
      const before = await seq()
      let frames = 0
      const changes: Frame[] = []
      const told = new Promise<void>((resolve) => {
        listener.take = (frame) => {
          if (frame['type'] !== 'broadcast') return
          frames += 1
          changes.push(...(frame['changes'] as Frame[]))
          if (changes.length >= 100) resolve()
        }
      })
      for (let at = 0; at < 100; at += 1) {
        const clientMutationId = `many-${String(at).padStart(4, '0')}`
        writer.send({ type: 'mutate', mutations: [{ clientMutationId, collection: 'todos', action: 'insert', payload: { title: `${at}` } }] })
      }
      await told
      expect(changes.map((change) => change['seq'])).toEqual(Array.from({ length: 100 }, (_, at) => before + at + 1))
      expect(changes.map((change) => change['prev'])).toEqual(Array.from({ length: 100 }, (_, at) => before + at))
      expect(changes.map((change) => (change['payload'] as Row)['title'])).toEqual(Array.from({ length: 100 }, (_, at) => `${at}`))
      expect(frames).toBeLessThanOrEqual(25)
      await Promise.all([writer.close(), listener.close()])
    })

    test('l6_a_socket_that_comes_back_is_told_what_it_missed', async () => {
      const { cursor } = json(await connection.request('GET', TODOS))
      const mid = 'mutation-missed'
      const { seq: at, data } = json(await post({ title: 'missed', _clientMutationId: mid }))
      const socket = await RoomSocket.open(server, ROOM)
      const [resumed, delta] = [collectType(socket, 'resumed'), collectType(socket, 'delta')]
      const pending = [{ clientMutationId: mid, since: 0 }, { clientMutationId: 'mutation-never', since: at }]
      socket.send({ type: 'resume', subscriptions: [{ sub: 7, collection: 'todos', cursor }], pending })
      expect(await resumed).toMatchObject({ committed: [{ clientMutationId: mid, seq: at }], missing: ['mutation-never'] })
      expect(await delta).toMatchObject({ sub: 7, from: at - 1, to: at, rows: [{ id: data.id }], removed: [], more: false })
      const told = socket.next('broadcast')
      await insert(connection, 'live')
      expect((await told)['changes']).toMatchObject([{ sub: 7, seq: at + 1, prev: at }])
      await socket.close()
    })
  })
}

/** The results of acknowledgements as they come, however many frames they come in. */
function collect(socket: RoomSocket): (count: number) => Promise<readonly Frame[]> {
  const results: Frame[] = []
  let look: () => void = () => undefined
  socket.take = (frame) => {
    if (frame['type'] === 'ack') results.push(...(frame['results'] as Frame[]))
    look()
  }
  return (count) =>
    new Promise((resolve) => {
      look = () => results.length >= count && resolve(results)
      look()
    })
}

/** The first frame of a type; several may be waited for at once. */
function collectType(socket: RoomSocket, type: string): Promise<Frame> {
  const before = socket.take
  return new Promise((resolve) => {
    socket.take = (frame) => {
      before(frame)
      if (frame['type'] === type) resolve(frame)
    }
  })
}
