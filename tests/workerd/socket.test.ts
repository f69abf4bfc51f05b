import { afterAll, beforeAll, expect, test } from 'vitest'
import { request } from '../support/client'
import { acked, insert, mutate, newId, resume } from '../support/frames'
import { Server } from '../support/server'
import { RoomSocket } from '../support/socket'

// Boards with members: Alice is an editor of `b1` and of `b2`, Vera a viewer, Gil a guest: he has the tasks of the list `open`.
let server: Server
beforeAll(async () => {
  server = await Server.start('access')
  await members('CREATE TABLE members (name TEXT, board TEXT, role TEXT)')
  await members("INSERT INTO members VALUES ('alice','b1','editor'), ('alice','b2','editor'), ('vera','b1','viewer'), ('gil','b1','guest')")
})
afterAll(() => server?.[Symbol.asyncDispose]())

const members = async (sql: string) => (await server.miniflare.getD1Database('DB')).prepare(sql).run()
const bearer = (name: string) => ({ authorization: `Bearer token-${name}` })
const open = (name: string, room = 'b1') => RoomSocket.open(server.url, room, 'main', { headers: bearer(name) })

test('l5_l6_a_client_subscribes_writes_and_comes_back', async () => {
  const [alice, vera] = [await open('alice'), await open('vera')]
  const { answers } = await resume(vera, [{ collection: 'cards' }])
  const id = newId()
  const [result] = await mutate(alice, [insert('cards', { id, title: 'first' })])
  expect(result).toMatchObject({ seq: expect.any(Number), data: { id, title: 'first' } })
  await vera.until('the change', ({ changes }) => changes.length > 0)
  expect(vera.changes[0]).toMatchObject({ sub: 0, seq: result?.seq, collection: 'cards', action: 'insert', payload: { id } })
  await vera.close()

  await mutate(alice, [insert('cards', { id: newId(), title: 'second' })])
  const back = await open('vera')
  const cursor = String(answers[0]?.['cursor'])
  const { answers: again } = await resume(back, [{ collection: 'cards', cursor }])
  expect(again[0]).toMatchObject({ type: 'delta', sub: 0, from: answers[0]?.['to'], removed: [] })
  expect((again[0]?.['rows'] as { title: string }[]).map(({ title }) => title).sort()).toEqual(['first', 'second'])
  // Over HTTP the same cursor tells the same.
  const { body } = await request(`${server.url}/api/b1/cards?since=${cursor}`, 'GET', undefined, bearer('vera'))
  expect(body).toMatchObject({ rows: again[0]?.['rows'], cursor: again[0]?.['cursor'] })
  await Promise.all([alice.close(), back.close()])
})

test('l1_two_hundred_mutations_in_as_many_frames_keep_their_order', async () => {
  const alice = await open('alice')
  const id = newId()
  const titles = Array.from({ length: 200 }, (_, at) => `title ${at}`)
  alice.send({ type: 'mutate', mutations: [insert('cards', { id, title: 'none' })] })
  for (const title of titles) {
    alice.send({ type: 'mutate', mutations: [{ ...insert('cards', { id, data: { title } }), action: 'update' }] })
  }
  await alice.until('acks', (socket) => acked(socket).length === 201)
  const seqs = acked(alice).map(({ seq }) => seq ?? 0)
  expect(seqs).toEqual(seqs.map((_, at) => (seqs[0] ?? 0) + at))
  // This app looks at rights before everything that it tells, so that answers may come first.
  const of = () => alice.changes.filter(({ payload }) => (payload as { id: string }).id === id)
  await alice.until('changes', () => of().length === 201)
  expect(of().map(({ payload }) => (payload as { title: string }).title)).toEqual(['none', ...titles])
  // What is committed together is told and answered together.
  expect(alice.frames.length).toBeLessThan(200)
  await alice.close()
})

test('l3_r12_what_is_sent_again_is_done_once', async () => {
  const alice = await open('alice')
  const mutation = insert('cards', { id: newId(), title: 'once' })
  const [first] = await mutate(alice, [mutation])
  const again = await open('alice')
  const { resumed } = await resume(again, [], [mutation.clientMutationId, 'never-sent'])
  expect(resumed).toEqual({
    type: 'resumed',
    committed: [{ clientMutationId: mutation.clientMutationId, seq: first?.seq }],
    missing: ['never-sent'],
    stale: [],
  })
  expect(await mutate(again, [mutation])).toMatchObject([{ seq: first?.seq, replayed: true }])
  await Promise.all([alice.close(), again.close()])
})

