import { closeList, isBehind, openList, patch } from '../core/list'
import { comparator } from '../core/order'
import type { Group, ListState, Row, Told } from '../core/types'
import { view } from '../core/view'
import type { SyncError } from '../errors'
import { type AnyCollection, listKey } from '../schema/collection'
import { isRefusal, request } from '../wire/http'
import { readList } from '../wire/reads'
import { path, search } from './config'
import type { Mutation } from './outbox'
import { jitter } from './pause'
import type { Room } from './room'
import { createSignal, type Signal } from './signal'

/** A list that nobody looks at is read again when somebody does, or when so many mutations wait for it. */
const MAX_UNREAD = 100

/**
 * How the socket keeps a list. `asked`: what it lacks is on its way. `live`: it lacks nothing but what it is told of.
 * `polled`: there are too many of them, and it is read instead.
 */
export type Following = 'no' | 'asked' | 'live' | 'polled'

/** A list of a room, kept right: the core's state, its place in the query cache, and the reads that mend it. */
export interface LiveList extends Pick<Signal, 'subscribe' | 'version'> {
  readonly state: ListState
  /** The socket's name for it since it was last asked what it lacks; no other list of the room ever has it. */
  sub: number | undefined
  readonly collection: string
  readonly scope: string | undefined
  following: Following
  /** What was told of what it lacks, where the answer comes in pieces. */
  told: Told
  /** Reads the rows, or shares the read under way; `consistent` is remembered for the reads that the list makes by itself. */
  readonly load: (consistent?: boolean) => Promise<readonly Row[]>
  /** Whether a screen shows it. */
  readonly isActive: () => boolean
  /** Whether it is being read, because something is known to be missing. */
  readonly isMending: () => boolean
  /** Shows what changed since the last time, and asks for what is missing; `force` tells the listeners in any case. */
  readonly publish: (force?: boolean) => void
  /** Tries again what failed before the first rows were there, and reads what came with the page. */
  readonly recover: () => void
  /** Somebody looks: a list that the socket does not keep is to be kept. */
  readonly watch: () => void
  /** Nothing needs it any more; what was changed through it stays on its way. */
  readonly close: () => void
}

/** Whether the socket keeps it. */
export const isKept = ({ following }: LiveList): boolean => /asked|live/.test(following)

/** Makes the list of a collection's `scope` in a room; without one, of all scopes. */
export function createLiveList(
  { name, orderBy, scope: column }: AnyCollection,
  group: Group<Mutation>,
  scope: string | undefined,
  room: Room,
  onClose: () => void,
): LiveList {
  const { client, config, identity, stop } = room.store
  const holds = column !== null && scope !== undefined ? (row: Row) => row[column] === scope : undefined
  const state = openList(group, comparator(...orderBy), holds)
  const queryKey = listKey(name, room.name, scope, identity)
  const { notify, ...signal } = createSignal()
  let shown: readonly Row[] | undefined
  let loading: Promise<readonly Row[]> | undefined
  let mending = false
  let consistentReads: boolean | undefined

  const isClosed = () => stop.aborted || !group.lists.has(state)
  const cached = () => (isClosed() ? undefined : client.getQueryCache().find<readonly Row[]>({ queryKey, exact: true }))

  /** Rows that came with the page are shown until the server has been asked: any answer is newer. */
  function adopt() {
    const rows = state.held === undefined && cached()?.state.data
    if (!rows) return
    patch(state, { told: new Map(rows.map((row) => [row.id, row])), seq: -1, cursor: undefined })
  }

  function publish(force?: boolean) {
    adopt()
    const rows = view(state)
    const query = cached()
    if (query && state.held !== undefined && query.state.data !== rows) {
      const { dataUpdatedAt, isInvalidated } = query.state
      // An event is no refetch: data that were stale stay stale.
      query.setData(rows, { updatedAt: dataUpdatedAt || Date.now(), manual: true })
      if (isInvalidated) query.invalidate()
    }
    if (force || shown !== rows) {
      shown = rows
      notify()
    }
    // A list that nobody has read yet is left to whoever will.
    if (state.held !== undefined && isBehind(state)) void mend()
  }

  function load(consistent = consistentReads): Promise<readonly Row[]> {
    consistentReads = consistent
    loading ??= read()
      .catch((error: SyncError) => {
        if (error.status === 401) void room.store.onUnauthorized(error)
        throw error
      })
      .finally(() => {
        loading = undefined
        publish()
        list.watch()
      })
    return loading
  }

  async function read(): Promise<readonly Row[]> {
    const { history } = group
    const { held: from = -1, cursor } = state
    const consistent = (consistentReads ?? config().consistentReads) || undefined
    const place = path(room.name, name)
    const found = await readList(
      (query) => request(room.store, room.name, 'GET', place + search({ ...query, scope, consistent })),
      name,
      cursor,
    )
    // Rows of a history that ended meanwhile are of no use.
    if (history !== group.history) return read()
    if (found.reason === 'history' || found.seq < from) room.onHistory()
    patch(state, { ...found, from: found.whole ? undefined : from })
    room.onKnown(found.seq)
    return view(state)
  }

  /** Asks until nothing is known to be missing. */
  async function mend() {
    if (mending) return
    mending = true
    for (let tries = 0; isBehind(state) && !isClosed(); tries++) {
      if (room.isLive() && state.cursor !== undefined && list.following !== 'polled') {
        if (list.following === 'live') list.following = 'no'
        list.watch()
        break
      }
      const query = cached()
      if (query && !query.isActive() && state.held !== undefined && group.pending.length < MAX_UNREAD) {
        // Whoever looks next finds it stale, and reads it.
        query.invalidate()
        break
      }
      let wait = 0
      try {
        await load()
      } catch (cause) {
        const error = cause as SyncError
        if (error.code === 'LIST_TOO_LARGE' || isRefusal(error)) {
          room.report(error)
          break
        }
        wait = error.retryAfter ?? 0
      }
      // The first read may have been under way before the gap was known, so the second one comes at once too.
      if (tries > 0) wait = Math.max(wait, jitter(Math.min(20_000, 500 * 2 ** (tries - 1))))
      if (wait > 0 && isBehind(state)) await new Promise((resolve) => setTimeout(resolve, wait))
    }
    mending = false
    room.settle()
  }

  const list: LiveList = {
    ...signal,
    state,
    sub: undefined,
    collection: name,
    scope,
    following: 'no',
    told: new Map(),
    load,
    publish,
    isActive: () => cached()?.isActive() ?? false,
    isMending: () => mending,
    recover: () => {
      if (cached()?.state.status === 'error' || state.held === -1) void mend()
    },
    watch: () => {
      // Rows that came with the page are followed by nobody until they are read.
      if (state.held === -1 && room.isLive()) void mend()
      if (!isKept(list) && state.cursor !== undefined) room.plan(true)
    },
    close: () => {
      closeList(state)
      onClose()
      // The server need not tell of it any more.
      room.plan(true)
    },
  }
  adopt()
  return list
}
