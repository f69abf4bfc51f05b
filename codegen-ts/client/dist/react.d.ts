// Ferrosync: the client runtime. Built from codegen-ts/client; do not edit.
import { SyncError, AnyCollection, ListKey, EntityOf, ListOptions, CollectionsMap, InsertOf, PatchOf, SyncConfig, ConnectionState, PendingMutation } from './client.js';
export { ConnectionState, ConnectionStatus } from './client.js';
import { UseQueryOptions, QueryObserverResult } from '@tanstack/react-query';
import { ReactNode } from 'react';

/** What one call wants to hear of its end. They run although the component may be gone by then. */
interface MutationCallbacks<Data> {
    readonly onSuccess?: ((data: Data) => void) | undefined;
    readonly onError?: ((error: SyncError) => void) | undefined;
    readonly onSettled?: ((data: Data | undefined, error: SyncError | null) => void) | undefined;
}
/**
 * What a call gives back at once.
 *
 * `saved` settles when the server has the mutation or refuses it, however long that takes; ignoring it is fine.
 */
interface Saving<Data> {
    /** The row's id, final from now on. */
    readonly id: string;
    readonly saved: Promise<Data>;
}
/** The same for many rows. */
interface SavingMany<Data> {
    /** The rows' ids, in the call's order. */
    readonly ids: readonly string[];
    readonly saved: Promise<Data>;
}

/** What is ours among the options. */
interface OwnOptions {
    /** With `false`, changes show when the server has made them. Default `true`. */
    readonly optimisticUpdates?: boolean | undefined;
    /** Reads the list once more after each mutation of this component that the server has made. Default `false`. */
    readonly refetchOnSuccess?: boolean | undefined;
    /**
     * With `false`, a row keeps its place as long as this component shows it, whatever changes in it; a new row goes where
     * the order says. Default `true`.
     */
    readonly reorderOnUpdate?: boolean | undefined;
    /**
     * Reads what is certainly the newest; where it is not given, as the provider has it. It is the list's: of components
     * that show the same one, the last word counts.
     */
    readonly consistentReads?: boolean | undefined;
}
/** TanStack Query's options that the list has itself. */
type Fixed = 'queryKey' | 'queryFn' | 'queryKeyHashFn' | 'queryHash' | 'structuralSharing' | 'initialData' | 'initialDataUpdatedAt' | 'persister' | 'behavior' | 'select';
/** Options that are passed on from elsewhere may be `undefined`, which says nothing. */
type Optional<Options> = {
    readonly [Name in keyof Options]?: Options[Name] | undefined;
};
/**
 * What can be said of a list: our options, and TanStack Query's but for those that make the list what it is.
 *
 * Where the server is, and what requests carry, is said of the whole page, by `ConnectionProvider`: a room has one
 * socket and a list one place in the cache, however many components look at them.
 */
interface UseCollectionOptions<Entity, Data = never> extends OwnOptions, Optional<Omit<UseQueryOptions<Entity[], SyncError, Data, ListKey>, Fixed>> {
    /** What the component needs of the rows; `data` is what it gives, and `undefined` while they are loading. */
    readonly select?: ((rows: Entity[]) => Data) | undefined;
}
/** The same type, but a place that nothing is inferred from: what a caller expects `data` to be does not choose it. */
type Chosen<Data> = [Data] extends [infer Same] ? Same : never;
/** What `data` is: the rows, or what `select` gives of them. */
type DataOf<Entity, Data> = [Data] extends [never] ? Entity[] : Chosen<Data> | undefined;
/**
 * What follows the collection in a call of `useCollection`: `(syncId, scope, options)`.
 *
 * A collection with one room needs no sync id; any other needs one. Where a collection has scopes, a call without one is
 * for the rows of all scopes. A sync id or a scope that is `undefined` is not known yet: it reads nothing and writes
 * nothing.
 */
