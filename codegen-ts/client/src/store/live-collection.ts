import { acknowledge, closeList, createGroup, idOf, intend, receive, refuse, rewind, want } from '../core/list'
import { type Action, plan } from '../core/plan'
import type { ChangeEvent, Row } from '../core/types'
import { clientError } from '../errors'
import { type AnyCollection, listKey } from '../schema/collection'
import { uuidv7 } from '../uuid'
import { path } from './config'
import { createLiveList, type ListHost, type LiveList } from './live-list'
import type { Done, Mutation } from './outbox'

/** An answered mutation whose event is so late that it must have been lost: the lists are read instead. */
const ECHO_WITHIN = 5000

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
  /** Whether events of the room arrive. */
  readonly isLive: () => boolean
  readonly push: (mutation: Mutation) => void
}

/** A collection in a room: a list for every scope that is looked at, one of all scopes, and what the user changes. */
export interface LiveCollection {
  /** The list of a scope; without one, of all scopes. */
  readonly list: (scope: string | undefined) => LiveList
  /** Changes rows, of one scope where it is given. */
  readonly mutate: (action: Action, input: unknown, scope: string | undefined) => Saved
  readonly onChange: (event: ChangeEvent) => void
  /** The room stands at `seq`, with changes of this collection. */
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
  /** Forgets a list that nothing needs any more; what was changed through it stays on its way. */
  readonly forget: (scope: string | null | undefined) => void
  /** Shows a list again, where another value stands in the cache. */
  readonly refresh: (scope: string | null | undefined) => void
}

/** Makes what a room knows of a collection. */
export function createLiveCollection(collection: AnyCollection, host: CollectionHost): LiveCollection {
  const group = createGroup()
  /** By scope; what has a `null` one, in the cache, is no list. */
  const lists = new Map<string | null | undefined, LiveList>()
  /** What was sent and some base lacks, to send it again if the room's history is lost. */
  const sent = new Map<string, Mutation>()
  let pendingIds: ReadonlySet<string> = new Set()

  function publish() {
    const ids = new Set(group.pending.filter(({ at }) => at === undefined).flatMap(({ ops }) => ops.map(idOf)))
    const isNew = ids.size !== pendingIds.size || [...ids].some((id) => !pendingIds.has(id))
    if (isNew) pendingIds = ids
    for (const list of [...lists.values()]) list.publish(isNew)
    const needed = new Set(group.pending.map(({ mid }) => mid))
    for (const mid of sent.keys()) if (!needed.has(mid)) sent.delete(mid)
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

  function mutate(action: Action, input: unknown, scope: string | undefined): Saved {
    const moment = { room: host.name, scope, owner: host.owner(), now: host.now() }
    const planned = plan(collection, action, input, moment)
    const { ids, ops, issues, suffix } = planned
    const saved = new Promise<readonly Row[]>((resolve, reject) => {
      if (issues.length > 0) {
        const [first] = issues
        const at = first && first.path.length > 0 ? `\`${first.path.join('.')}\` ` : ''
        reject(clientError('VALIDATION', at + (first?.message ?? ''), issues))
        return
      }
      const mid = uuidv7()
      const mutation: Mutation = {
        ...planned,
        mid,
        scope,
        collection: collection.name,
        path: path(host.name, collection.name, ...suffix),
        onDone: (done) => {
          acknowledge(group, mid, done.seq)
          confirm(mid, done)
          publish()
          resolve(rowsOf(done.data))
        },
        onRefused: (error) => {
          refuse(group, mid)
          publish()
          reject(error)
        },
      }
      // Before anything is awaited: a controlled input must find its text when React renders next.
      sent.set(mid, mutation)
      intend(group, mid, ops)
      publish()
      host.push(mutation)
    })
    // Whoever does not look at `saved` has `onError` and the hook's error.
    saved.catch(() => {})
    return { ids, saved }
  }

  /** Sees to it that every base gets to where the answer says that the room is. */
  function confirm(mid: string, { seq }: Done) {
    const ask = () => {
      if (!group.pending.some((intent) => intent.mid === mid)) return
      onSeq(seq)
      for (const { mend } of lists.values()) mend()
    }
    if (host.isLive()) setTimeout(ask, ECHO_WITHIN)
    else ask()
  }

  function onSeq(seq: number) {
    for (const { state } of lists.values()) want(state, seq)
  }

  return {
    list,
    mutate,
    publish,
    onChange: (event) => receive(group, event),
    onSeq,
    onGreeting: (seq) => {
      const isOther = [...group.lists].some(({ held = -1 }) => seq < held)
      const again = isOther ? rewind(group).flatMap((mid) => sent.get(mid) ?? []) : []
      onSeq(seq)
      publish()
      for (const { recover } of lists.values()) recover()
      return again
    },
    pendingIds: () => pendingIds,
    forget: (scope) => {
      const found = lists.get(scope)
      lists.delete(scope)
      if (found) closeList(found.state)
    },
    refresh: (scope) => lists.get(scope)?.publish(false),
  }
}

function rowsOf(data: unknown): readonly Row[] {
  const rows: unknown[] = Array.isArray(data) ? data : [data]
  return rows.filter((row): row is Row => typeof row === 'object' && row !== null)
}
