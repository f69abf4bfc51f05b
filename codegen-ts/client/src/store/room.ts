import type { QueryClient } from '@tanstack/react-query'
import { acknowledge, advance, isBehind, lapse, patch, receive } from '../core/list'
import { createPile, type Pile, pile } from '../core/pile'
import type { Row } from '../core/types'
import { clientError, SyncError } from '../errors'
import type { AnyCollection } from '../schema/collection'
import { joined, PROTOCOL } from '../wire/frames'
import type { Change, ClientFrame, ServerFrame } from '../wire/protocol'
import { type SyncConfig, type Tap } from './config'
import { createLiveCollection, type LiveCollection } from './live-collection'
import { createOutbox, type Health, type Mutation } from './outbox'
import { openSocket, type Socket } from './socket'
import { onWake } from './wake'

/** A socket that nobody uses is closed this late: a screen that changes, or React's strict mode, takes it up again. */
const LINGER = 50
/** The most lists that a socket keeps. */
const MAX_LISTS = 64
/** The server hears so often how far this client is, in changes .. */
const SEEN_EVERY = 64
/** .. and in milliseconds while changes come. */
const SEEN_WITHIN = 2000

/** Where a room's socket is. `idle`: nobody asked for one. */
export type Link = 'idle' | 'connecting' | 'connected' | 'disconnected'

/** What a room tells those who connect to it. */
export interface RoomListener {
  readonly schema: string | undefined
  readonly onError: (error: SyncError) => void
  /** The server has another schema than these files: a new version of the app is out. */
  readonly onSchemaChange: () => void
}

/** What a room needs of its store. */
export interface RoomHost {
  readonly client: QueryClient
  readonly identity: string | undefined
  readonly config: () => SyncConfig
  readonly tap: Tap
  readonly now: () => number
  readonly onClock: (now: number) => void
  readonly onChange: () => void
  readonly onUnauthorized: (error: SyncError) => void
}

/** One room: its socket, its collections, its outbox. */
export interface Room {
  readonly collection: (collection: AnyCollection) => LiveCollection
  /**
   * Holds the socket open.
   *
   * @returns what lets go of it.
   */
  readonly connect: (listener: RoomListener) => () => void
  readonly link: () => Link
  readonly health: () => Health
  /** The mutations that are not saved yet, in call order. */
  readonly queue: () => readonly Mutation[]
  /** What the server says that this user may do here. */
  readonly access: () => unknown
  /** Those that were ever asked for, by name. */
  readonly collections: ReadonlyMap<string, LiveCollection>
  /** The highest seq that is known of the room. */
  readonly seq: () => number | undefined
  /** Loses the connection, as if the network had, and connects anew. */
  readonly drop: () => void
  /** The user has signed in again. */
  readonly retry: () => void
  readonly close: () => void
}

/** An answer that comes in pieces. */
interface Answer {
  readonly told: Pile
  readonly from: number
}

type Of<Type extends ServerFrame['type']> = Extract<ServerFrame, { type: Type }>