type CollectionArgs<Collection, Data = never> = Collection extends AnyCollection<string, unknown, unknown, unknown, string> ? ScopeArgs<Collection, Data> : [syncId: string | undefined, ...ScopeArgs<Collection, Data>];
type ScopeArgs<Collection, Data> = Collection extends AnyCollection<string, unknown, unknown, unknown, string | null, string> ? [options?: UseCollectionOptions<EntityOf<Collection>, Data>] | [scope: string | undefined, options?: UseCollectionOptions<EntityOf<Collection>, Data>] : [options?: UseCollectionOptions<EntityOf<Collection>, Data>];
/** A change of one row. */
interface Update<Patch> {
    readonly id: string;
    readonly data: Patch;
}
/** A list and what can be done to it. Everything in it stays the same object until it is another value. */
interface UseCollectionResult<Entity, Insert, Patch, Data = Entity[]> {
    /**
     * The rows in the collection's order, local changes included; empty while they are loading. With `select`: what that
     * gives of them.
     */
    readonly data: Data;
    /** Whether there are no rows to show yet because the first read is under way. */
    readonly isLoading: boolean;
    readonly isError: boolean;
    /** Why the rows could not be read. */
    readonly error: SyncError | null;
    /** Reads the rows again. */
    readonly refetch: () => Promise<QueryObserverResult<unknown, SyncError>>;
    readonly queryKey: ListOptions<Entity>['queryKey'];
    /** Adds a row, which shows at once. Its id, if not given, is made here. */
    readonly add: (input: Insert, callbacks?: MutationCallbacks<Entity | undefined>) => Saving<Entity | undefined>;
    /** Changes fields of a row. */
    readonly update: (input: Update<Patch>, callbacks?: MutationCallbacks<Entity | undefined>) => Saving<Entity | undefined>;
    readonly remove: (id: string, callbacks?: MutationCallbacks<void>) => Saving<void>;
    /** Adds rows, all or none. */
    readonly addMany: (inputs: readonly Insert[], callbacks?: MutationCallbacks<Entity[]>) => SavingMany<Entity[]>;
    /** Changes rows, all or none. */
    readonly updateMany: (inputs: readonly Update<Patch>[], callbacks?: MutationCallbacks<Entity[]>) => SavingMany<Entity[]>;
    /** Removes rows, all or none. */
    readonly removeMany: (ids: readonly string[], callbacks?: MutationCallbacks<void>) => SavingMany<void>;
    /** The same calls for those who only wait: the promise of `saved`. */
    readonly addAsync: (input: Insert, callbacks?: MutationCallbacks<Entity | undefined>) => Promise<Entity | undefined>;
    readonly updateAsync: (input: Update<Patch>, callbacks?: MutationCallbacks<Entity | undefined>) => Promise<Entity | undefined>;
    readonly removeAsync: (id: string, callbacks?: MutationCallbacks<void>) => Promise<void>;
    readonly addManyAsync: (inputs: readonly Insert[], callbacks?: MutationCallbacks<Entity[]>) => Promise<Entity[]>;
    readonly updateManyAsync: (inputs: readonly Update<Patch>[], callbacks?: MutationCallbacks<Entity[]>) => Promise<Entity[]>;
    readonly removeManyAsync: (ids: readonly string[], callbacks?: MutationCallbacks<void>) => Promise<void>;
    /** Whether a call of this component is under way; and the error of its last call, until the next one. */
    readonly isAdding: boolean;
    readonly addError: SyncError | null;
    readonly isUpdating: boolean;
    readonly updateError: SyncError | null;
    readonly isRemoving: boolean;
    readonly removeError: SyncError | null;
    readonly isAddingMany: boolean;
    readonly addManyError: SyncError | null;
    readonly isUpdatingMany: boolean;
    readonly updateManyError: SyncError | null;
    readonly isRemovingMany: boolean;
    readonly removeManyError: SyncError | null;
    /** Whether a change of the row is not saved yet, whichever component made it. */
    readonly isEntitySaving: (id: string) => boolean;
    /** The same, for the row itself. */
    readonly isPending: (row: Entity) => boolean;
    /** Whether a mutation, by its id in `usePendingMutations`, is not saved yet. */
    readonly isMutationPending: (id: string) => boolean;
}

/** What can be said beside the room. */
interface LiveSyncOptions {
    /** Hears what goes wrong behind the lists: a refused connection, a read that was refused, a server of another version. */
    readonly onError?: ((error: SyncError) => void) | undefined;
    /** The server has another schema than these files, as after a deploy: the page works on, and had better be loaded again. */
    readonly onSchemaChange?: (() => void) | undefined;
}

