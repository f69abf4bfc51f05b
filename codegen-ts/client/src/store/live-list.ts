import type { QueryClient } from '@tanstack/react-query'
import { isBehind, openList, snapshot } from '../core/list'
import { comparator } from '../core/order'
import type { Group, ListState, Row } from '../core/types'
import { view } from '../core/view'
import { isSyncError, type SyncError } from '../errors'
import type { AnyCollection, ListKey } from '../schema/collection'
import { readList } from '../wire/pages'
import type { SyncConfig } from './config'
import { jitter, pause } from './pause'

/** A list that nobody looks at is read again when somebody does, or when so many mutations wait for it. */
const MAX_UNREAD = 100

/** What a list needs of its room and its collection. */
export interface ListHost {
  readonly name: string
  readonly client: QueryClient
  readonly config: () => SyncConfig
  readonly stop: AbortSignal
  /** The rows were read, as of `seq`. */
  readonly onRead: (seq: number) => void
  readonly onError: (error: SyncError) => void
}

/** A list of a room, kept right: the core's state, its place in the query cache, and the reads that mend it. */
export interface LiveList {
  readonly state: ListState
  /** Reads the rows, or shares the read under way. */
  readonly load: () => Promise<readonly Row[]>
  /** Shows what changed since the last time, and reads what is missing; `force` tells the listeners in any case. */
  readonly publish: (force: boolean) => void
  /** Reads until nothing is known to be missing. */
  readonly mend: () => void
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

  function publish(force: boolean) {
    const query = cached()
    if (query && state.held !== undefined && query.state.data !== view(state)) {
      const { dataUpdatedAt, isInvalidated } = query.state
      // An event is no refetch: data that were stale stay stale.
      host.client.setQueryData(queryKey, view(state), { updatedAt: dataUpdatedAt || Date.now() })
      if (isInvalidated) query.invalidate()
    }
    if (force || shown !== view(state)) {
      shown = view(state)
      version += 1
      for (const listener of [...listeners]) listener()
    }
    // A list that nobody has read yet is left to whoever will.
    if (state.held !== undefined) void mend()
  }

  function load(): Promise<readonly Row[]> {
    loading ??= read().finally(() => {
      loading = undefined
      if (state.held !== undefined) void mend()
    })
    return loading
  }

  async function read(): Promise<readonly Row[]> {
    const { history } = group
    const { rows, seq } = await readList(host.config(), host.name, name, scope, host.stop)
    // Rows of a history that ended meanwhile are of no use.
    if (history !== group.history) return read()
    snapshot(state, rows, seq)
    host.onRead(seq)
    publish(false)
    return view(state)
  }

  async function mend() {
    if (mending) return
    mending = true
    for (let tries = 0; isBehind(state) && !isClosed(); tries++) {
      // The first read may have been under way before the gap was known, so the second one comes at once too.
      if (tries > 1) await pause(jitter(Math.min(20_000, 500 * 2 ** (tries - 2)))).done
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
        if (isFinal(error)) {
          host.onError(error)
          break
        }
      }
    }
    mending = false
  }

  return {
    state,
    load,
    publish,
    mend: () => void mend(),
    recover: () => {
      if (cached()?.state.status === 'error') void mend()
    },
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    version: () => version,
  }
}

/** Whether asking again would be answered the same. */
const isFinal = ({ kind, status = 0, code }: SyncError): boolean =>
  code === 'LIST_TOO_LARGE' || (kind === 'API_ERROR' && status < 500 && ![401, 408, 425, 429].includes(status))
