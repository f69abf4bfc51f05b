// The fake server that apps test their components with, and the real one: the same script, the same answers and frames.
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { FakeServer } from '../../codegen-ts/client/src/testing'
import { fakeWords } from '../support/fake-words'
import type { Server } from '../support/server'
import { RoomSocket } from '../support/socket'
import { startWords } from '../support/words'

let server: Server
beforeAll(async () => {
  server = await startWords()
})
afterAll(() => server?.[Symbol.asyncDispose]())

type Json = Readonly<Record<string, unknown>>
type Frame = Json & { readonly type: string }

/** One of the two servers, as a client finds it. */
interface Side {
  readonly ask: (method: string, path: string, body?: unknown) => Promise<{ status: number; body: Json }>
  readonly listen: (room: string) => Promise<Ear>
}

/** A socket: all its frames so far, and what waits for one. */
interface Ear {
  readonly frames: readonly Frame[]
  readonly say: (frame: unknown) => void
  readonly until: (what: string, done: () => boolean) => Promise<void>
}

const WHO = 'alice'

function real(): Side {
  const headers = { authorization: `Bearer ${WHO}` }
  return {
    ask: async (method, path, body) => {
      const response = await fetch(`${server.url}/api/${path}`, {
        method,
        headers: { ...headers, 'content-type': 'application/json' },
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      })
      return { status: response.status, body: (await response.json()) as Json }
    },
    listen: async (room) => {
      const socket = await RoomSocket.open(server.url, room, 'main', { headers })
      await socket.frame('sync-init')
      return { frames: socket.frames, say: (frame) => socket.send(frame), until: (what, done) => socket.until(what, done) }
    },
  }
}

function fake(made: FakeServer): Side {
  const { fetch: ask = fetch, WebSocket: Socket = WebSocket, host = '' } = made.connection
  return {
    ask: async (method, path, body) => {
      const text = typeof body === 'string' ? body : JSON.stringify(body)
      const response = await ask(`${host}/api/${path}`, { method, ...(text !== undefined && { body: text }) })
      return { status: response.status, body: (await response.json()) as Json }
    },
    listen: async (room) => {
      const frames: Frame[] = []
      const socket = new Socket(`${host.replace('http', 'ws')}/parties/main/${room}`)
      socket.addEventListener('message', ({ data }) => frames.push(JSON.parse(String(data)) as Frame))
      await made.idle()
      return {
        frames,
        say: (frame) => socket.send(JSON.stringify(frame)),
        until: async (what, done) => {
          await made.idle()
          if (!done()) throw new Error(`there is no ${what}`)
        },
      }
    },
  }
}

const mid = (n: number) => `mutation-${String(n).padStart(4, '0')}`
const HALL = '01920000-0000-7000-8000-000000000001'

