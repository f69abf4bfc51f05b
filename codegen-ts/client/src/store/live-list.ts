import type { QueryClient } from '@tanstack/react-query'
import { acknowledge, createList, idOf, intend, isBehind, receive, refuse, rewind, snapshot, want } from '../core/list'
import { comparator } from '../core/order'
import { type Action, plan } from '../core/plan'
import type { ChangeEvent, Row } from '../core/types'
import { view } from '../core/view'
import { clientError, isSyncError, type SyncError } from '../errors'
import type { AnyCollection, ListKey } from '../schema/collection'
import { uuidv7 } from '../uuid'
import { readList } from '../wire/pages'
import { path, type SyncConfig } from './config'
import type { Done, Mutation } from './outbox'
import { jitter, pause } from './pause'

/** An answered mutation whose event is so late that it must have been lost: the list is read instead. */
const ECHO_WITHIN = 5000

/** What became of a call. */
export interface Saved {
  readonly ids: readonly string[]
  /** The server's rows, those that still stand; settles on the server's word alone, however long that takes. */
  readonly saved: Promise<readonly Row[]>
}

/** What a list needs of its room. */
export interface ListHost {
  readonly name: string
  readonly client: QueryClient
  readonly config: () => SyncConfig
  readonly now: () => number
  /** Whether events of the list arrive. */
  readonly isLive: () => boolean
  readonly push: (mutation: Mutation) => void
  readonly onRead: (seq: number) => void
  readonly onError: (error: SyncError) => void
  readonly onIdle: () => void
  readonly stop: AbortSignal
}

/** A list of a room, kept right: the core's state, its place in the query cache, and the reads that mend it. */
export interface LiveList {
  /** Reads the rows, or shares the read under way. */
  readonly load: () => Promise<readonly Row[]>
  readonly mutate: (action: Action, input: unknown) => Saved
  readonly onChange: (event: ChangeEvent) => void
  /** The room stands at `seq`, with changes of this list. */
  readonly onSeq: (seq: number) => void
  /**
   * The room greets, at `seq`.
   *
   * @returns the mutations to send again, where the room's history is another one than before.
   */
  readonly onGreeting: (seq: number) => readonly Mutation[]
  /** Shows what changed since the last time, and reads what is missing. */
  readonly publish: () => void
  /** The rows with a change that is not saved yet. The same set until it changes. */
  readonly pendingIds: () => ReadonlySet<string>
  readonly isIdle: () => boolean
  readonly subscribe: (listener: () => void) => () => void
  /** Changes with everything that a screen could depend on. */
  readonly version: () => number
}

/** Makes the list of a collection in a room. */
export function createLiveList(collection: AnyCollection, queryKey: ListKey, host: ListHost): LiveList {
  const state = createList(comparator(...collection.orderBy))
  const listeners = new Set<() => void>()
  /** What was sent and is not in the base yet, to send it again if the room's history is lost. */
  const sent = new Map<string, Mutation>()
  let version = 0
  let pendingIds: ReadonlySet<string> = new Set()
  let loading: Promise<readonly Row[]> | undefined
  let mending = false
  let history = 0

  const cached = () => host.client.getQueryCache().find({ queryKey, exact: true })

  function publish() {
    const ids = new Set(state.pending.filter(({ at }) => at === undefined).flatMap(({ ops }) => ops.map(idOf)))
    if (ids.size !== pendingIds.size || [...ids].some((id) => !pendingIds.has(id))) pendingIds = ids
    const query = cached()
    if (query && state.held !== undefined && query.state.data !== view(state)) {
      const { dataUpdatedAt, isInvalidated } = query.state
      // An event is no refetch: data that were stale stay stale.
      host.client.setQueryData(queryKey, view(state), { updatedAt: dataUpdatedAt || Date.now() })
      if (isInvalidated) query.invalidate()
    }
    for (const mid of sent.keys()) if (!state.pending.some((intent) => intent.mid === mid)) sent.delete(mid)
    version += 1
    for (const listener of [...listeners]) listener()
    if (state.pending.length === 0) host.onIdle()
  }

  function load(): Promise<readonly Row[]> {
    loading ??= read().finally(() => {
      loading = undefined
      if (state.held !== undefined) void mend()
    })
    return loading
  }

  async function read(): Promise<readonly Row[]> {
    const before = history
    const { rows, seq } = await readList(host.config(), host.name, collection.name, host.stop)
    // Rows of a history that ended meanwhile are of no use.
    if (before !== history) return read()
    snapshot(state, rows, seq)
    host.onRead(seq)
    publish()
    return view(state)
  }

  /** Reads until nothing is known to be missing. */
  async function mend() {
    if (mending) return
    mending = true
    for (let tries = 0; isBehind(state) && !host.stop.aborted; tries++) {
      // The first read may have been under way before the gap was known, so the second one comes at once too.
      if (tries > 1) await pause(jitter(Math.min(20_000, 500 * 2 ** (tries - 2)))).done
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

  function mutate(action: Action, input: unknown): Saved {
    const { ids, ops, issues, method, suffix, body, bulk } = plan(collection, action, input, {
      room: host.name,
      now: host.now(),
    })
    const saved = new Promise<readonly Row[]>((resolve, reject) => {
      if (issues.length > 0) {
        const [first] = issues
        const at = first && first.path.length > 0 ? `\`${first.path.join('.')}\` ` : ''
        reject(clientError('VALIDATION', at + (first?.message ?? ''), issues))
        return
      }
      const mid = uuidv7()
      const mutation: Mutation = {
        mid,
        method,
        path: path(host.name, collection.name, ...suffix),
        body,
        bulk,
        onDone: (done) => {
          acknowledge(state, mid, done.seq)
          confirm(mid, done)
          publish()
          resolve(rowsOf(done.data))
        },
        onRefused: (error) => {
          refuse(state, mid)
          publish()
          reject(error)
        },
      }
      // Before anything is awaited: a controlled input must find its text when React renders next.
      sent.set(mid, mutation)
      intend(state, mid, ops)
      publish()
      host.push(mutation)
    })
    // Whoever does not look at `saved` has `onError` and the hook's error.
    saved.catch(() => {})
    return { ids, saved }
  }

  /** Sees to it that the base gets to where the answer says that the room is. */
  function confirm(mid: string, { seq }: Done) {
    const isAhead = () => state.pending.some((intent) => intent.mid === mid)
    const ask = () => {
      if (!isAhead()) return
      want(state, seq)
      void mend()
    }
    if (host.isLive()) setTimeout(ask, ECHO_WITHIN)
    else ask()
  }

  return {
    load,
    mutate,
    publish: () => {
      publish()
      if (state.held !== undefined && isBehind(state)) void mend()
    },
    onChange: (event) => receive(state, event),
    onSeq: (seq) => want(state, seq),
    onGreeting: (seq) => {
      let again: Mutation[] = []
      if (state.held !== undefined && seq < state.held) {
        history += 1
        again = rewind(state).flatMap((mid) => sent.get(mid) ?? [])
      }
      want(state, seq)
      // A list that nobody has read yet is left to whoever will.
      if (state.held !== undefined || cached()?.state.status === 'error') void mend()
      return again
    },
    pendingIds: () => pendingIds,
    isIdle: () => state.pending.length === 0,
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

function rowsOf(data: unknown): readonly Row[] {
  const rows: unknown[] = Array.isArray(data) ? data : [data]
  return rows.filter((row): row is Row => typeof row === 'object' && row !== null)
}
