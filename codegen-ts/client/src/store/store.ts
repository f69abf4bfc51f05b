import type { QueryClient } from '@tanstack/react-query'
import type { SyncError } from '../errors'
import type { ListKey } from '../schema/collection'
import type { SyncConfig, Tap } from './config'
import { made } from './made'
import type { Mutation } from './outbox'
import { createRoom, type Link, type Room } from './room'
import { createSignal, type Signal } from './signal'
import { listen } from './wake'

/**
 * How a room is doing.
 *
 * - `connecting`: for the first time; `reconnecting`: the socket was up.
 * - `synchronizing`: the socket is up, and the lists are on their way to what the room is now.
 * - `disconnected`: nobody asked for a socket, the page is offline, or the server closed it for good.
 * - `degraded`: mutations get no answer. `unauthorized`: they wait for a sign-in. Either may be while the socket is up.
 */
export type ConnectionStatus = Exclude<Link, 'idle'> | 'degraded' | 'unauthorized'

/** A room's state, or that of all rooms at once. */
export interface ConnectionState {
  readonly status: ConnectionStatus
  /** Whether the socket is up and tells all; true of a `degraded` room too, whose socket is. */
  readonly isConnected: boolean
  /** Whether the socket is connecting, reconnecting or synchronizing. */
  readonly isConnecting: boolean
  readonly isDisconnected: boolean
  /** The number of mutations that are not saved yet. */
  readonly pending: number
  /** The highest seq that is known of the room; of all rooms together none. */
  readonly lastSeq: number | undefined
}

/** Everything that one user of one QueryClient has: rooms, their lists and outboxes. */
export interface Store extends Signal {
  readonly client: QueryClient
  /** In whose name the page asks: part of every query key. */
  readonly identity: string | undefined
  readonly config: () => SyncConfig
  /** Says where the server is; `early` only to a store that has not been told. */
  readonly configure: (config: SyncConfig, early?: boolean) => void
  /** Where it is set, all that is sent and heard passes it. */
  tap?: Tap
  /** The one place that it passes, whatever looks at it. */
  readonly through: Tap
  /** The server's clock less ours, in milliseconds. */
  skew: number
  isOffline: boolean
  /** The server does not know who asks. However many rooms and requests hear it, the user is asked once. */
  readonly onUnauthorized: (error: SyncError) => Promise<void>
  /** Ends everything that is under way. */
  readonly stop: AbortSignal
  readonly room: (name: string) => Room
  /** Those that were ever asked for, by name. */
  readonly rooms: ReadonlyMap<string, Room>
  /** Of one room, or the worst of all that are in use. The same object until something in it changes. */
  readonly state: (room?: string) => ConnectionState
  /** The mutations that are not saved yet, of one room or of all. */
  readonly queue: (room?: string) => readonly Mutation[]
  /** Ends everything: sockets, reads, mutations on their way, and the rows in the cache. */
  readonly dispose: () => void
}

/** From worst to best. */
const LINKS = ['disconnected', 'connecting', 'reconnecting', 'synchronizing', 'connected'] as const
const HEALTHS = ['unauthorized', 'degraded'] as const

/** Makes the store of a user (`identity`) of a QueryClient. */
export function createStore(client: QueryClient, identity: string | undefined): Store {
  const control = new AbortController()
  const stop = control.signal
  const rooms = new Map<string, Room>()
  const signal = createSignal()
  const states = new Map<string | undefined, ConnectionState>()
  let config: SyncConfig | undefined
  let asking = false
  let deaf: (() => void) | undefined

  const all = () => [...rooms.values()]
  const named = (name: string | undefined) => (name === undefined ? all() : [rooms.get(name) ?? []].flat())

  const isOurs = (key: readonly unknown[]): key is ListKey => {
    const [prefix, , which] = key as Partial<ListKey>
    return prefix === 'ferrosync' && which?.identity === identity
  }

  const unsubscribe = client.getQueryCache().subscribe((event) => {
    const { queryKey } = event.query
    if (!isOurs(queryKey)) return
    const [, name, { room, scope }] = queryKey
    const list = rooms.get(room ?? '')?.collections.get(name)?.lists.get(scope ?? undefined)
    if (scope === null || !list) return
    if (event.type === 'removed') list.close()
    else if (event.type === 'observerAdded') list.watch()
    // A fetch that ended just after a change would put the rows before it into the cache; a page's rows come there too.
    else if (event.type === 'updated' && event.query.state.data && !(event.action as { manual?: boolean }).manual) list.publish()
  })

  function notify() {
    // The page is listened to while there is something to wake.
    const isAsleep = stop.aborted || all().every((room) => room.link() === 'idle' && room.queue().length === 0)
    if (isAsleep) {
      deaf?.()
      deaf = undefined
    } else {
      deaf ??= listen((what) => {
        if (what !== 'pageshow') store.isOffline = what === 'offline'
        for (const room of all()) room.wake(what)
      })
    }
    signal.notify()
  }

  function state(name: string | undefined): ConnectionState {
    const found = named(name)
    const link = LINKS.find((link) => found.some((room) => room.link() === link)) ?? 'disconnected'
    const next: ConnectionState = {
      status: HEALTHS.find((health) => found.some((room) => room.health() === health)) ?? link,
      isConnected: link === 'connected',
      isConnecting: link.endsWith('ing'),
      isDisconnected: link === 'disconnected',
      pending: store.queue(name).length,
      lastSeq: name === undefined ? name : found[0]?.seq(),
    }
    const before = states.get(name)
    if (before && JSON.stringify(before) === JSON.stringify(next)) return before
    states.set(name, next)
    return next
  }

  const store: Store = {
    ...signal,
    client,
    identity,
    stop,
    rooms,
    config: () => config ?? {},
    configure: (next, early) => {
      if (!early || !config) config = next
    },
    through: (room, direction, what, go) => {
      if (config?.debug) console.debug('ferrosync', room, direction, what)
      if (store.tap) store.tap(room, direction, what, go)
      else go()
    },
    skew: 0,
    isOffline: false,
    notify,
    onUnauthorized: async (error) => {
      if (asking) return
      asking = true
      try {
        const signedIn = config?.onUnauthorized?.(error)
        await signedIn
        if (signedIn) for (const room of all()) room.retry()
      } catch {
        // They did not sign in.
      }
      asking = false
    },
    room: (name) => made(rooms, name, () => createRoom(store, name)),
    queue: (name) => named(name).flatMap((room) => room.queue()),
    state,
    dispose: () => {
      unsubscribe()
      control.abort()
      for (const room of all()) room.close()
      client.removeQueries({ predicate: ({ queryKey }) => isOurs(queryKey) })
      notify()
    },
  }
  return store
}