test('l9_both_doors_are_one', async () => {
  const code = async (name: string, collection: string, scope: string | undefined, payload: object) => {
    const socket = await open(name)
    const [result] = await mutate(socket, [insert(collection, payload, scope)])
    await socket.close()
    const body = { ...payload, ...(scope === undefined ? {} : { scope }) }
    const { status, body: answer } = await request(`${server.url}/api/b1/${collection}`, 'POST', body, bearer(name))
    const http = { status, code: (answer['error'] as { code?: string } | undefined)?.code }
    const over = { status: result?.error?.status ?? 200, code: result?.error?.code }
    expect(over).toEqual(http)
    return over.status
  }
  expect(await code('alice', 'cards', undefined, { title: 'a' })).toBe(200)
  expect(await code('vera', 'cards', undefined, { title: 'a' })).toBe(403)
  expect(await code('vera', 'secrets', undefined, { text: 'a' })).toBe(403)
  expect(await code('alice', 'tasks', 'shut', { text: 'a' })).toBe(200)
  expect(await code('alice', 'tasks', '', { text: 'a' })).toBe(400)
  expect(await code('alice', 'nothing', undefined, { text: 'a' })).toBe(404)
  expect(await code('alice', 'cards', undefined, { title: 7 })).toBe(400)
})

test('s8_a_viewer_hears_of_what_may_be_read_and_of_no_other_list', async () => {
  const [alice, vera] = [await open('alice'), await open('vera')]
  const { answers } = await resume(vera, [{ collection: 'tasks', scope: 'open' }, { collection: 'secrets' }, { collection: 'cards' }])
  expect(answers.map(({ type, reason }) => [type, reason])).toEqual([
    ['delta', undefined],
    ['reset', 'access'],
    ['delta', undefined],
  ])
  await mutate(alice, [
    insert('tasks', { id: newId(), text: 'shut' }, 'shut'),
    insert('secrets', { id: newId(), text: 'secret' }),
    insert('tasks', { id: newId(), text: 'open' }, 'open'),
    insert('cards', { id: newId(), title: 'last' }),
  ])
  await vera.until('the last', ({ changes }) => changes.some(({ collection }) => collection === 'cards'))
  expect(vera.changes.map(({ sub, payload }) => [sub, (payload as { text?: string }).text])).toEqual([
    [0, 'open'],
    [2, undefined],
  ])
  await Promise.all([alice.close(), vera.close()])
})

test('s2_s16_another_rooms_rows_are_like_none_over_frames', async () => {
  const [here, there] = [await open('alice'), await open('alice', 'b2')]
  const theirs = newId()
  await mutate(there, [insert('cards', { id: theirs, title: 'theirs' })])
  const errors = async (id: string) =>
    (
      await mutate(here, [
        { ...insert('cards', { id, data: { title: 'x' } }), action: 'update' },
        { ...insert('cards', { id }), action: 'delete' },
        { ...insert('cards', { ids: [id] }), action: 'bulk-delete' },
        { ...insert('cards', { id, data: { boardId: 'b1' } }), action: 'update' },
      ])
    ).map(({ error }) => [error?.code, error?.status])
  const found = await errors(theirs)
  expect(found).toEqual(await errors(newId()))
  expect(found.map(([code]) => code)).toEqual(['NOT_FOUND', 'NOT_FOUND', 'NOT_FOUND', 'UNKNOWN_FIELD'])
  await Promise.all([here.close(), there.close()])
})

test('l13_what_is_no_frame_is_closed_with_a_reason', async () => {
  for (const [sent, code, closes] of [
    ['what?', 'MALFORMED', 1008],
    [{ type: 'hello' }, 'VALIDATION', 1008],
    [{ type: 'seen', seq: 1, more: 2 }, 'UNKNOWN_FIELD', 1008],
    [{ type: 'resume', subscriptions: [{ sub: 0, collection: 'cards', cursor: 'none of ours' }], pending: [] }, 'VALIDATION', 1008],
    ['x'.repeat(1_000_001), 'TOO_LARGE', 1009],
    [new Uint8Array([1, 2, 3]), 'MALFORMED', 1003],
  ] as const) {
    const socket = await open('alice')
    const closed = socket.closed()
    socket.send(sent)
    expect(await closed).toBe(closes)
    expect(socket.frames.at(-1)).toMatchObject({ type: 'error', code })
  }
})
