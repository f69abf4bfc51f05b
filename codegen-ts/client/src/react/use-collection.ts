import { type QueryObserverResult, useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { useCallback, useMemo, useState, useSyncExternalStore } from 'react'
import type { AnyCollection, SyncError } from '../client'
import type { Action } from '../core/plan'
import { listOptions, unplaced } from '../internal'
import type { Saved } from '../store/live-collection'
import { hear, type MutationCallbacks } from './calls'
import { useStore } from './context'
import type { CollectionArgs, CollectionOptions, CollectionResult, EntityOf, InsertOf, PatchOf } from './types'

/** The list of a collection, named by itself, and what can be done to it. */
export function useCollection<Collection extends AnyCollection>(
  collection: Collection,
  ...args: CollectionArgs<Collection>
): CollectionResult<EntityOf<Collection>, InsertOf<Collection>, PatchOf<Collection>> {
  // Inferred types are invisible to the checker inside: the collection is of its own entity, insert and patch.
  const typed = collection as AnyCollection<string, EntityOf<Collection>, InsertOf<Collection>, PatchOf<Collection>>
  return useList(useQuery, typed, ...placeOf<EntityOf<Collection>>(collection, args))
}

/**
 * The same, but the component waits in its `Suspense` while there are no rows yet, and throws to its error boundary
 * where they cannot be read. An unknown sync id or scope is such an error.
 */
export function useSuspenseCollection<Collection extends AnyCollection>(
  collection: Collection,
  ...args: CollectionArgs<Collection>
): CollectionResult<EntityOf<Collection>, InsertOf<Collection>, PatchOf<Collection>> {
  const typed = collection as AnyCollection<string, EntityOf<Collection>, InsertOf<Collection>, PatchOf<Collection>>
  return useList(useSuspenseQuery as typeof useQuery, typed, ...placeOf<EntityOf<Collection>>(collection, args))
}

/** Whose rows a call is for: `undefined` for a room, and `null` for a scope, that is not known yet. */
type Place<Entity> = readonly [
  room: string | undefined,
  scope: string | null | undefined,
  options: CollectionOptions<Entity>,
]

/** Tells the arguments apart: a scope is text, or not known yet, and options are an object. */
function placeOf<Entity>({ room, scope: column }: AnyCollection, args: readonly unknown[]): Place<Entity> {
  const [syncId, ...rest] = room === null ? args : [room, ...args]
  const hasScope = column !== null && rest.length > 0 && typeof (rest[0] ?? '') === 'string'
  const scope = hasScope ? (rest.shift() ?? null) : undefined
  return [syncId, scope, rest[0] ?? {}] as Place<Entity>
}

const nobody: ReadonlySet<string> = /* @__PURE__ */ new Set()
const never = () => () => {}
const nothing: never[] = []

const zero = () => 0

/** The state of a component's own calls of one kind. */
interface Calls {
  readonly running: number
  readonly error: SyncError | null
}

const idle: Calls = { running: 0, error: null }

const one = (rows: readonly unknown[]) => rows[0]
const all = (rows: readonly unknown[]) => rows
const none = () => {}

/** What can be done to a list, what a call gives of the rows, and how its state is called. */
const METHODS = [
  ['add', one, 'isAdding', 'addError'],
  ['update', one, 'isUpdating', 'updateError'],
  ['remove', none, 'isRemoving', 'removeError'],
  ['addMany', all, 'isAddingMany', 'addManyError'],
  ['updateMany', all, 'isUpdatingMany', 'updateManyError'],
  ['removeMany', none, 'isRemovingMany', 'removeManyError'],
] as const

/** Reads and changes the list of a collection in a room, or in one scope of it. */
function useList<Entity, Insert, Patch>(
  useRows: typeof useQuery,
  collection: AnyCollection<string, Entity, Insert, Patch>,
  ...[room, scope, { optimisticUpdates, ...options }]: Place<Entity>
): CollectionResult<Entity, Insert, Patch> {
  const { identity, store } = useStore()
  const live = room === undefined || scope === null ? undefined : store.room(room).collection(collection)
  const list = live?.list(scope ?? undefined)
  const read = listOptions<Entity>(collection, room, scope, identity)

  // TanStack tells observers in a later task; a controlled input needs its text within the event that typed it.
  const version = list?.version ?? zero
  useSyncExternalStore(list?.subscribe ?? never, version, version)
  const link = () => (room === undefined ? 'idle' : store.room(room).link())
  const isLive = useSyncExternalStore(store.subscribe, link, link) === 'connected'
  const query = useRows({
    // What the socket keeps fresh is not to be read again, unless the user says otherwise.
    ...(isLive && { staleTime: Number.POSITIVE_INFINITY }),
    ...options,
    ...read,
    enabled: read.enabled && (options.enabled ?? true),
  }) as QueryObserverResult<Entity[], SyncError>

  const [calls, setCalls] = useState<Partial<Record<Action, Calls>>>({})
  const methods = useMemo(() => {
    const method = ([action, pick]: (typeof METHODS)[number]) => {
      const note = (change: (before: Calls) => Calls) =>
        setCalls((before) => ({ ...before, [action]: change(before[action] ?? idle) }))
      const call = (input: unknown, callbacks?: MutationCallbacks<unknown>) => {
        const saving: Saved = live
          ? live.mutate(action, input, scope ?? undefined, optimisticUpdates)
          : { ids: [], saved: Promise.reject(unplaced(collection, room)) }
        note(({ running }) => ({ running: running + 1, error: null }))
        const settle = (error: SyncError | null) =>
          note((before) => ({ running: before.running - 1, error: error ?? before.error }))
        saving.saved.then(() => settle(null), settle)
        const saved = saving.saved.then(pick)
        // Whoever does not look at it has `onError` and the hook's error.
        saved.catch(none)
        hear(saved, callbacks)
        return action.endsWith('Many') ? { ids: saving.ids, saved } : { id: saving.ids[0] ?? '', saved }
      }
      return [action, call]
    }
    return Object.fromEntries(METHODS.map(method)) as Pick<CollectionResult<Entity, Insert, Patch>, Action>
  }, [live, collection, room, scope, optimisticUpdates])

  const pending = live?.pendingIds() ?? nobody
  // New when the answer is, so that memoised children follow.
  const isEntitySaving = useCallback((id: string) => pending.has(id), [pending])
  const isPending = useCallback((row: Entity) => pending.has((row as { id: string }).id), [pending])

  const states = METHODS.flatMap(([action, , isRunning, lastError]) => {
    const { running, error } = calls[action] ?? idle
    return [
      [isRunning, running > 0],
      [lastError, error],
    ]
  })
  return {
    data: query.data ?? nothing,
    isLoading: query.isLoading,
    isError: query.isError,
    error: query.error,
    refetch: query.refetch,
    queryKey: read.queryKey,
    ...methods,
    ...(Object.fromEntries(states) as CallStates),
    isEntitySaving,
    isPending,
  }
}

type CallStates = Pick<CollectionResult<unknown, unknown, unknown>, (typeof METHODS)[number][2 | 3]>
