import { acknowledge, closeList, createGroup, intend, refuse, rewind, rowsOf, want } from '../core/list'
import { type Action, plan } from '../core/plan'
import type { Group, Row } from '../core/types'
import { clientError } from '../errors'
import { type AnyCollection, listKey } from '../schema/collection'
import { uuidv7 } from '../uuid'
import { createLiveList, type ListHost, type LiveList } from './live-list'
import type { Mutation } from './outbox'

/** An answered mutation whose event is so late that it must have been lost: the server is asked instead. */
const ECHO_WITHIN = 5000

/** The server takes so many rows in a mutation; more of them are several. */
const MAX_BULK = 1000

/** What became of a call. */
export interface Saved {
  readonly ids: readonly string[]
  /** The server's rows, those that still stand; settles on the server's word alone, however long that takes. */
  readonly saved: Promise<readonly Row[]>
}

/** What a collection needs of its room. */
export interface CollectionHost extends ListHost {
  /** In whose name the page asks: part of every query key. */
  readonly identity: string | undefined
  /** Whose the rows are that are added. */
  readonly owner: () => string | undefined
  readonly now: () => number
  readonly push: (mutation: Mutation) => void
  /** Calls back when the lists have what the server has been asked for. */
  readonly whenTold: (then: () => void) => void
}

/** A collection in a room: a list for every scope that is looked at, one of all scopes, and what the user changes. */
export interface LiveCollection {
  readonly group: Group<Mutation>
  readonly lists: () => readonly LiveList[]
  /** The list of a scope; without one, of all scopes. */
  readonly list: (scope: string | undefined) => LiveList
  /** Changes rows, of one scope where it is given. They show at once, unless `optimistic` is `false`. */
  readonly mutate: (action: Action, input: unknown, scope: string | undefined, optimistic?: boolean) => Saved
  /** The room stands at `seq`, with changes of this collection. */
  readonly onSeq: (seq: number) => void
  /**
   * The room has another history than the one that was followed.
   *
   * @returns the mutations to send again.
   */
  readonly onHistory: () => readonly Mutation[]
  /** Shows what changed since the last time, and asks for what is missing. */
  readonly publish: () => void
  /** The rows with a change that is not saved yet, and these changes' own ids. The same set until it changes. */
  readonly pendingIds: () => ReadonlySet<string>
  /** Forgets a list that nothing needs any more; what was changed through it stays on its way. */
  readonly forget: (scope: string | null | undefined) => void
  /** Shows a list again, where another value stands in the cache. */
  readonly refresh: (scope: string | null | undefined) => void
}

/** Makes what a room knows of a collection. */
export function createLiveCollection(collection: AnyCollection, host: CollectionHost): LiveCollection {
  const group = createGroup<Mutation>()
  /** By scope; what has a `null` one, in the cache, is no list. */
  const lists = new Map<string | null | undefined, LiveList>()
  let pendingIds: ReadonlySet<string> = new Set()

  function publish() {
    const ids = new Set(group.pending.filter(({ at }) => at === undefined).flatMap(({ mid, ids }) => [mid, ...ids]))
    const isNew = ids.size !== pendingIds.size || [...ids].some((id) => !pendingIds.has(id))
    if (isNew) pendingIds = ids
    for (const list of [...lists.values()]) list.publish(isNew)
  }

  function list(scope: string | undefined): LiveList {
    let found = lists.get(scope)
    if (!found) {
      const queryKey = listKey(collection.name, host.name, scope, host.identity)
      found = createLiveList(collection, group, scope, queryKey, host)
      lists.set(scope, found)
    }
    return found
  }

  function mutate(action: Action, input: unknown, scope: string | undefined, optimistic = true): Saved {
    if (Array.isArray(input) && input.length > MAX_BULK) {
      const parts = [input.slice(0, MAX_BULK), input.slice(MAX_BULK)].map((part) => mutate(action, part, scope, optimistic))
      const saved = Promise.all(parts.map((part) => part.saved)).then((rows) => rows.flat())
      saved.catch(() => {})
      return { ids: parts.flatMap(({ ids }) => ids), saved }
    }
    const moment = { room: host.name, scope, owner: host.owner(), now: host.now() }
    const { issues, ...planned } = plan(collection, action, input, moment)
    const { ids } = planned
    const saved = new Promise<readonly Row[]>((resolve, reject) => {
      const [first] = issues
      if (first) {
        const at = first.path.length > 0 ? `\`${first.path.join('.')}\` ` : ''
        reject(clientError('VALIDATION', at + first.message, issues))
        return
      }
      const mid = uuidv7()
      const isRemoval = planned.action.endsWith('delete')
      const mutation: Mutation = {
        ...planned,
        ops: optimistic ? planned.ops : [],
        mid,
        scope,
        collection: collection.name,
        onDone: ({ seq, data }) => {
          acknowledge(group, mid, seq)
          confirm(mutation, seq)
          publish()
          // Where only the fact is known, the rows are in what the server tells next.
          if (data !== undefined) resolve((Array.isArray(data) ? data : [data]).filter(Boolean) as Row[])
          else host.whenTold(() => resolve(isRemoval ? [] : rowsOf(group, ids)))
        },
        onRefused: (error) => {
          refuse(group, mid)
          publish()
          reject(error)
        },
      }
      // Before anything is awaited: a controlled input must find its text when React renders next.
      intend(group, mutation)
      publish()
      host.push(mutation)
    })
    // Whoever does not look at `saved` has `onError` and the hook's error.
    saved.catch(() => {})
    return { ids, saved }
  }

  /** Sees to it that every base gets to where the answer says that the room is. */
  function confirm(mutation: Mutation, seq: number) {
    const ask = () => {
      if (!group.pending.includes(mutation)) return
      onSeq(seq)
      publish()
    }
    if (host.isLive()) setTimeout(ask, ECHO_WITHIN)
    else ask()
  }

  function onSeq(seq: number) {
    for (const { state } of lists.values()) want(state, seq)
  }

  return {
    group,
    lists: () => [...lists.values()],
    list,
    mutate,
    publish,
    onSeq,
    onHistory: () => rewind(group),
    pendingIds: () => pendingIds,
    forget: (scope) => {
      const found = lists.get(scope)
      if (!found) return
      lists.delete(scope)
      closeList(found.state)
      // The server need not tell of it any more.
      host.subscribe()
    },
    refresh: (scope) => lists.get(scope)?.publish(),
  }
}
