import { createGroup, intend, rowsOf } from '../core/list'
import { type Action, plan } from '../core/plan'
import type { Group, Row } from '../core/types'
import { clientError } from '../errors'
import type { AnyCollection } from '../schema/collection'
import { uuidv7 } from '../uuid'
import { createLiveList, type LiveList } from './live-list'
import { made } from './made'
import type { Mutation } from './outbox'
import type { Room } from './room'

/** The server takes so many rows in a mutation; more of them are several. */
const MAX_BULK = 1000

/** What became of a call. */
export interface Saved {
  readonly ids: readonly string[]
  /** The server's rows, those that still stand; settles on the server's word alone, however long that takes. */
  readonly saved: Promise<readonly Row[]>
}

/** A collection in a room: a list for every scope that is looked at, one of all scopes, and what the user changes. */
export interface LiveCollection {
  readonly group: Group<Mutation>
  /** By scope; that of all scopes has none. */
  readonly lists: ReadonlyMap<string | undefined, LiveList>
  /** The list of a scope; without one, of all scopes. */
  readonly list: (scope: string | undefined) => LiveList
  /** Changes rows, of one scope where it is given. They show at once, unless `optimistic` is `false`. */
  readonly mutate: (action: Action, input: unknown, scope: string | undefined, optimistic?: boolean) => Saved
  /** Shows what changed since the last time, and asks for what is missing. */
  readonly publish: () => void
  /** The rows with a change that is not saved yet, and these changes' own ids. The same set until it changes. */
  readonly pendingIds: () => ReadonlySet<string>
}

/** Makes what a room knows of a collection. */
export function createLiveCollection(collection: AnyCollection, room: Room): LiveCollection {
  const { store } = room
  const group = createGroup<Mutation>()
  const lists = new Map<string | undefined, LiveList>()
  let pendingIds: ReadonlySet<string> = new Set()
  /** The same in one text. */
  let pending = ''

  function publish() {
    const ids = group.pending.flatMap(({ at, mid, ids }) => (at === undefined ? [mid, ...ids] : []))
    const isNew = `${ids}` !== pending
    if (isNew) {
      pending = `${ids}`
      pendingIds = new Set(ids)
    }
    for (const list of [...lists.values()]) list.publish(isNew)
  }

  function mutate(action: Action, input: unknown, scope: string | undefined, optimistic = true): Saved {
    if (Array.isArray(input) && input.length > MAX_BULK) {
      const parts = [input.slice(0, MAX_BULK), input.slice(MAX_BULK)].map((part) => mutate(action, part, scope, optimistic))
      return { ids: parts.flatMap(({ ids }) => ids), saved: heard(Promise.all(parts.map(({ saved }) => saved)).then((rows) => rows.flat())) }
    }
    const moment = { room: room.name, scope, owner: store.identity ?? room.userId, now: Date.now() + store.skew }
    const { issues, ...planned } = plan(collection, action, input, moment)
    const { ids, ops } = planned
    const saved = new Promise<readonly Row[]>((resolve, reject) => {
      const [first] = issues
      if (first) throw clientError('VALIDATION', `${first.path.join('.')} ${first.message}`.trim(), issues)
      const mutation: Mutation = {
        ...planned,
        ops: optimistic ? ops : [],
        mid: uuidv7(),
        group,
        scope,
        collection: collection.name,
        onEnd: (error, data) => {
          if (error) reject(error)
          else if (data !== undefined) resolve([data].flat().filter(Boolean) as Row[])
          // Where only the fact is known, the rows are in what the server tells next.
          else room.whenTold(() => resolve(planned.action.endsWith('delete') ? [] : rowsOf(group, ids)))
        },
      }
      // Before anything is awaited: a controlled input must find its text when React renders next.
      intend(group, mutation)
      room.push(mutation)
      publish()
    })
    return { ids, saved: heard(saved) }
  }

  return {
    group,
    lists,
    list: (scope) => made(lists, scope, () => createLiveList(collection, group, scope, room, () => lists.delete(scope))),
    mutate,
    publish,
    pendingIds: () => pendingIds,
  }
}

/** Whoever does not look at it has `onError` and the hook's error. */
function heard<T>(saved: Promise<T>): Promise<T> {
  saved.catch(() => {})
  return saved
}
