import type { QueryObserverResult, UseQueryOptions } from '@tanstack/react-query'
import type { AnyCollection, EntityOf, ListKey, ListOptions, SyncError } from '../client'
import type { MutationCallbacks, Saving, SavingMany } from './calls'

/** What is ours among the options. */
export interface OwnOptions {
  /** With `false`, changes show when the server has made them. Default `true`. */
  readonly optimisticUpdates?: boolean | undefined
  /** Reads the list once more after each mutation of this component that the server has made. Default `false`. */
  readonly refetchOnSuccess?: boolean | undefined
  /**
   * With `false`, a row keeps its place as long as this component shows it, whatever changes in it; a new row goes where
   * the order says. Default `true`.
   */
  readonly reorderOnUpdate?: boolean | undefined
  /**
   * Reads what is certainly the newest; where it is not given, as the provider has it. It is the list's: of components
   * that show the same one, the last word counts.
   */
  readonly consistentReads?: boolean | undefined
}

/** TanStack Query's options that the list has itself. */
type Fixed =
  | 'queryKey'
  | 'queryFn'
  | 'queryKeyHashFn'
  | 'queryHash'
  | 'structuralSharing'
  | 'initialData'
  | 'initialDataUpdatedAt'
  | 'persister'
  | 'behavior'
  | 'select'

/** Options that are passed on from elsewhere may be `undefined`, which says nothing. */
type Optional<Options> = { readonly [Name in keyof Options]?: Options[Name] | undefined }

/**
 * What can be said of a list: our options, and TanStack Query's but for those that make the list what it is.
 *
 * Where the server is, and what requests carry, is said of the whole page, by `ConnectionProvider`: a room has one
 * socket and a list one place in the cache, however many components look at them.
 */
export interface UseCollectionOptions<Entity, Data = never>
  extends OwnOptions,
    Optional<Omit<UseQueryOptions<Entity[], SyncError, Data, ListKey>, Fixed>> {
  /** What the component needs of the rows; `data` is what it gives, and `undefined` while they are loading. */
  readonly select?: ((rows: Entity[]) => Data) | undefined
}

/** The same type, but a place that nothing is inferred from: what a caller expects `data` to be does not choose it. */
export type Chosen<Data> = [Data] extends [infer Same] ? Same : never

/** What `data` is: the rows, or what `select` gives of them. */
export type DataOf<Entity, Data> = [Data] extends [never] ? Entity[] : Chosen<Data> | undefined

/**
 * What follows the collection in a call of `useCollection`: `(syncId, scope, options)`.
 *
 * A collection with one room needs no sync id; any other needs one. Where a collection has scopes, a call without one is
 * for the rows of all scopes. A sync id or a scope that is `undefined` is not known yet: it reads nothing and writes
 * nothing.
 */
export type CollectionArgs<Collection, Data = never> =
  Collection extends AnyCollection<string, unknown, unknown, unknown, string>
    ? ScopeArgs<Collection, Data>
    : [syncId: string | undefined, ...ScopeArgs<Collection, Data>]

type ScopeArgs<Collection, Data> =
  Collection extends AnyCollection<string, unknown, unknown, unknown, string | null, string>
    ? [options?: UseCollectionOptions<EntityOf<Collection>, Data>] | [scope: string | undefined, options?: UseCollectionOptions<EntityOf<Collection>, Data>]
    : [options?: UseCollectionOptions<EntityOf<Collection>, Data>]

/** A change of one row. */
export interface Update<Patch> {
  readonly id: string
  readonly data: Patch
}

/** A list and what can be done to it. Everything in it stays the same object until it is another value. */
export interface UseCollectionResult<Entity, Insert, Patch, Data = Entity[]> {
  /**
   * The rows in the collection's order, local changes included; empty while they are loading. With `select`: what that
   * gives of them.
   */
  readonly data: Data
  /** Whether there are no rows to show yet because the first read is under way. */
  readonly isLoading: boolean
  readonly isError: boolean
  /** Why the rows could not be read. */
  readonly error: SyncError | null
  /** Reads the rows again. */
  readonly refetch: () => Promise<QueryObserverResult<unknown, SyncError>>
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

  /** The same calls for those who only wait: the promise of `saved`. */
  readonly addAsync: (input: Insert, callbacks?: MutationCallbacks<Entity | undefined>) => Promise<Entity | undefined>
  readonly updateAsync: (
    input: Update<Patch>,
    callbacks?: MutationCallbacks<Entity | undefined>,
  ) => Promise<Entity | undefined>
  readonly removeAsync: (id: string, callbacks?: MutationCallbacks<void>) => Promise<void>
  readonly addManyAsync: (inputs: readonly Insert[], callbacks?: MutationCallbacks<Entity[]>) => Promise<Entity[]>
  readonly updateManyAsync: (
    inputs: readonly Update<Patch>[],
    callbacks?: MutationCallbacks<Entity[]>,
  ) => Promise<Entity[]>
  readonly removeManyAsync: (ids: readonly string[], callbacks?: MutationCallbacks<void>) => Promise<void>

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
  /** Whether a mutation, by its id in `usePendingMutations`, is not saved yet. */
  readonly isMutationPending: (id: string) => boolean
}
