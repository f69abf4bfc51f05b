import { acknowledge, advance, isBehind, lapse, patch, receive, want } from '../core/list'
import { tell } from '../core/told'
import type { Row } from '../core/types'
import { clientError, failure, type SyncError } from '../errors'
import { safely } from '../safely'
import type { AnyCollection } from '../schema/collection'
import { joined, PROTOCOL } from '../wire/frames'
import { apiError } from '../wire/http'
import type { Change, ServerFrame } from '../wire/protocol'
import { createLiveCollection, type LiveCollection } from './live-collection'
import { isKept, type LiveList } from './live-list'
import { made } from './made'
import { createOutbox, type Outbox } from './outbox'
import type { Timer } from './pause'
import { openSocket, type Socket } from './socket'
import type { Store } from './store'
import type { Waking } from './wake'

/** A socket that nobody uses is closed this late: a screen that changes, or React's strict mode, takes it up again. */
const LINGER = 50
/** The most lists that a socket keeps; those beyond are read .. */
const MAX_LISTS = 64
/** .. this often. */
const POLL_EVERY = 10_000
/** The server hears so often how far this client is, in changes .. */
const SEEN_EVERY = 64
/** .. and in milliseconds while changes come. */
const SEEN_WITHIN = 2000
/** A socket that owes an answer for so long is dead. The server gives up sooner, and says so. */
const ANSWER_WITHIN = 15_000

/**
 * Where a room's socket is. `idle`: nobody asked for one. `synchronizing`: it is up, and the lists are on their way to
 * what the room is now. `disconnected`: the page is offline, or the server has closed it for good.
 */
export type Link = 'idle' | 'connecting' | 'synchronizing' | 'connected' | 'reconnecting' | 'disconnected'

/** What a room tells those who connect to it. */
export interface RoomListener {
  readonly schema: string | undefined
  readonly onError: (error: SyncError) => void
  /** The server has another schema than these files: a new version of the app is out. */
  readonly onSchemaChange: () => void
}

/** One room: its socket, its collections, its outbox. */
export interface Room extends Pick<Outbox, 'queue' | 'health' | 'push'> {
  readonly name: string
  readonly store: Store
  readonly collection: (collection: AnyCollection) => LiveCollection
  /** Those that were ever asked for, by name. */
  readonly collections: ReadonlyMap<string, LiveCollection>
  /**
   * Holds the socket open.
   *
   * @returns what lets go of it.
   */
  readonly connect: (listener: RoomListener) => () => void
  readonly link: () => Link
  /** What the server says that this user may do here, .. */
  readonly access: () => unknown
  /** .. and who they are. */
  userId?: string | undefined
  /** The highest seq that is known. */
  readonly seq: () => number | undefined
  /** Whether the socket tells what lists lack. */
  readonly isLive: () => boolean
  readonly send: (frame: string) => void
  /** Does what there is to send, once for all that happens in a task; `lists`: others than the server knows of. */
  readonly plan: (lists?: boolean) => void
  /** The server has answered, as of `seq`: it knows who asks. */
  readonly onKnown: (seq: number) => void
  /** The room has another history than the one that was followed. */
  readonly onHistory: () => void
  /** Shows what changed since the last time, and asks for what is missing. */
  readonly publish: () => void
  /** Looks whether the lists are where the room is. */
  readonly settle: () => void
  /** Calls back when the lists have what the server has been asked for. */
  readonly whenTold: (then: () => void) => void
  readonly report: (error: SyncError) => void
  /** The user has signed in again. */
  readonly retry: () => void
  readonly wake: (what: Waking) => void
  /** Loses the connection, as if the network had, and connects anew. */
  readonly drop: () => void
  readonly close: () => void
}

type Of<Type extends ServerFrame['type']> = Extract<ServerFrame, { type: Type }>

