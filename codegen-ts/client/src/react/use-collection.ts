import { useQuery } from '@tanstack/react-query'
import { useCallback, useMemo, useState, useSyncExternalStore } from 'react'
import type { AnyCollection, SyncError } from '../client'
import type { Action } from '../core/plan'
import { listOptions, unplaced } from '../internal'
import type { Saved } from '../store/live-collection'
import { hear, type MutationCallbacks, type Saving, type SavingMany } from './calls'
import { useStore } from './context'
import type { CollectionArgs, CollectionOptions, CollectionResult, EntityOf, InsertOf, PatchOf, Update } from './types'

/** The list of a collection, named by itself, and what can be done to it. */
export function useCollection<Collection extends AnyCollection>(
  collection: Collection,
  ...args: CollectionArgs<Collection>
): CollectionResult<EntityOf<Collection>, InsertOf<Collection>, PatchOf<Collection>> {
  // Inferred types are invisible to the checker inside: the collection is of its own entity, insert and patch.
  const typed = collection as AnyCollection<string, EntityOf<Collection>, InsertOf<Collection>, PatchOf<Collection>>
  return useList(typed, ...placeOf<EntityOf<Collection>>(collection, args))
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

/** The state of a component's own calls of one kind. */
interface Calls {
  readonly running: number
  readonly error: SyncError | null
}

const idle: Calls = { running: 0, error: null }

/** Reads and changes the list of a collection in a room, or in one scope of it. */
function useList<Entity, Insert, Patch>(
  collection: AnyCollection<string, Entity, Insert, Patch>,
  ...[room, scope, options]: Place<Entity>
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
  const query = useQuery({
    // What the socket keeps fresh is not to be read again, unless the user says otherwise.
    ...(isLive && { staleTime: Number.POSITIVE_INFINITY }),
    ...options,
    ...read,
    enabled: read.enabled && (options.enabled ?? true),
  })

  const [calls, setCalls] = useState<Partial<Record<Action, Calls>>>({})
  const methods = useMemo(() => {
    const call = (action: Action, input: unknown): Saved => {
      const saving = live ? live.mutate(action, input, scope ?? undefined) : refused(unplaced(collection, room))
      setCalls((all) => ({ ...all, [action]: { running: (all[action] ?? idle).running + 1, error: null } }))
      const settle = (error: SyncError | null) => {
        setCalls((all) => {
          const before = all[action] ?? idle
          return { ...all, [action]: { running: before.running - 1, error: error ?? before.error } }
        })
      }
      saving.saved.then(() => settle(null), settle)
      return saving
    }
    const one = <Data>(action: Action, pick: (rows: readonly unknown[]) => Data) => {
      return (input: unknown, callbacks?: MutationCallbacks<Data>): Saving<Data> => {
        const { ids, saved } = call(action, input)
        return { id: ids[0] ?? '', saved: listen(saved.then(pick), callbacks) }
      }
    }
    const many = <Data>(action: Action, pick: (rows: readonly unknown[]) => Data) => {
      return (input: unknown, callbacks?: MutationCallbacks<Data>): SavingMany<Data> => {
        const { ids, saved } = call(action, input)
        return { ids, saved: listen(saved.then(pick), callbacks) }
      }
    }
    const first = (rows: readonly unknown[]) => rows[0] as Entity | undefined
    const all = (rows: readonly unknown[]) => rows as Entity[]
    const none = () => {}
    return {
      add: one('add', first) as (input: Insert) => Saving<Entity | undefined>,
      update: one('update', first) as (input: Update<Patch>) => Saving<Entity | undefined>,
      remove: one('remove', none),
      addMany: many('addMany', all) as (inputs: readonly Insert[]) => SavingMany<Entity[]>,
      updateMany: many('updateMany', all) as (inputs: readonly Update<Patch>[]) => SavingMany<Entity[]>,
      removeMany: many('removeMany', none),
    }
  }, [live, collection, room, scope])

  const pending = live?.pendingIds() ?? nobody
  // New when the answer is, so that memoised children follow.
  const isEntitySaving = useCallback((id: string) => pending.has(id), [pending])
  const isPending = useCallback((row: Entity) => pending.has((row as { id: string }).id), [pending])

  const of = (action: Action) => calls[action] ?? idle
  return {
    data: query.data ?? nothing,
    isLoading: query.isLoading,
    isError: query.isError,
    error: query.error,
    refetch: query.refetch,
    queryKey: read.queryKey,
    ...methods,
    isAdding: of('add').running > 0,
    addError: of('add').error,
    isUpdating: of('update').running > 0,
    updateError: of('update').error,
    isRemoving: of('remove').running > 0,
    removeError: of('remove').error,
    isAddingMany: of('addMany').running > 0,
    addManyError: of('addMany').error,
    isUpdatingMany: of('updateMany').running > 0,
    updateManyError: of('updateMany').error,
    isRemovingMany: of('removeMany').running > 0,
    removeManyError: of('removeMany').error,
    isEntitySaving,
    isPending,
  }
}

const zero = () => 0

function listen<Data>(saved: Promise<Data>, callbacks: MutationCallbacks<Data> | undefined): Promise<Data> {
  saved.catch(() => {})
  hear(saved, callbacks)
  return saved
}

function refused(error: SyncError): Saved {
  const saved = Promise.reject(error)
  saved.catch(() => {})
  return { ids: [], saved }
}