/** Makes a room; nothing is sent before someone connects, reads or writes. */
export function createRoom(name: string, host: RoomHost): Room {
  const stop = new AbortController()
  const collections = new Map<string, LiveCollection>()
  const listeners = new Set<RoomListener>()
  const answers = new Map<number, Answer>()
  let link: Link = 'idle'
  let socket: Socket | undefined
  /** The server has said what became of the mutations that were under way: it takes others. */
  let carries = false
  let seen: number | undefined
  let userId: string | undefined
  let access: unknown
  let warned = false
  let deaf: (() => void) | undefined
  let planned: ReturnType<typeof setTimeout> | undefined
  let reporting: ReturnType<typeof setTimeout> | undefined
  let unseen = 0
  let numbers = 0
  const waiting: (() => void)[] = []

  const outbox = createOutbox({
    name,
    config: host.config,
    tap: host.tap,
    seen: () => seen,
    carrier: () => (carries ? send : undefined),
    onSilence: () => socket?.restart(),
    onUnauthorized: (error) => {
      report(error)
      host.onUnauthorized(error)
    },
    onChange: () => {
      listen()
      host.onChange()
    },
  })

  const all = () => [...collections.values()]
  const lists = () => all().flatMap((collection) => collection.lists())

  function report(error: SyncError) {
    for (const listener of [...listeners]) listener.onError(error)
  }

  function setLink(next: Link) {
    if (link === next) return
    link = next
    host.tap(name, 'state', next, () => {})
    host.onChange()
  }

  const noteSeq = (seq: number) => {
    seen = Math.max(seen ?? 0, seq)
  }

  const send = (text: string) => socket?.send(text)

  const say = (frame: ClientFrame) => send(JSON.stringify(frame))

  /** Listens to the page while there is something to wake. */
  function listen() {
    const needed = socket !== undefined || outbox.queue().length > 0
    if (needed && !deaf) {
      deaf = onWake({
        online: () => {
          socket?.restart()
          outbox.wake()
        },
        offline: () => link === 'connected' && setLink('disconnected'),
        visible: () => {
          socket?.wake()
          outbox.wake()
        },
      })
    } else if (!needed) {
      deaf?.()
      deaf = undefined
    }
  }

  function open() {
    if (socket || stop.signal.aborted) return
    setLink('connecting')
    socket = openSocket(name, host, {
      onFrame,
      onDown: (final) => {
        down('disconnected')
        if (final === undefined) return
        const error = closedBy(final)
        report(error)
        if (final === 4401) {
          outbox.suspend()
          host.onUnauthorized(error)
        }
      },
    })
    listen()
  }

  /** The server tells nothing any more. */
  function down(next: Link) {
    carries = false
    clearTimeout(planned)
    clearTimeout(reporting)
    planned = reporting = undefined
    answers.clear()
    for (const list of lists()) list.following = 'no'
    setLink(next)
    outbox.onDown()
    told()
  }

  function shut(next: Link) {
    socket?.close()
    socket = undefined
    down(next)
    listen()
  }

  /** Tells the server, once for all that happens in a task, which lists to keep and what they lack. */
  function subscribe() {
    if (link !== 'connected') return
    planned ??= setTimeout(resume)
  }

  function resume() {
    planned = undefined
    const shown = lists().filter(({ state }) => state.cursor !== undefined)
    const kept = shown.slice(0, MAX_LISTS)
    for (const list of shown.slice(MAX_LISTS)) list.following = 'no'
    if (kept.length < shown.length) report(clientError('TOO_MANY_LISTS', `of a room at most ${MAX_LISTS} lists are live`))
    const subscriptions = kept.map((list) => {
      const { sub, collection, scope, following, state } = list
      const { cursor } = state
      if (following === 'no') {
        list.following = 'asked'
        list.asked = state.held
      }
      return {
        sub,
        collection,
        ...(scope !== undefined && { scope }),
        ...(following === 'no' && cursor !== undefined && { cursor }),
      }
    })
    say({ type: 'resume', subscriptions, pending: carries ? [] : outbox.pending() })
  }

  function whenTold(then: () => void) {
    waiting.push(then)
    told()
  }

  function told() {
    if (lists().some(({ following }) => following === 'asked')) return
    for (const then of waiting.splice(0)) then()
  }

  function onFrame(text: string) {
    try {
      const frame = JSON.parse(text) as ServerFrame
      // A later version's frame says nothing to this one.
      handlers[frame.type]?.(frame as never)
    } catch (cause) {
      report(new SyncError('PARSE_ERROR', 'a frame that this client cannot read', { kind: 'PARSE_ERROR', cause }))
    }
  }

  const handlers: { readonly [Type in ServerFrame['type']]: (frame: Of<Type>) => void } = {
    'sync-init': greet,
    broadcast: ({ changes }) => take(changes),
    ack: ({ results }) => {
      for (const { seq } of results) noteSeq(seq ?? 0)
      outbox.settle(results)
    },
    resumed: ({ committed, stale }) => {
      carries = true
      const error = { code: 'STALE_MUTATION', message: 'this was sent too long ago to know whether it was done', status: 409 }
      outbox.settle([...committed, ...stale.map((clientMutationId) => ({ clientMutationId, error }))])
    },
    delta: ({ sub, from, to, cursor, rows, removed, more }) => {
      const list = bySub(sub)
      // What is asked anew is not answered by an answer of before.
      if (!list || list.following === 'no' || (list.following === 'live' && isBehind(list.state))) return
      // One that goes on has been told all the same: only its cursor is a new one.
      const answer = answers.get(sub) ?? { told: createPile(), from: list.following === 'live' ? -1 : from }
      pile(answer.told, rows as Row[], removed)
      answers.set(sub, answer)
      if (more) return
      answers.delete(sub)
      if (to < (list.asked ?? 0)) return onHistory()
      noteSeq(to)
      list.following = 'live'
      patch(list.state, { from: answer.from, rows: answer.told.rows.values(), removed: answer.told.removed, seq: to, cursor })
      collections.get(list.collection)?.publish()
      told()
    },
    reset: ({ sub, reason }) => {
      const list = bySub(sub)
      if (!list) return
      answers.delete(sub)
      list.following = 'no'
      lapse(list.state)
      // All lists of the room hear the same; the first one is enough.
      if (reason === 'history' && list.state.held !== -1) onHistory()
      collections.get(list.collection)?.publish()
      told()
    },
    tick: ({ seq, lists: touchedAt }) => {
      if (isBelow(seq)) return onHistory()
      noteSeq(seq)
      for (const [touched, last] of Object.entries(touchedAt)) {
        collections.get(touched)?.onSeq(last)
        collections.get(touched)?.publish()
      }
    },
    error: ({ code, message }) => report(new SyncError(code, message, { kind: 'API_ERROR' })),
  }

  const bySub = (sub: number | undefined) => lists().find((list) => list.sub === sub)

  function take(entries: readonly Change[]) {
    const events = joined(entries)
    for (const event of events) {
      noteSeq(event.seq)
      const list = bySub(event.sub)
      if (list) receive(list.state, event)
    }
    const followed = lists().filter(({ following }) => following === 'live')
    // Where one list missed something, who knows what the others did.
    const isTorn = followed.some(({ state }) => isBehind(state))
    for (const list of followed) {
      if (isTorn) list.following = 'no'
      else advance(list.state, events.at(-1)?.seq ?? 0)
    }
    if (isTorn) subscribe()
    // Only now, when the lists have it.
    for (const { mid, seq } of events) for (const { group } of all()) acknowledge(group, mid, seq)
    // One look at each collection a frame, however much of it concerned it.
    for (const collection of all()) collection.publish()
    unseen += entries.length
    if (unseen >= SEEN_EVERY) tellSeen()
    else reporting ??= setTimeout(tellSeen, SEEN_WITHIN)
  }

  function tellSeen() {
    clearTimeout(reporting)
    reporting = undefined
    unseen = 0
    if (carries && seen !== undefined) say({ type: 'seen', seq: seen })
  }

  /** A room that has not come as far as a list of it has another history. */
  const isBelow = (seq: number) => lists().some(({ state: { held = 0 } }) => held > seq)

  function onHistory() {
    seen = undefined
    for (const list of lists()) list.following = 'no'
    const lost = all().flatMap((collection) => collection.onHistory())
    // In call order, over all collections: ids ascend.
    outbox.again(lost.sort((one, other) => (one.mid < other.mid ? -1 : 1)))
    for (const collection of all()) collection.publish()
    told()
  }

  function greet({ protocol, schema, seq, now, userId: user, access: may }: Of<'sync-init'>) {
    if (protocol !== PROTOCOL) {
      shut('disconnected')
      report(clientError('PROTOCOL_MISMATCH', `the server speaks protocol ${protocol}, these files ${PROTOCOL}: regenerate them`))
      return
    }
    const others = [...listeners].filter((listener) => schema && listener.schema !== undefined && listener.schema !== schema)
    if (others.length > 0 && !warned) {
      warned = true
      console.warn('ferrosync: the server has another schema than these files; reload the page, or regenerate them')
      for (const listener of others) listener.onSchemaChange()
    }
    host.onClock(now)
    seen = seq
    userId = user
    access = may
    if (isBelow(seq)) onHistory()
    setLink('connected')
    resume()
    outbox.wake(true)
    for (const { recover } of lists()) recover()
  }

  function collection(collection: AnyCollection): LiveCollection {
    let found = collections.get(collection.name)
    if (!found) {
      found = createLiveCollection(collection, {
        ...host,
        name,
        owner: () => host.identity ?? userId,
        stop: stop.signal,
        isLive: () => link === 'connected',
        number: () => numbers++,
        subscribe,
        whenTold,
        push: outbox.push,
        onHistory,
        onError: report,
        onRead: (seq) => {
          noteSeq(seq)
          // The server knows who asks.
          if (outbox.health() === 'unauthorized') retry()
        },
      })
      collections.set(collection.name, found)
    }
    return found
  }

  function retry() {
    outbox.wake(true)
    if (!socket || link === 'connected' || socket.restart()) return
    // It was closed for good.
    shut('disconnected')
    open()
  }

  return {
    collection,
    collections,
    connect: (listener) => {
      listeners.add(listener)
      open()
      return () => {
        listeners.delete(listener)
        setTimeout(() => {
          if (listeners.size === 0 && socket) shut('idle')
        }, LINGER)
      }
    },
    link: () => link,
    seq: () => seen,
    drop: () => void socket?.restart(),
    health: () => outbox.health(),
    queue: outbox.queue,
    access: () => access,
    retry,
    close: () => {
      stop.abort()
      shut('idle')
      outbox.close()
      listen()
    },
  }
}

function closedBy(code: number): SyncError {
  return code === 4401
    ? new SyncError('UNAUTHENTICATED', 'the room wants a sign-in', { kind: 'API_ERROR', status: 401 })
    : new SyncError('FORBIDDEN', 'the room is closed to this user', { kind: 'API_ERROR', status: 403 })
}
