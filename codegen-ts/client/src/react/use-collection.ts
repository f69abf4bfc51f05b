import { type QueryObserverResult, useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { useMemo, useSyncExternalStore } from 'react'
import type { AnyCollection, EntityOf, InsertOf, PatchOf, SyncError } from '../client'
import { comparator, listOptions } from '../internal'
import { useStore } from './context'
import { keepPlaces } from './keep-places'
import type { Chosen, CollectionArgs, DataOf, UseCollectionOptions, UseCollectionResult } from './types'
import { useCalls } from './use-calls'
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

const nobody: ReadonlySet<string> = /* @__PURE__ */ new Set()
const nothing: never[] = []
/** What there is of a list that is not known yet: nothing to hear, nothing to see. */
const none = () => undefined

/** Reads and changes the list of a collection in a room, or in one scope of it. What is inferred of it is not known in here. */
function useList(useRows: typeof useQuery, collection: AnyCollection, args: readonly unknown[]): unknown {
  // Whose rows they are: `undefined` is a room, and `null` a scope, that is not known yet.
  const rest = [...args]
  const room = collection.room ?? (rest.shift() as string | undefined)
  // A scope is text, or not known yet, and options are an object.
  const hasScope = collection.scope !== null && rest.length > 0 && typeof (rest[0] ?? '') === 'string'
  const scope = hasScope ? ((rest.shift() ?? null) as string | null) : undefined
  const {
    optimisticUpdates,
    refetchOnSuccess,
    reorderOnUpdate = true,
    consistentReads,
    select,
    ...options
  } = (rest[0] ?? {}) as UseCollectionOptions<unknown, unknown>
  const { identity, store } = useStore()
  const live = room === undefined || scope === null ? undefined : store.room(room).collection(collection)
  const list = live?.list(scope ?? undefined)
  const read = useMemo(
    () => listOptions(collection, room, scope, identity, consistentReads),
    [collection, room, scope, identity, consistentReads],
  )
  const { queryKey } = read

  // TanStack tells observers in a later task; a controlled input needs its text within the event that typed it.
  const version = list?.version ?? none
  useSyncExternalStore(list?.subscribe ?? (none as () => never), version, version)
  const isConnected = () => room !== undefined && store.room(room).link() === 'connected'
  const isLive = useSyncExternalStore(store.subscribe, isConnected, isConnected)
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

  const calls = useCalls(live, collection, room, scope, store, queryKey, optimisticUpdates, refetchOnSuccess)
  const pending = live?.pendingIds() ?? nobody
  // New when the answers are, so that memoised children follow.
  const questions = useMemo(() => {
    const isSaving = (id: string) => pending.has(id)
    return { isEntitySaving: isSaving, isMutationPending: isSaving, isPending: ({ id }: { id: string }) => isSaving(id) }
  }, [pending])

  const { data = select ? undefined : nothing, isLoading, isError, error, refetch } = query
  return useMemo(
    () => ({ data, isLoading, isError, error, refetch, queryKey, ...calls, ...questions }),
    [data, isLoading, isError, error, refetch, queryKey, calls, questions],
  )
}