/** What is asked over HTTP, in order; `$` stands for the cursor of the first read. */
const REQUESTS: readonly (readonly [method: string, path: string, body?: unknown])[] = [
  // Reads of nothing, and what leads nowhere.
  ['GET', 'script/todos'],
  ['GET', 'script/nothing'],
  ['GET', 'script'],
  ['PATCH', 'script/todos', {}],
  ['POST', 'script/todos/t', {}],
  ['GET', 'script/todos/t'],
  ['GET', 'script/todos?limit=0'],
  ['GET', 'script/todos?limt=1'],
  ['GET', 'script/todos?since=1'],
  ['GET', 'script/todos?mids=12345678'],
  ['GET', 'script/todos?scope=a'],
  ['GET', 'script/files?scope='],
  ['GET', 'a%20b/todos'],
  // Inserts: defaults, the server's columns, transforms.
  ['POST', 'script/lists', { id: 'a', title: 'A', _clientMutationId: mid(1) }],
  ['POST', 'script/lists/bulk', { items: [{ id: 'b', title: 'B' }, { id: 'c', title: 'C' }], _clientMutationId: mid(2) }],
  ['POST', 'script/todos', { id: 't1', title: '  one ', listId: 'a', _clientMutationId: mid(3) }],
  ['POST', 'script/todos/bulk', { items: [{ id: 't2', title: 'two', listId: 'a', parentId: 't1' }, { id: 't3', title: 'three', parentId: 't2' }] }],
  // Refusals by the schema.
  ['POST', 'script/todos', {}],
  ['POST', 'script/todos', { title: '  ', rank: 1.5, wrong: 1, updatedAt: 1, roomId: 'x' }],
  ['POST', 'script/todos', { title: 1, note: 2 }],
  ['POST', 'script/todos', '{'],
  ['POST', 'script/todos', []],
  ['POST', 'script/todos', { title: 'x', scope: 'a' }],
  ['POST', 'script/todos', { title: 'x', _clientMutationId: 1 }],
  ['POST', 'script/todos', { title: 'x', _clientMutationId: 'short' }],
  ['POST', 'script/todos/bulk', { items: [] }],
  ['POST', 'script/todos/bulk', { items: {} }],
  ['POST', 'script/todos/bulk', { items: [{ id: 'q', title: 'q' }, { id: 'q', title: '' }], more: 1 }],
  ['POST', 'script/todos/bulk', { items: [{ id: 'q', title: 'q' }, { id: 'q', title: 'r' }] }],
  ['PUT', 'script/todos/bulk', { items: [{ id: 't1' }, { id: '..', data: { title: 5 } }, { id: 't2', data: { title: 'x' }, and: 1 }] }],
  ['PUT', 'script/todos/t1', {}],
  ['PUT', 'script/todos/t1', { id: 't9' }],
  ['DELETE', 'script/todos/bulk', { ids: ['t1', 't1'] }],
  ['DELETE', 'script/todos/bulk', { ids: [7] }],
  // Refusals by other rows; nothing of a bulk is done.
  ['POST', 'script/todos', { id: 't1', title: 'again' }],
  ['POST', 'script/todos/bulk', { items: [{ id: 't4', title: 'four' }, { id: 't1', title: 'again' }] }],
  ['PUT', 'script/todos/none', { title: 'x' }],
  ['PUT', 'script/todos/bulk', { items: [{ id: 't1', data: { rank: 9 } }, { id: 'none', data: { rank: 9 } }] }],
  ['DELETE', 'script/todos/none'],
  ['DELETE', 'script/todos/bulk', { ids: ['t1', 'none'] }],
  ['POST', 'script/lists', { title: 'A' }],
  ['PUT', 'script/lists/b', { title: 'A' }],
  ['POST', 'script/lists/bulk', { items: [{ title: 'Z' }, { title: 'Z' }] }],
  ['POST', 'script/todos', { title: 'x', listId: 'none' }],
  ['POST', 'script/todos', { title: 'one', listId: 'a' }],
  // Updates, once and again.
  ['PUT', 'script/todos/t1', { rank: 3, note: 'n', _clientMutationId: mid(10) }],
  ['PUT', 'script/todos/t1', { rank: 3, note: 'n', _clientMutationId: mid(10) }],
  ['PUT', 'script/todos/t1', { rank: 4, note: 'n', _clientMutationId: mid(10) }],
  ['PUT', 'script/todos/bulk', { items: [{ id: 't2', data: { rank: 1 } }, { id: 't3', data: { rank: null, note: '' } }], _clientMutationId: mid(11) }],
  ['GET', 'script/todos/t1'],
  ['GET', 'script/todos?limit=2'],
  ['GET', 'script/todos?limit=2&after=["t2","t2"]'],
  ['GET', 'script/todos?after=nonsense'],
  [`GET`, `script/todos?since=$&mids=${mid(3)},${mid(99)},${mid(10)}`],
  ['GET', 'script/lists?since=$'],
  ['GET', 'script/todos?since=$&limit=1'],
  // Scopes, owners, what is set once.
  ['POST', 'script/files', { id: 'f1', name: 'one', size: 1, scope: 'x', kind: 'k' }],
  ['POST', 'script/files/bulk', { items: [{ id: 'f2', name: 'two', size: 2 }, { id: 'f3', name: 'three' }], scope: 'y' }],
  ['POST', 'script/files', { id: 'f4', name: 'four' }],
  ['POST', 'script/files', { name: 'bad', folder: 'x', ownerId: 'bob' }],
  ['GET', 'script/files'],
  ['GET', 'script/files?scope=y'],
  ['GET', 'script/files/f1?scope=y'],
  ['PUT', 'script/files/f1', { size: 5, scope: 'y' }],
  ['PUT', 'script/files/f1', { size: 5, scope: 'x' }],
  ['PUT', 'script/files/f1', { kind: 'other' }],
  ['DELETE', 'script/files/f2?scope=x'],
  [`DELETE`, `script/files/f2?scope=y&_clientMutationId=${mid(20)}&_since=1`],
  [`DELETE`, `script/files/f2?scope=y&_clientMutationId=${mid(20)}&_since=1`],
  ['POST', 'script/files', { id: 'f5', name: 'three', scope: 'y' }],
  ['GET', 'script/files?since=$&scope=y'],
  ['GET', 'script/files?since=$&scope=x'],
  ['POST', 'script/shelves', { id: 's1', rank: 1 }],
  ['POST', 'script/shelves', { id: 's1', rank: 1, scope: 'hall' }],
  ['POST', 'script/shelves', { id: 's1', rank: 1, scope: HALL }],
  ['GET', `script/shelves?scope=${HALL}`],
  // Soft deletes hide, and free what stands once.
  ['POST', 'script/people', { id: 'ada', name: 'Ada' }],
  ['POST', 'script/notes', { id: 'n', personId: 'ada' }],
  ['POST', 'script/badges', { id: 'g', personId: 'ada' }],
  ['PUT', 'script/todos/t3', { personId: 'ada' }],
  ['DELETE', 'script/people/ada'],
  ['DELETE', 'script/badges/g'],
  ['DELETE', 'script/people/ada'],
  ['GET', 'script/people'],
  ['GET', 'script/notes'],
  ['GET', 'script/people/ada'],
  ['POST', 'script/people', { id: 'ada', name: 'Other' }],
  ['POST', 'script/people', { id: 'ada2', name: 'Ada' }],
  ['POST', 'script/notes', { personId: 'ada' }],
  // What points at a row goes with it, or lets go.
  ['POST', 'script/comments/bulk', { items: [{ id: 'c1', todoId: 't1' }, { id: 'c3', todoId: 't3' }] }],
  ['DELETE', 'script/lists/a'],
  ['GET', 'script/todos'],
  ['GET', 'script/comments'],
  ['GET', 'script/todos?since=$'],
  ['DELETE', 'script/lists/bulk', { ids: ['b', 'c'], _clientMutationId: mid(30) }],
]

