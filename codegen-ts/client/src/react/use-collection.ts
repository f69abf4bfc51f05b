import { type QueryObserverResult, useQuery, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { useMemo, useState, useSyncExternalStore } from 'react'
import type { AnyCollection, EntityOf, InsertOf, PatchOf, SyncError } from '../client'
import type { Action } from '../core/plan'
import { comparator, listOptions, unplaced } from '../internal'
import type { Saved } from '../store/live-collection'
import { hear, type MutationCallbacks } from './calls'
import { useStore } from './context'
import { keepPlaces } from './keep-places'
import type { Chosen, CollectionArgs, DataOf, UseCollectionOptions, UseCollectionResult } from './types'
import { useWarning } from './use-warning'

/** What bundlers put there; React itself needs it. */
declare const process: { readonly env: { readonly NODE_ENV?: string } }

/** What a call of a hook for `Collection` gives. */
type ResultOf<Collection, Data> = UseCollectionResult<EntityOf<Collection>, InsertOf<Collection>, PatchOf<Collection>, Data>

/** The list of a collection, named by itself, and what can be done to it. */
export function useCollection<Collection extends AnyCollection, Data = never>(
  collection: Collection,
  ...args: CollectionArgs<Collection, Data>
): ResultOf<Collection, DataOf<EntityOf<Collection>, Data>> {
  return useList(useQuery, collection, args) as ResultOf<Collection, DataOf<EntityOf<Collection>, Data>>
}

/**
 * The same, but the component waits in its `Suspense` while there are no rows yet, and throws to its error boundary
 * where they cannot be read. An unknown sync id or scope is such an error.
 */
export function useSuspenseCollection<Collection extends AnyCollection, Data = EntityOf<Collection>[]>(
  collection: Collection,
  ...args: CollectionArgs<Collection, Data>
): ResultOf<Collection, Chosen<Data>> {
  return useList(useSuspenseQuery as typeof useQuery, collection, args) as ResultOf<Collection, Chosen<Data>>
}

/** Whose rows a call is for: `undefined` for a room, and `null` for a scope, that is not known yet. */
type Place = readonly [room: string | undefined, scope: string | null | undefined, options: UseCollectionOptions<unknown, unknown>]

/** Tells the arguments apart: a scope is text, or not known yet, and options are an object. */
function placeOf({ room, scope: column }: AnyCollection, args: readonly unknown[]): Place {
  const [syncId, ...rest] = room === null ? args : [room, ...args]
  const hasScope = column !== null && rest.length > 0 && typeof (rest[0] ?? '') === 'string'
  const scope = hasScope ? (rest.shift() ?? null) : undefined
  return [syncId, scope, rest[0] ?? {}] as Place
}

const nobody: ReadonlySet<string> = /* @__PURE__ */ new Set()
const never = () => () => {}
const nothing: never[] = []
const zero = () => 0
const none = () => {}

/** The state of a component's own calls of one kind. */
interface Calls {
  readonly running: number
  readonly error: SyncError | null
}

const idle: Calls = { running: 0, error: null }

/** What can be done to a list, and how doing it is called. */
const ACTIONS = [
  ['add', 'Adding'],
  ['update', 'Updating'],
  ['remove', 'Removing'],
  ['addMany', 'AddingMany'],
  ['updateMany', 'UpdatingMany'],
  ['removeMany', 'RemovingMany'],
] as const

/** Reads and changes the list of a collection in a room, or in one scope of it. What is inferred of it is not known in here. */
function useList(useRows: typeof useQuery, collection: AnyCollection, args: readonly unknown[]): unknown {
  const [room, scope, own] = placeOf(collection, args)
  const { optimisticUpdates, refetchOnSuccess, reorderOnUpdate = true, consistentReads, select, ...options } = own
  const client = useQueryClient()
  const { identity, store } = useStore()
  const live = room === undefined || scope === null ? undefined : store.room(room).collection(collection)
  const list = live?.list(scope ?? undefined)
  const read = useMemo(
    () => listOptions(collection, room, scope, identity, consistentReads),
    [collection, room, scope, identity, consistentReads],
  )
  const { queryKey } = read

  // TanStack tells observers in a later task; a controlled input needs its text within the event that typed it.
  const version = list?.version ?? zero
  useSyncExternalStore(list?.subscribe ?? never, version, version)
  const link = () => (room === undefined ? 'idle' : store.room(room).link())
  const isLive = useSyncExternalStore(store.subscribe, link, link) === 'connected'
  if (process.env.NODE_ENV !== 'production') useWarning(store, collection.name, room)

  const arrange = useMemo(
    () => (reorderOnUpdate ? undefined : keepPlaces(comparator(...collection.orderBy))),
    [collection, reorderOnUpdate],
  )
  const arranged = useMemo(
    () => (arrange && select ? (rows: unknown[]) => select(arrange(rows)) : (select ?? arrange)),
    [arrange, select],
  )
  const query = useRows({
    ...options,
    // What the socket keeps fresh is not to be read again, unless the user says otherwise.
    ...(isLive && options.staleTime === undefined && { staleTime: Number.POSITIVE_INFINITY }),
    ...read,
    ...(arranged && { select: arranged }),
    enabled: read.enabled && (options.enabled ?? true),
  } as Parameters<typeof useQuery>[0]) as QueryObserverResult<unknown, SyncError>

  const [calls, setCalls] = useState<Partial<Record<Action, Calls>>>({})
  const methods = useMemo(() => {
    const made: Record<string, unknown> = {}
    for (const [action] of ACTIONS) {
      const isMany = action.endsWith('Many')
      const note = (change: (before: Calls) => Calls) =>
        setCalls((before) => ({ ...before, [action]: change(before[action] ?? idle) }))
      const call = (input: unknown, callbacks?: MutationCallbacks<unknown>) => {
        const { ids, saved: settled }: Saved = live
          ? live.mutate(action, input, scope ?? undefined, optimisticUpdates)
          : { ids: [], saved: Promise.reject(unplaced(collection, room)) }
        note(({ running }) => ({ running: running + 1, error: null }))
        const settle = (error: SyncError | null) =>
          note((before) => ({ running: before.running - 1, error: error ?? before.error }))
        settled.then(() => settle(null), settle)
        const saved = settled.then((rows) => {
          if (refetchOnSuccess) void client.invalidateQueries({ queryKey, exact: true })
          return action.startsWith('remove') ? undefined : isMany ? rows : rows[0]
        })
        // Whoever does not look at it has `onError` and the hook's error.
        saved.catch(none)
        hear(saved, callbacks)
        return isMany ? { ids, saved } : { id: ids[0] ?? '', saved }
      }
      made[action] = call
      made[`${action}Async`] = (...given: Parameters<typeof call>) => call(...given).saved
    }
    return made
  }, [live, collection, room, scope, client, queryKey, optimisticUpdates, refetchOnSuccess])

  const pending = live?.pendingIds() ?? nobody
  // New when the answers are, so that memoised children follow.
  const questions = useMemo(() => {
    const isSaving = (id: string) => pending.has(id)
    return { isEntitySaving: isSaving, isMutationPending: isSaving, isPending: ({ id }: { id: string }) => isSaving(id) }
  }, [pending])

  const { data = select ? undefined : nothing, isLoading, isError, error, refetch } = query
  return useMemo(() => {
    const states: Record<string, unknown> = {}
    for (const [action, doing] of ACTIONS) {
      const { running, error: last } = calls[action] ?? idle
      states[`is${doing}`] = running > 0
      states[`${action}Error`] = last
    }
    return { data, isLoading, isError, error, refetch, queryKey, ...methods, ...states, ...questions }
  }, [data, isLoading, isError, error, refetch, queryKey, methods, calls, questions])
}
