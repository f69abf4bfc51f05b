import type { QueryClient } from '@tanstack/react-query'
import { isBehind, openList, patch, snapshot } from '../core/list'
import { comparator } from '../core/order'
import type { Group, ListState, Row } from '../core/types'
import { view } from '../core/view'
import { isSyncError, type SyncError } from '../errors'
import type { AnyCollection, ListKey } from '../schema/collection'
import { isRefusal, send, type Sender } from '../wire/http'
import { readList } from '../wire/reads'
import { path } from './config'
import { jitter, pause } from './pause'

/** A list that nobody looks at is read again when somebody does, or when so many mutations wait for it. */
const MAX_UNREAD = 100

/** What a list needs of its room and its collection. */
export interface ListHost extends Sender {
  readonly client: QueryClient
  readonly stop: AbortSignal
  /** A number that no other list of the room has. */
  readonly number: () => number
  /** Whether the socket tells what lists lack. */
  readonly isLive: () => boolean
  /** Some list is to be subscribed, or to be told what it lacks. */
  readonly subscribe: () => void
  /** The room has another history than the one that was followed. */
  readonly onHistory: () => void
  /** The rows were read, as of `seq`. */
  readonly onRead: (seq: number) => void
  readonly onError: (error: SyncError) => void
}

/** How the socket keeps a list. `asked`: what it lacks is on its way. `live`: it lacks nothing but what it is told of. */
export type Following = 'no' | 'asked' | 'live'

/** A list of a room, kept right: the core's state, its place in the query cache, and the reads that mend it. */
export interface LiveList {
  readonly state: ListState
  /** The socket's name for it. */
  readonly sub: number
  readonly collection: string
  readonly scope: string | undefined
  following: Following
  /** Where the list stood when the server was asked. */
  asked: number | undefined
  /** Reads the rows, or shares the read under way. */
  readonly load: () => Promise<readonly Row[]>
  /** Shows what changed since the last time, and asks for what is missing; `force` tells the listeners in any case. */
  readonly publish: (force?: boolean) => void
  /** Tries again what failed before the first rows were there. */
  readonly recover: () => void
  readonly subscribe: (listener: () => void) => () => void
  /** Changes with everything that a screen could depend on. */
  readonly version: () => number
}

/** Makes the list of a collection's `scope` in a room; without one, of all scopes. */
export function createLiveList(
  collection: AnyCollection,
  group: Group,
  scope: string | undefined,
  queryKey: ListKey,
  host: ListHost,
): LiveList {
  const { name, orderBy, scope: column } = collection
  const holds = column !== null && scope !== undefined ? (row: Row) => row[column] === scope : undefined
  const state = openList(group, comparator(...orderBy), holds)
  const listeners = new Set<() => void>()
  let version = 0
  let shown: readonly Row[] | undefined
  let loading: Promise<readonly Row[]> | undefined
  let mending = false

  const isClosed = () => host.stop.aborted || !group.lists.has(state)
  const cached = () => (isClosed() ? undefined : host.client.getQueryCache().find({ queryKey, exact: true }))

  function publish(force?: boolean) {
    const rows = view(state)
    const query = cached()
    if (query && state.held !== undefined && query.state.data !== rows) {
      const { dataUpdatedAt, isInvalidated } = query.state
      // An event is no refetch: data that were stale stay stale.
      host.client.setQueryData(queryKey, rows, { updatedAt: dataUpdatedAt || Date.now() })
      if (isInvalidated) query.invalidate()
    }
    if (force || shown !== rows) {
      shown = rows
      version += 1
      for (const listener of [...listeners]) listener()
    }
    // A list that nobody has read yet is left to whoever will.
    if (state.held !== undefined && isBehind(state)) void mend()
  }

  function load(): Promise<readonly Row[]> {
    loading ??= read().finally(() => {
      loading = undefined
      publish()
      host.subscribe()
    })
    return loading
  }

  async function read(): Promise<readonly Row[]> {
    const { history } = group
    const { held: from = -1 } = state
    const ask = (query: Record<string, string>) => {
      const { consistentReads } = host.config()
      const all = { ...query, ...(scope !== undefined && { scope }), ...(consistentReads && { consistent: 'true' }) }
      const search = String(new URLSearchParams(all))
      return send(host, 'GET', path(host.name, name) + (search && `?${search}`), undefined, host.stop)
    }
    const found = await readList(ask, name, state.cursor)
    // Rows of a history that ended meanwhile are of no use.
    if (history !== group.history) return read()
    if (found.reason === 'history' || found.seq < from) host.onHistory()
    if (found.whole) snapshot(state, found)
    else patch(state, { ...found, from })
    host.onRead(found.seq)
    return view(state)
  }

  /** Asks until nothing is known to be missing. */
  async function mend() {
    if (mending) return
    mending = true
    for (let tries = 0; isBehind(state) && !isClosed(); tries++) {
      // The first read may have been under way before the gap was known, so the second one comes at once too.
      if (tries > 1) await pause(jitter(Math.min(20_000, 500 * 2 ** (tries - 2)))).done
      if (host.isLive() && state.cursor !== undefined) {
        if (list.following !== 'asked') list.following = 'no'
        host.subscribe()
        break
      }
      const query = cached()
      if (query && !query.isActive() && state.held !== undefined && group.pending.length < MAX_UNREAD) {
        // Whoever looks next finds it stale, and reads it.
        query.invalidate()
        break
      }
      try {
        await load()
      } catch (error) {
        if (!isSyncError(error)) throw error
        if (error.code === 'LIST_TOO_LARGE' || isRefusal(error)) {
          host.onError(error)
          break
        }
      }
    }
    mending = false
  }

  const list: LiveList = {
    state,
    sub: host.number(),
    collection: name,
    scope,
    following: 'no',
    asked: undefined,
    load,
    publish,
    recover: () => {
      if (cached()?.state.status === 'error') void mend()
    },
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    version: () => version,
  }
  return list
}