/** Without what differs from run to run, and in one order where there is none. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (key, item: unknown) => {
    if (key === 'requestId' || key === 'schema') return undefined
    if (key === 'message') return String(item).replace(/^.*( \(and \d+ more issues?\))$/, '..$1')
    if (key === 'cursor') return String(item).replace(/\..*$/, '')
    if (/(At|^now)$/.test(key) && typeof item === 'number') return 'a time'
    // Ids that the server made.
    if (typeof item === 'string' && /^[\da-f]{8}-[\da-f]{4}-7/.test(item) && item !== HALL) return 'an id'
    // Both report all that is wrong, in an order that nobody promises.
    if (['issues', 'removed', 'rows', 'committed'].includes(key) && Array.isArray(item)) return item.map((one) => sorted(one)).sort()
    return item
  }) as unknown
}

const canonical = (value: unknown): string => sorted(plain(value))

/** JSON with sorted keys. */
const sorted = (value: unknown): string =>
  JSON.stringify(value, (_, item: unknown) =>
    typeof item === 'object' && item !== null && !Array.isArray(item) ? Object.fromEntries(Object.entries(item).sort()) : item,
  )

const changesOf = ({ frames }: Ear) => frames.flatMap((frame) => (frame.type === 'broadcast' ? (frame['changes'] as Json[]) : []))

test('the_fake_server_answers_over_http_as_the_real_one', async () => {
  const made = fakeWords(WHO)
  const sides = [fake(made), real()]
  const [fakes = [], reals = []] = await Promise.all(
    sides.map(async ({ ask }) => {
      const answers: unknown[] = []
      let cursor = ''
      for (const [method, path, body] of REQUESTS) {
        const answer = await ask(method, path.replace('$', cursor), body)
        cursor ||= String(answer.body['cursor'])
        const error = answer.body['error'] as Json | undefined
        answers.push([method, path, body, plain(error?.['code'] === 'MALFORMED' ? { ...answer, body: 'malformed' } : answer)])
      }
      return answers
    }),
  )
  // One by one, so that the first difference is what is shown.
  fakes.forEach((answer, index) => expect(answer).toEqual(reals[index]))
  expect(fakes).toHaveLength(REQUESTS.length)
})

