import type { QueryClient } from '@tanstack/react-query'
import type { AnyCollection } from '../schema/collection'
import { SyncError } from '../errors'
import { type Change, type Frame, parseFrame, PROTOCOL } from '../wire/frames'
import { socketUrl, type SyncConfig } from './config'
import { createLiveCollection, type LiveCollection } from './live-collection'
import { createOutbox, type Health } from './outbox'
import { openSocket, type Socket } from './socket'
import { onWake } from './wake'

/** A socket that nobody uses is closed this late: a screen that changes, or React's strict mode, takes it up again. */
const LINGER = 50

/** Where a room's socket is. `idle`: nobody asked for one. */
export type Link = 'idle' | 'connecting' | 'connected' | 'disconnected'

/** What a room tells those who connect to it. */
export interface RoomListener {
  readonly schema: string | undefined
  readonly onError: (error: SyncError) => void
}

/** What a room needs of its store. */
export interface RoomHost {
  readonly client: QueryClient
  readonly identity: string | undefined
  readonly config: () => SyncConfig
  readonly now: () => number
  readonly onClock: (now: number) => void
  readonly onChange: () => void
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
  /** Mutations that are not saved yet. */
  readonly pending: () => number
  /** The collection of a name, where it was ever asked for. */
  readonly named: (name: string) => LiveCollection | undefined
  readonly close: () => void
}

/** Makes a room; nothing is sent before someone connects, reads or writes. */
export function createRoom(name: string, host: RoomHost): Room {
  const stop = new AbortController()
  const collections = new Map<string, LiveCollection>()
  const listeners = new Set<RoomListener>()
  let link: Link = 'idle'
  let socket: Socket | undefined
  let seen: number | undefined
  let userId: string | undefined
  let warned = false
  let deaf: (() => void) | undefined

  const outbox = createOutbox({
    config: host.config,
    seen: () => seen,
    onError: report,
    onChange: () => {
      listen()
      host.onChange()
    },
  })

  function report(error: SyncError) {
    for (const listener of [...listeners]) listener.onError(error)
  }

  function setLink(next: Link) {
    if (link === next) return
    link = next
    host.onChange()
  }

  const noteSeq = (seq: number) => {
    seen = Math.max(seen ?? 0, seq)
  }

  /** Listens to the page while there is something to wake. */
  function listen() {
    const needed = socket !== undefined || outbox.size() > 0
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
    socket = openSocket(() => socketUrl(host.config(), name), {
      onOpen: () => outbox.wake(),
      onFrame,
      onDown: (final) => {
        setLink('disconnected')
        if (final === 4401) outbox.suspend()
        if (final !== undefined) report(closedBy(final))
      },
    })
    listen()
  }

  function shut(next: Link) {
    socket?.close()
    socket = undefined
    setLink(next)
    listen()
  }

  function onFrame(text: string) {
    const frame = parseFrame(text)
    if (frame) handle(frame)
    else report(new SyncError('PARSE_ERROR', 'a frame that this client does not know', { kind: 'PARSE_ERROR' }))
  }

  function handle(frame: Frame) {
    switch (frame.type) {
      case 'sync-init':
        greet(frame)
        break
      case 'broadcast':
        take(frame.changes)
        break
      case 'tick':
        noteSeq(frame.seq)
        for (const [touched, seq] of Object.entries(frame.lists)) {
          collections.get(touched)?.onSeq(seq)
          collections.get(touched)?.publish()
        }
        break
      case 'error':
        report(new SyncError(frame.code, frame.message, { kind: 'API_ERROR' }))
    }
  }

  function take(changes: readonly Change[]) {
    for (const change of changes) {
      noteSeq(change.seq)
      collections.get(change.collection)?.onChange(change)
    }
    for (const { seq, mid } of changes) {
      if (mid === undefined) continue
      outbox.confirm(mid, ({ collection, bulk }) => {
        // A cascade is several changes of one seq; the answer is what became of the mutation's own collection.
        const own = changes.filter((change) => change.seq === seq && change.collection === collection)
        const rows = own.flatMap(({ ops }) => ops.flatMap((op) => (op.type === 'put' ? [op.row] : [])))
        return { seq, data: bulk ? rows : rows[0] }
      })
    }
    // One look at a collection a frame, however much of it concerned it.
    for (const touched of new Set(changes.map(({ collection }) => collection))) collections.get(touched)?.publish()
  }

  function greet({ protocol, schema, seq, now, userId: user }: Extract<Frame, { type: 'sync-init' }>) {
    if (protocol !== PROTOCOL) {
      shut('disconnected')
      const message = `the server speaks protocol ${String(protocol)}, these files ${PROTOCOL}: regenerate them`
      report(new SyncError('PROTOCOL_MISMATCH', message, { kind: 'CLIENT_ERROR' }))
      return
    }
    const expected = [...listeners].find((listener) => listener.schema !== undefined)?.schema
    if (expected !== undefined && schema !== expected && !warned) {
      warned = true
      console.warn('ferrosync: the server has another schema than these files; reload the page, or regenerate them')
    }
    host.onClock(now)
    seen = seq
    userId = user
    setLink('connected')
    const again = [...collections.values()].flatMap((found) => found.onGreeting(seq))
    if (again.length > 0) outbox.again(again)
    outbox.wake()
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
        push: outbox.push,
        onError: report,
        onRead: (seq) => {
          noteSeq(seq)
          // The server knows who asks.
          if (outbox.health() === 'unauthorized') outbox.wake()
        },
      })
      collections.set(collection.name, found)
    }
    return found
  }

  return {
    collection,
    named: (wanted) => collections.get(wanted),
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
    health: () => outbox.health(),
    pending: () => outbox.size(),
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
