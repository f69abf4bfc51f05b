import type { AnyCollection } from '../client'
import { PROTOCOL } from '../internal'
import type { ClientFrame, ServerFrame, Subscription } from '../wire/protocol'
import { type Answer, Door } from './door'
import { requestOf } from './http'
import { checkScope } from './operation'
import { malformed } from './refusals'
import type { Commit, Room } from './room'
import { type Line, socketClass, soon } from './socket'
import type { FakeServer, FakeServerOptions, Place } from './types'
import { World } from './world'

/** The timers that there are before anybody fakes them. */
const later = setTimeout
/** So many turns of the event loop without anything are an end: React, TanStack Query and the outbox each take one. */
const QUIET_TURNS = 6

/** A socket that the page holds. */
interface Listener {
  readonly line: Line
  readonly room: Room
  /** The lists that it follows; everything, before it has said so. */
  follows: readonly Subscription[] | undefined
  /** The answers of its mutations come in order. */
  turn: Promise<void>
}

/**
 * Makes a server in the page's memory, to test components with: it speaks the whole wire and keeps the server's rules,
 * as far as the generated files know them. No network, no clock of its own, no chance.
 *
 * ```tsx
 * const server = fakeServer([todos, lists])
 * server.seed(todos, [{ title: 'Buy milk' }])
 * render(<QueryClientProvider client={new QueryClient()}>
 *   <ConnectionProvider {...server.connection}><App /></ConnectionProvider>
 * </QueryClientProvider>)
 * await act(() => server.idle())
 * ```
 */
