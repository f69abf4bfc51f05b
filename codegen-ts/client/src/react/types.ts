import type { QueryObserverResult, UseQueryOptions } from '@tanstack/react-query'
import type { AnyCollection, ListKey, ListOptions, SyncError } from '../client'
import type { MutationCallbacks, Saving, SavingMany } from './calls'

/** A row of the collection. */
export type EntityOf<Collection> = Collection extends AnyCollection<string, infer Entity> ? Entity : never
/** What an insert takes. */
export type InsertOf<Collection> =
  Collection extends AnyCollection<string, unknown, infer Insert> ? Insert : never
/** What an update takes. */
export type PatchOf<Collection> =
  Collection extends AnyCollection<string, unknown, unknown, infer Patch> ? Patch : never

/** What is ours among the options. */
export interface OwnOptions {
  /** With `false`, changes show when the server has made them. Default `true`. */
  readonly optimisticUpdates?: boolean | undefined
}

/** TanStack Query's options, but for those that make the list what it is. */
export type CollectionOptions<Entity> = OwnOptions & Omit<
  UseQueryOptions<Entity[], SyncError, Entity[], ListKey>,
  'queryKey' | 'queryFn' | 'queryKeyHashFn' | 'queryHash' | 'select' | 'structuralSharing' | 'initialData' | 'initialDataUpdatedAt' | 'persister' | 'behavior'
>

/**
 * What follows the collection in a call of `useCollection`: `(syncId, scope, options)`.
 *
 * A collection with one room needs no sync id; any other needs one. Where a collection has scopes, a call without one is
 * for the rows of all scopes. A sync id or a scope that is `undefined` is not known yet: it reads nothing and writes
 * nothing.
 */
export type CollectionArgs<Collection> =
  Collection extends AnyCollection<string, unknown, unknown, unknown, string>
    ? ScopeArgs<Collection>
    : [syncId: string | undefined, ...ScopeArgs<Collection>]

type ScopeArgs<Collection> =
  Collection extends AnyCollection<string, unknown, unknown, unknown, string | null, string>
    ? [options?: CollectionOptions<EntityOf<Collection>>] | [scope: string | undefined, options?: CollectionOptions<EntityOf<Collection>>]
    : [options?: CollectionOptions<EntityOf<Collection>>]

/** A change of one row. */
export interface Update<Patch> {
  readonly id: string
  readonly data: Patch
}

/** A list and what can be done to it. */
export interface CollectionResult<Entity, Insert, Patch> {
  /** The rows in the collection's order, local changes included; empty while they are loading. */
  readonly data: Entity[]
  /** Whether there are no rows to show yet because the first read is under way. */
  readonly isLoading: boolean
  readonly isError: boolean
  /** Why the rows could not be read. */
  readonly error: SyncError | null
  readonly refetch: () => Promise<QueryObserverResult<Entity[], SyncError>>
  readonly queryKey: ListOptions<Entity>['queryKey']

  /** Adds a row, which shows at once. Its id, if not given, is made here. */
  readonly add: (input: Insert, callbacks?: MutationCallbacks<Entity | undefined>) => Saving<Entity | undefined>
  /** Changes fields of a row. */
  readonly update: (
    input: Update<Patch>,
    callbacks?: MutationCallbacks<Entity | undefined>,
  ) => Saving<Entity | undefined>
  readonly remove: (id: string, callbacks?: MutationCallbacks<void>) => Saving<void>
  /** Adds rows, all or none. */
  readonly addMany: (inputs: readonly Insert[], callbacks?: MutationCallbacks<Entity[]>) => SavingMany<Entity[]>
  /** Changes rows, all or none. */
  readonly updateMany: (
    inputs: readonly Update<Patch>[],
    callbacks?: MutationCallbacks<Entity[]>,
  ) => SavingMany<Entity[]>
  /** Removes rows, all or none. */
  readonly removeMany: (ids: readonly string[], callbacks?: MutationCallbacks<void>) => SavingMany<void>

  /** Whether a call of this component is under way; and the error of its last call, until the next one. */
  readonly isAdding: boolean
  readonly addError: SyncError | null
  readonly isUpdating: boolean
  readonly updateError: SyncError | null
  readonly isRemoving: boolean
  readonly removeError: SyncError | null
  readonly isAddingMany: boolean
  readonly addManyError: SyncError | null
  readonly isUpdatingMany: boolean
  readonly updateManyError: SyncError | null
  readonly isRemovingMany: boolean
  readonly removeManyError: SyncError | null

  /** Whether a change of the row is not saved yet, whichever component made it. */
  readonly isEntitySaving: (id: string) => boolean
  /** The same, for the row itself. */
  readonly isPending: (row: Entity) => boolean
}