/** What a socket says, in order. */
const SAID: readonly unknown[] = [
  { type: 'resume', subscriptions: [{ sub: 1, collection: 'todos' }, { sub: 2, collection: 'files', scope: 'x' }], pending: [{ clientMutationId: mid(50), since: 0 }] },
  {
    type: 'mutate',
    mutations: [
      { clientMutationId: mid(50), since: 0, collection: 'lists', action: 'insert', payload: { id: 'l', title: 'L' } },
      { clientMutationId: mid(51), collection: 'todos', action: 'bulk-insert', payload: { items: [{ id: 'u1', title: 'u', listId: 'l' }, { id: 'u2', title: 'v', listId: 'l' }] } },
      { clientMutationId: mid(52), collection: 'todos', action: 'insert', payload: { title: '' } },
      { clientMutationId: mid(53), collection: 'todos', action: 'update', payload: { id: 'u1', data: { rank: 7 } } },
      { clientMutationId: mid(54), collection: 'files', action: 'insert', payload: { id: 'g1', name: 'g' }, scope: 'x' },
      { clientMutationId: mid(55), collection: 'files', action: 'insert', payload: { id: 'g2', name: 'g' }, scope: 'y' },
    ],
  },
  { type: 'mutate', mutations: [{ clientMutationId: mid(51), collection: 'todos', action: 'bulk-insert', payload: { items: [{ id: 'u1', title: 'u', listId: 'l' }, { id: 'u2', title: 'v', listId: 'l' }] } }] },
  { type: 'mutate', mutations: [{ clientMutationId: mid(56), collection: 'files', action: 'update', payload: { id: 'g1', data: { size: 1 } } }] },
  { type: 'mutate', mutations: [{ clientMutationId: mid(57), collection: 'files', action: 'bulk-delete', payload: { ids: ['g2', 'g1'] } }] },
  { type: 'mutate', mutations: [{ clientMutationId: mid(58), collection: 'lists', action: 'delete', payload: { id: 'l' } }] },
  { type: 'resume', subscriptions: [{ sub: 1, collection: 'todos' }, { sub: 3, collection: 'files' }], pending: [{ clientMutationId: mid(51) }, { clientMutationId: mid(97), since: 1 }] },
  { type: 'resume', subscriptions: [{ sub: 4, collection: 'todos', cursor: '$' }, { sub: 5, collection: 'files', scope: 'y', cursor: '$' }], pending: [] },
]

test('the_fake_server_says_over_sockets_what_the_real_one_does', async () => {
  const made = fakeWords(WHO)
  const sides = [fake(made), real()]
  const [fakes, reals] = await Promise.all(
    sides.map(async (side) => {
      // A room of which nothing is known yet.
      const everything = await side.listen('sockets')
      const lists = await side.listen('sockets')
      let acks = 0
      for (const frame of SAID as readonly Frame[]) {
        lists.say(JSON.parse(JSON.stringify(frame).replaceAll('"$"', JSON.stringify(everything.frames[0]?.['cursor']))))
        if (frame.type === 'mutate') acks += 1
        const subs = ((frame['subscriptions'] ?? []) as Json[]).map(({ sub }) => sub)
        await lists.until('answer', () =>
          frame.type === 'mutate'
            ? lists.frames.filter(({ type }) => type === 'ack').length === acks
            : subs.every((sub) => lists.frames.some((told) => told['sub'] === sub)),
        )
      }
      const last = Math.max(...changesOf(lists).map(({ seq }) => Number(seq)))
      await everything.until('last change', () => changesOf(everything).some(({ seq }) => seq === last))
      const others = lists.frames.filter(({ type }) => type !== 'broadcast')
      return {
        everything: [plain(everything.frames[0]), ...changesOf(everything).map(canonical).sort()],
        changes: changesOf(lists).map(canonical),
        resumed: others.filter(({ type }) => type === 'resumed').map(plain),
        results: others.flatMap((frame) => (frame.type === 'ack' ? (frame['results'] as Json[]).map(plain) : [])),
        lists: others.filter(({ type }) => ['delta', 'reset'].includes(type)).map(canonical).sort(),
        // How many frames it takes depends on what was committed together.
        order: lists.frames.map(({ type }) => type).filter((type, index, all) => type !== all[index - 1]),
      }
    }),
  )
  expect(fakes).toEqual(reals)
})