export function fakeServer(collections: readonly AnyCollection[], options: FakeServerOptions = {}): FakeServer {
  const world = new World(collections, options)
  const door = new Door()
  const { userId } = options
  let isOnline = true
  let listeners: Listener[] = []

  /** Tells everyone who follows what was touched, in one frame each. */
  function publish(room: Room, commit: Commit) {
    const touched = collections.filter(({ name }) => commit.touches.some(({ collection }) => collection === name))
    for (const { line, room: theirs, follows } of listeners) {
      if (theirs !== room) continue
      const changes = follows
        ? follows.flatMap((list) => touched.flatMap((one) => (one.name === list.collection ? room.entries(commit, one, list) : [])))
        : touched.flatMap((one) => room.entries(commit, one, undefined))
      if (changes.length > 0) tell(line, { type: 'broadcast', changes })
    }
  }

  function tell(line: Line, frame: ServerFrame) {
    door.events += 1
    line.say(frame)
  }

  function dial(line: Line) {
    soon(() => {
      door.events += 1
      const [parties, , name = ''] = new URL(line.url).pathname.split('/').slice(1).map(decodeURIComponent)
      if (!isOnline || parties !== 'parties' || !world.has(name)) return line.end(1006)
      const room = world.room(name)
      listeners = [...listeners.filter((other) => other.line.isOpen()), { line, room, follows: undefined, turn: Promise.resolve() }]
      line.open()
      const { access, schema = '' } = options
      const may: unknown = typeof access === 'function' ? access(name) : access
      tell(line, {
        type: 'sync-init',
        protocol: PROTOCOL,
        schema,
        seq: room.seq,
        cursor: room.cursor(),
        now: world.now(),
        ...(userId !== undefined && { userId }),
        ...(may !== undefined && { access: may }),
      })
    })
  }

  function hear(line: Line, text: string) {
    door.events += 1
    const listener = listeners.find((other) => other.line === line)
    if (!listener) return
    if (text === 'ping') return soon(() => line.say('pong'))
    const frame = JSON.parse(text) as ClientFrame
    if (frame.type === 'mutate') listener.turn = listener.turn.then(() => mutate(listener, frame.mutations))
    else if (frame.type === 'resume') soon(() => resume(listener, frame))
  }

  async function mutate({ line, room }: Listener, mutations: Extract<ClientFrame, { type: 'mutate' }>['mutations']) {
    const results = []
    for (const { clientMutationId: mid, collection: name, action, payload, scope } of mutations) {
      const call = { via: 'socket', syncId: room.name, collection: name, action, payload, scope, mid } as const
      const perform = () => {
        const asked = { mid, collection: world.find(room.name, name), action, payload, scope }
        return world.perform(room, asked, userId, (commit) => publish(room, commit))
      }
      const answer = await door.enter(call, perform).catch(() => undefined)
      // Who is gone is told nothing, and nobody knows what became of the rest.
      if (!answer) return
      results.push({ clientMutationId: mid, ...resultOf(answer) })
    }
    tell(line, { type: 'ack', results })
  }

  function resume(listener: Listener, { subscriptions, pending }: Extract<ClientFrame, { type: 'resume' }>) {
    const { line, room } = listener
    const known = (mid: string) => room.log.find((commit) => commit.mid === mid && commit.userId === userId)
    const mids = pending.map(({ clientMutationId }) => clientMutationId)
    tell(line, {
      type: 'resumed',
      committed: mids.flatMap((mid) => {
        const commit = known(mid)
        return commit ? [{ clientMutationId: mid, seq: commit.seq }] : []
      }),
      missing: mids.filter((mid) => !known(mid)),
      stale: [],
    })
    for (const { sub, collection: name, scope, cursor } of subscriptions) {
      const collection = world.find(room.name, name)
      checkScope(collection, scope)
      const list = { sub, collection: name, ...(scope !== undefined && { scope }) }
      for (let at = cursor ?? room.cursor(), more = true; more; ) {
        const found = room.since(collection, scope, at, 1000)
        if (typeof found === 'string') {
          tell(line, { type: 'reset', ...list, reason: found })
          break
        }
        at = room.cursor(found.to)
        more = found.more
        tell(line, { type: 'delta', ...list, ...found, rows: [...found.rows], removed: [...found.removed], cursor: at })
      }
    }
    listener.follows = subscriptions
  }

  const fetch = async (url: string, { method = 'GET', body, signal }: RequestInit = {}): Promise<Response> => {
    if (!isOnline) throw new TypeError('the network is gone')
    const aborted = new Promise<never>((_, reject) => {
      signal?.addEventListener('abort', () => reject(new TypeError('aborted')))
    })
    const answer = async () => {
      let request: ReturnType<typeof requestOf> | undefined
      const refusal = door.attempt(() => (request = requestOf(world, method, String(url), body as string | undefined)))
      return request ? door.enter(request.call, () => request?.perform(userId, publish) ?? {}) : refusal
    }
    return responseOf(await Promise.race([answer(), aborted]))
  }

  const placed = (collection: AnyCollection, { syncId = collection.room ?? undefined }: Place): Room => {
    if (syncId === undefined) throw malformed('syncId', 'required', `is required: \`${collection.name}\` has many rooms`)
    world.find(syncId, collection.name)
    return world.room(syncId)
  }

  function closeAll(code: number) {
    for (const { line } of listeners.splice(0)) line.end(code)
  }

  function announce(what: 'online' | 'offline') {
    isOnline = what === 'online'
    if (typeof window !== 'undefined') window.dispatchEvent(new Event(what))
  }

  return {
    connection: {
      host: 'http://fake.test',
      // What the client calls it with: a URL as text.
      fetch: fetch as typeof globalThis.fetch,
      WebSocket: socketClass({ onDial: dial, onText: hear }),
      ...(userId !== undefined && { identity: userId }),
    },
    seed: (collection, rows, place = {}) => {
      const room = placed(collection, place)
      return copy(world.seed(room, collection, rows as readonly object[], place.scope, (commit) => publish(room, commit))) as never
    },
    rows: (collection, place = {}) => copy(placed(collection, place).rows(collection, place.scope)) as never,
    as: (someone) => {
      const perform = (collection: AnyCollection, action: 'insert' | 'update' | 'delete', payload: unknown, place: Place = {}) => {
        const room = placed(collection, place)
        const asked = { mid: undefined, collection, action, payload: copy(payload), scope: place.scope }
        return copy(world.perform(room, asked, someone, (commit) => publish(room, commit)).data) as never
      }
      return {
        insert: (collection, fields, place) => perform(collection, 'insert', fields, place),
        update: (collection, id, data, place) => perform(collection, 'update', { id, data }, place),
        remove: (collection, id, place) => perform(collection, 'delete', { id }, place),
      }
    },
    refuse: (which, refusal) => door.refuse(which, refusal),
    hold: (which = () => true) => {
      door.holds = which
    },
    release: (count) => {
      if (count === undefined) door.holds = undefined
      door.release(count)
    },
    held: () => door.held.map(({ call }) => call),
    offline: () => {
      announce('offline')
      door.lose()
      closeAll(1006)
    },
    online: () => announce('online'),
    close: (code = 1006) => closeAll(code),
    reset: (reason = 'history') => {
      for (const room of world.rooms.values()) room.reset(reason)
      for (const { line, follows = [] } of listeners) {
        for (const { sub, collection, scope } of follows) {
          tell(line, { type: 'reset', sub, collection, ...(scope !== undefined && { scope }), reason })
        }
      }
    },
    sent: () => [...door.sent],
    idle: async () => {
      for (let quiet = 0, seen = door.events; quiet < QUIET_TURNS; quiet += 1) {
        await new Promise<void>((resolve) => void later(resolve, 0))
        if (door.busy > 0 || door.events !== seen) quiet = -1
        seen = door.events
      }
    },
  }
}

/** What crosses the wire is a copy. */
const copy = (value: unknown): unknown => (value === undefined ? undefined : JSON.parse(JSON.stringify(value)))

/** An answer among the results of a frame. */
function resultOf({ status, body, retryAfter }: Answer): object {
  const { success: _, error, ...done } = body as { success?: true; error?: object }
  return error ? { error: { ...error, status, ...(retryAfter !== undefined && { retryAfter }) } } : done
}

/** As much of a `Response` as clients use. Not the platform's own, which some test environments lack and others delay. */
function responseOf({ status, body, retryAfter }: Answer): Response {
  const text = JSON.stringify(body)
  const headers = { get: (name: string) => (name === 'retry-after' && retryAfter !== undefined ? String(retryAfter) : null) }
  const response = { ok: status < 300, status, statusText: '', headers, text: async () => text, json: async () => JSON.parse(text) as unknown }
  return response as unknown as Response
}