/** The collection that a name, or the collection itself, stands for. */
type Named<All extends CollectionsMap, Ref> = Ref extends keyof All ? All[Ref] : Ref;
/** Whether every collection of an app has a room of its own to live in. */
type IsShared<All extends CollectionsMap> = null extends All[keyof All]['room'] ? false : true;
/** The names of the collections that have rooms by sync ids, and these collections. */
type Tenant<All extends CollectionsMap> = {
    [Name in keyof All & string]: All[Name]['room'] extends null ? Name | All[Name] : never;
}[keyof All & string];
/** What `useLiveSync` takes: without tenants there is nothing to name. */
type LiveSyncArgs<All extends CollectionsMap> = IsShared<All> extends true ? [syncId?: string | undefined, options?: LiveSyncOptions] : [] | [syncId: string | undefined, options?: LiveSyncOptions];
/** Reads and changes a list of the app's collections among `Refs`. */
type UseCollection<All extends CollectionsMap, Refs> = <Ref extends Refs, Data = never>(collection: Ref, ...args: CollectionArgs<Named<All, Ref>, Data>) => UseCollectionResult<EntityOf<Named<All, Ref>>, InsertOf<Named<All, Ref>>, PatchOf<Named<All, Ref>>, DataOf<EntityOf<Named<All, Ref>>, Data>>;
/** An app's hooks. */
interface SyncHooks<All extends CollectionsMap> {
    /** The list of a collection, named by its name or by itself, and what can be done to it. */
    readonly useCollection: UseCollection<All, (keyof All & string) | All[keyof All]>;
    /** The same where each user has a room: the user's id is its sync id. */
    readonly useUserCollection: UseCollection<All, Tenant<All>>;
    /**
     * Keeps the lists of a room up to date while the component is there.
     *
     * Without arguments: the rooms of the single-tenant collections. With an `undefined` sync id, in an app with
     * tenants: none.
     */
    readonly useLiveSync: (...args: LiveSyncArgs<All>) => void;
    /** The same for the room of a user; for none while it is not known who that is. */
    readonly useUserLiveSync: (userId: string | undefined, options?: LiveSyncOptions) => void;
}
/** The collections that hooks are for: `CollectionsOf<typeof hooks>`. */
type CollectionsOf<Hooks> = Hooks extends SyncHooks<infer All> ? All : never;
/** Makes the hooks of an app's collections; `schema` is the hash that the server compares. */
declare function createSyncHooks<const All extends CollectionsMap>(collections: All, schema?: string): SyncHooks<All>;

/** Where the server is, and who asks. */
interface ConnectionProviderProps extends SyncConfig {
    /**
     * Who the user is: an id, or nothing for nobody.
     *
     * Another identity ends the former one's sockets, rows and unsaved mutations, and has query keys of its own.
     */
    readonly identity?: string | null | undefined;
    readonly children?: ReactNode;
}
/**
 * Tells the hooks below where the server is and who asks. Without one, the server is the page's and the user nobody.
 *
 * Stands below TanStack Query's `QueryClientProvider`.
 */
declare function ConnectionProvider({ identity, children, ...config }: ConnectionProviderProps): ReactNode;

/** What a call of a hook for `Collection` gives. */
type ResultOf<Collection, Data> = UseCollectionResult<EntityOf<Collection>, InsertOf<Collection>, PatchOf<Collection>, Data>;
/** The list of a collection, named by itself, and what can be done to it. */
declare function useCollection<Collection extends AnyCollection, Data = never>(collection: Collection, ...args: CollectionArgs<Collection, Data>): ResultOf<Collection, DataOf<EntityOf<Collection>, Data>>;
/**
 * The same, but the component waits in its `Suspense` while there are no rows yet, and throws to its error boundary
 * where they cannot be read. An unknown sync id or scope is such an error.
 */
declare function useSuspenseCollection<Collection extends AnyCollection, Data = EntityOf<Collection>[]>(collection: Collection, ...args: CollectionArgs<Collection, Data>): ResultOf<Collection, Chosen<Data>>;

/**
 * What the server says that this user may do in the room `syncId`: the value that the app's `authorize` gives. Without
 * one, the room of the single-tenant collections. It comes with the room's socket; `undefined` until then.
 *
 * The type is the app's promise: what comes is what `authorize` was written to give.
 */
declare function useAccess<Access = unknown>(syncId?: string): Access | undefined;

/** How the room `syncId` is doing; without one, the worst of all rooms that the page uses. */
declare function useConnectionStatus(syncId?: string): ConnectionState;

/** What is not saved yet, in call order: of the room `syncId`, or of all rooms. */
declare function usePendingMutations(syncId?: string): readonly PendingMutation[];

export { ConnectionProvider, createSyncHooks, useAccess, useCollection, useConnectionStatus, usePendingMutations, useSuspenseCollection };
export type { Chosen, CollectionArgs, CollectionsOf, ConnectionProviderProps, DataOf, LiveSyncArgs, LiveSyncOptions, MutationCallbacks, Named, Saving, SavingMany, SyncHooks, Update, UseCollectionOptions, UseCollectionResult };