/** Makes a room; nothing is sent before someone connects, reads or writes. */
export function createRoom(store: Store, name: string): Room {
  const collections = new Map<string, LiveCollection>()
  const listeners = new Set<RoomListener>()
  const waiting: (() => void)[] = []
  // All of it is below: its parts are made with what they are parts of.
  const room = { name, store } as Room
  const outbox = createOutbox(room)
  let socket: Socket | undefined
  /** The server has greeted, .. */
  let isLive = false
  /** .. has told all that the lists lacked, .. */
  let isTold = false
  /** .. or did once, .. */
  let wasLive = false
  /** .. or does not want us back. */
  let isFinal = false
  let link: Link = 'idle'
  let seen: number | undefined
  let access: unknown
  let warned = false
  let planned: Timer | undefined
  /** The server is to hear which lists to keep and what they lack. */
  let subscribes = false
  let silence: Timer | undefined
  let reporting: Timer | undefined
  let polling: Timer | undefined
  let unseen = 0
  let subs = 0

  const all = () => [...collections.values()]
  const lists = () => all().flatMap((collection) => [...collection.lists.values()])
  const isAsked = ({ following }: LiveList) => following === 'asked'
  const restart = () => void socket?.restart()

  function report(error: SyncError) {
    for (const { onError } of [...listeners]) safely(() => onError(error))
  }

  function publish() {
    for (const collection of all()) collection.publish()
  }

  function noteSeq(seq: number) {
    if (seq <= (seen ?? -1)) return
    seen = seq
    store.notify()
  }

  /** Looks at what became of everything; `hears`: the server has answered something. */
  function settle(hears?: boolean) {
    const known = lists()
    const isOwed = known.some(isAsked)
    if (!isOwed) for (const then of waiting.splice(0)) then()
    isTold ||= isLive && !known.some((list) => isAsked(list) || list.isMending())
    const owes = isLive && (isOwed || outbox.isOwed())
    if (hears || !owes) {
      clearTimeout(silence)
      silence = undefined
    }
    if (owes) silence ??= setTimeout(restart, ANSWER_WITHIN)
    const up = isTold ? 'connected' : isLive ? 'synchronizing' : wasLive ? 'reconnecting' : 'connecting'
    const next = !socket ? 'idle' : isFinal || store.isOffline ? 'disconnected' : up
    if (next === link) return
    link = next
    store.through(name, 'state', link, () => {})
    store.notify()
  }

  function open() {
    if (socket || store.stop.aborted) return
    isFinal = wasLive = false
    socket = openSocket(store, name, onFrame, (final) => {
      isFinal = final !== undefined
      down()
      if (final === undefined) return
      const code = final === 4401 ? 'UNAUTHENTICATED' : 'FORBIDDEN'
      const error = apiError({ code, message: `the room is closed (${final})`, status: final - 4000 })
      if (final === 4401) outbox.suspend(error)
      else report(error)
    })
    settle()
  }

  /** What is told of a list from now on is told anew. */
  function leave(list: LiveList) {
    list.following = 'no'
    list.told = new Map()
  }

  /** The server tells nothing any more. */
  function down() {
    isLive = isTold = subscribes = false
    clearTimeout(reporting)
    clearInterval(polling)
    reporting = undefined
    lists().forEach(leave)
    outbox.onDown()
    settle()
    // What it was to tell is read.
    publish()
  }

  function shut() {
    socket?.close()
    socket = undefined
    down()
  }

  function plan(lists?: boolean) {
    subscribes ||= lists === true
    planned ??= setTimeout(() => {
      planned = undefined
      if (subscribes && isLive) resume()
      outbox.pump()
    })
  }

  /** Tells the server which lists to keep and what they lack. */
  function resume() {
    subscribes = false
    const shown = lists().filter(({ state }) => state.cursor !== undefined)
    // Those that somebody looks at come first.
    shown.sort((one, other) => Number(other.isActive()) - Number(one.isActive()))
    const subscriptions = shown.splice(0, MAX_LISTS).map((list) => {
      const { collection, scope, state } = list
      const cursor = isKept(list) ? undefined : state.cursor
      if (cursor) {
        list.following = 'asked'
        // A name of its own for each question: what answers one of before is nobody's.
        list.sub = subs++
      }
      return { sub: list.sub, collection, scope, cursor }
    })
    clearInterval(polling)
    if (shown.length > 0) {
      if (shown.some((list) => list.isActive() && list.following !== 'polled')) {
        report(clientError('TOO_MANY_LISTS', `over ${MAX_LISTS} lists: some are only read now and then`))
      }
      for (const list of shown) list.following = 'polled'
      polling = setInterval(() => shown.forEach((list) => list.isActive() && list.load().catch(() => {})), POLL_EVERY)
    }
    send(JSON.stringify({ type: 'resume', subscriptions, pending: outbox.pending() }))
  }

  function send(frame: string) {
    socket?.send(frame)
    settle()
  }

  function onFrame(text: string) {
    try {
      const frame = JSON.parse(text) as ServerFrame
      // A later version's frame says nothing to this one.
      handlers[frame.type]?.(frame as never)
      // One look at each collection a frame, however much of it concerned it.
      publish()
      settle(!/broadcast|tick/.test(frame.type))
    } catch (cause) {
      report(failure('PARSE_ERROR', 'no frame of ours', { cause }))
    }
  }

  const handlers: { readonly [Type in ServerFrame['type']]: (frame: Of<Type>) => void } = {
    'sync-init': greet,
    broadcast: ({ changes }) => take(changes),
    ack: ({ results }) => {
      outbox.settle(results.map((result) => ({ ...result, error: result.error && apiError(result.error) })))
    },
    resumed: ({ committed, stale }) => {
      const error = apiError({ code: 'STALE_MUTATION', message: 'sent too long ago', status: 409 })
      outbox.settle([...committed, ...stale.map((clientMutationId) => ({ clientMutationId, error }))], true)
    },
    delta: ({ sub, to, cursor, rows, removed, more }) => {
      const list = answers(sub)
      // One that goes on has been told all the same, unless it knows better: only its cursor is a new one.
      if (!list || (!isAsked(list) && isBehind(list.state))) return
      tell(list.told, rows as Row[], removed)
      if (more) return
      patch(list.state, { from: -1, told: list.told, seq: to, cursor })
      list.told = new Map()
      list.following = 'live'
      noteSeq(to)
    },
    reset: ({ sub, reason }) => {
      const list = answers(sub)
      if (!list) return
      leave(list)
      lapse(list.state)
      // All lists of the room hear the same; the first one is enough.
      if (reason === 'history' && list.state.held !== -1) onHistory()
    },
    tick: ({ seq, lists: touched }) => {
      noteSeq(seq)
      for (const list of lists()) {
        const { held = 0 } = list.state
        want(list.state, touched[list.collection] ?? 0)
        // A room that has not come as far as a list of it may have another history, which its cursor will tell.
        if (held > seq && list.following === 'live') {
          leave(list)
          plan(true)
        }
      }
    },
    error: ({ code, message }) => report(apiError({ code, message })),
  }

  /** The list whose latest question is answered. */
  const answers = (sub: number) => lists().find((list) => list.sub === sub && isKept(list))

  function take(entries: readonly Change[]) {
    const events = joined(entries)
    const known = lists()
    for (const event of events) {
      noteSeq(event.seq)
      const list = known.find(({ sub }) => sub === event.sub)
      if (list) receive(list.state, event)
    }
    const followed = known.filter(({ following }) => following === 'live')
    // Where one list missed something, who knows what the others did.
    const isTorn = followed.some(({ state }) => isBehind(state))
    for (const list of followed) {
      if (isTorn) leave(list)
      else advance(list.state, events.at(-1)?.seq ?? 0)
    }
    if (isTorn) plan(true)
    for (const { mid, seq } of events) for (const { group } of all()) acknowledge(group, mid, seq)
    unseen += entries.length
    if (unseen >= SEEN_EVERY) tellSeen()
    else reporting ??= setTimeout(tellSeen, SEEN_WITHIN)
  }

  function tellSeen() {
    clearTimeout(reporting)
    reporting = undefined
    unseen = 0
    if (isLive) send(JSON.stringify({ type: 'seen', seq: seen }))
  }

  function onHistory() {
    seen = undefined
    lists().forEach(leave)
    outbox.rewind(all().map(({ group }) => group))
    publish()
    settle()
  }

  function greet({ protocol, schema, seq, now, userId: user, access: may }: Of<'sync-init'>) {
    if (protocol !== PROTOCOL) {
      socket?.close()
      isFinal = true
      down()
      report(clientError('PROTOCOL_MISMATCH', `protocol ${protocol}, not ${PROTOCOL}: regenerate these files`))
      return
    }
    const others = [...listeners].filter((listener) => schema && listener.schema && listener.schema !== schema)
    if (others.length > 0 && !warned) {
      warned = true
      console.warn('ferrosync: the server has another schema: reload, or regenerate these files')
      for (const { onSchemaChange } of others) safely(onSchemaChange)
    }
    store.skew = now - Date.now() || 0
    seen = seq
    room.userId = user
    access = may
    isLive = wasLive = true
    // What was known above that was of a history that is over.
    for (const mutation of outbox.queue()) if ((mutation.since ?? 0) > seq) mutation.since = undefined
    store.notify()
    // Whether the lists are of this history, their cursors will tell.
    resume()
    recover()
  }

  /** The server knows who asks. */
  function recover() {
    outbox.wake(true)
    for (const list of lists()) list.recover()
  }

  function retry() {
    recover()
    if (!socket || isLive || socket.restart()) return
    // It was closed for good.
    shut()
    open()
  }

  const rest: Omit<Room, 'name' | 'store' | keyof Outbox> & Pick<Room, 'settle' | 'wake' | 'close'> = {
    collections,
    collection: (collection) => made(collections, collection.name, () => createLiveCollection(collection, room)),
    connect: (listener) => {
      listeners.add(listener)
      open()
      return () => {
        listeners.delete(listener)
        setTimeout(() => {
          if (listeners.size === 0 && socket) shut()
        }, LINGER)
      }
    },
    link: () => link,
    access: () => access,
    seq: () => seen,
    isLive: () => isLive,
    send,
    plan,
    onKnown: (seq) => {
      noteSeq(seq)
      if (outbox.health() === 'unauthorized') retry()
    },
    onHistory,
    publish,
    settle,
    whenTold: (then) => {
      waiting.push(then)
      settle()
    },
    report,
    retry,
    wake: (what) => {
      if (what === 'online') restart()
      else if (what === 'pageshow') socket?.wake()
      if (what !== 'offline') outbox.wake()
      settle()
    },
    drop: restart,
    close: () => {
      shut()
      outbox.close()
    },
  }
  return Object.assign(room, outbox, rest)
}
