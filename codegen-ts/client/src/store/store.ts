import type { QueryClient } from '@tanstack/react-query'
import type { SyncError } from '../errors'
import type { ListKey } from '../schema/collection'
import type { SyncConfig, Tap } from './config'
import type { Mutation } from './outbox'
import { createRoom, type Room } from './room'

/** How a room is doing. `degraded`: mutations get no answer. `unauthorized`: they wait for a sign-in. */
export type ConnectionStatus = 'connecting' | 'connected' | 'disconnected' | 'degraded' | 'unauthorized'

/** A room's state, or that of all rooms at once. */
export interface ConnectionState {
  readonly status: ConnectionStatus
  /** Whether events arrive; true of a `degraded` room too, whose socket is up. */
  readonly isConnected: boolean
  readonly isConnecting: boolean
  readonly isDisconnected: boolean
  /** The number of mutations that are not saved yet. */
  readonly pending: number
}

/** Everything that one user of one QueryClient has: rooms, their lists and outboxes. */
export interface Store {
  readonly configure: (config: SyncConfig) => void
  readonly room: (name: string) => Room
  /** Those that were ever asked for, by name. */
  readonly rooms: ReadonlyMap<string, Room>
  /** Where it is set, all that is sent and heard passes through it. */
  tap?: Tap
  /** Of one room, or the worst of all that are in use. */
  readonly state: (room?: string) => ConnectionState
  /** The mutations that are not saved yet, of one room or of all. */
  readonly queue: (room?: string) => readonly Mutation[]
  readonly subscribe: (listener: () => void) => () => void
  /** Changes with every state. */
  readonly version: () => number
  /** Ends everything: sockets, reads, mutations on their way, and the rows in the cache. */
  readonly dispose: () => void
}

/** Makes the store of a user (`identity`) of a QueryClient. */
export function createStore(client: QueryClient, identity: string | undefined): Store {
  const rooms = new Map<string, Room>()
  const listeners = new Set<() => void>()
  let config: SyncConfig = {}
  let version = 0
  /** The server's clock less ours. */
  let skew = 0
  let asking = false

  const isOurs = (key: readonly unknown[]): key is ListKey => {
    const [prefix, , which] = key as [unknown, unknown, { identity?: string } | undefined]
    return prefix === 'ferrosync' && which !== undefined && which.identity === identity
  }

  const unsubscribe = client.getQueryCache().subscribe((event) => {
    const { queryKey } = event.query
    if (!isOurs(queryKey)) return
    const [, name, { room: place, scope }] = queryKey
    const collection = rooms.get(place ?? '')?.collections.get(name)
    if (event.type === 'removed') collection?.forget(scope)
    // A fetch that ended just after a change would put the rows before it into the cache.
    else if (event.type === 'updated' && event.action.type === 'success' && !event.action.manual) collection?.refresh(scope)
  })

  /** However many rooms and requests hear it, the user is asked once. */
  async function onUnauthorized(error: SyncError) {
    if (asking) return
    asking = true
    try {
      const signedIn = config.onUnauthorized?.(error)
      if (signedIn) await signedIn
      if (signedIn) for (const found of rooms.values()) found.retry()
    } catch {
      // They did not sign in.
    }
    asking = false
  }

  const named = (name: string | undefined) => [...rooms].flatMap(([key, found]) => (name === undefined || key === name ? [found] : []))

  function room(name: string): Room {
    let found = rooms.get(name)
    if (!found) {
      found = createRoom(name, {
        client,
        identity,
        config: () => config,
        tap,
        now: () => Date.now() + skew,
        onClock: (now) => {
          if (Number.isFinite(now)) skew = now - Date.now()
        },
        onChange: () => {
          version += 1
          for (const listener of [...listeners]) listener()
        },
        onUnauthorized,
      })
      rooms.set(name, found)
    }
    return found
  }

  // The one place that all frames pass, whatever looks at them.
  const tap: Tap = (room, direction, what, go) => {
    if (config.debug) console.debug('ferrosync', room, direction, what)
    if (store.tap) store.tap(room, direction, what, go)
    else go()
  }

  const store: Store = {
    rooms,
    configure: (next) => {
      config = next
    },
    room,
    queue: (name) => named(name).flatMap((found) => found.queue()),
    state: (name) => {
      const all = named(name)
      const used = all.filter((found) => found.link() !== 'idle')
      const links = used.map((found) => found.link())
      const healths = all.map((found) => found.health())
      const isConnecting = links.includes('connecting')
      const isDisconnected = links.includes('disconnected') || links.length === 0
      const isConnected = !isConnecting && !isDisconnected
      const link = isDisconnected ? 'disconnected' : isConnecting ? 'connecting' : 'connected'
      const trouble = (['unauthorized', 'degraded'] as const).find((health) => healths.includes(health))
      return {
        status: trouble ?? link,
        isConnected,
        isConnecting: isConnecting && !isDisconnected,
        isDisconnected,
        pending: all.reduce((sum, found) => sum + found.queue().length, 0),
      }
    },
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    version: () => version,
    dispose: () => {
      unsubscribe()
      for (const found of rooms.values()) found.close()
      rooms.clear()
      client.removeQueries({ predicate: ({ queryKey }) => isOurs(queryKey) })
    },
  }
  return store
}
