// Ferrosync: the client runtime. Built from codegen-ts/client; do not edit.
import { SyncError, AnyCollection, ListKey, ListOptions, SyncConfig, ConnectionState, PendingMutation } from './client.js';
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

/** A row of the collection. */
type EntityOf<Collection> = Collection extends AnyCollection<string, infer Entity> ? Entity : never;
/** What an insert takes. */
type InsertOf<Collection> = Collection extends AnyCollection<string, unknown, infer Insert> ? Insert : never;
/** What an update takes. */
type PatchOf<Collection> = Collection extends AnyCollection<string, unknown, unknown, infer Patch> ? Patch : never;
/** What is ours among the options. */
interface OwnOptions {
    /** With `false`, changes show when the server has made them. Default `true`. */
    readonly optimisticUpdates?: boolean | undefined;
}
/** TanStack Query's options, but for those that make the list what it is. */
type CollectionOptions<Entity> = OwnOptions & Omit<UseQueryOptions<Entity[], SyncError, Entity[], ListKey>, 'queryKey' | 'queryFn' | 'queryKeyHashFn' | 'queryHash' | 'select' | 'structuralSharing' | 'initialData' | 'initialDataUpdatedAt' | 'persister' | 'behavior'>;
/**
 * What follows the collection in a call of `useCollection`: `(syncId, scope, options)`.
 *
 * A collection with one room needs no sync id; any other needs one. Where a collection has scopes, a call without one is
 * for the rows of all scopes. A sync id or a scope that is `undefined` is not known yet: it reads nothing and writes
 * nothing.
 */
type CollectionArgs<Collection> = Collection extends AnyCollection<string, unknown, unknown, unknown, string> ? ScopeArgs<Collection> : [syncId: string | undefined, ...ScopeArgs<Collection>];
type ScopeArgs<Collection> = Collection extends AnyCollection<string, unknown, unknown, unknown, string | null, string> ? [options?: CollectionOptions<EntityOf<Collection>>] | [scope: string | undefined, options?: CollectionOptions<EntityOf<Collection>>] : [options?: CollectionOptions<EntityOf<Collection>>];
/** A change of one row. */
interface Update<Patch> {
    readonly id: string;
    readonly data: Patch;
}
/** A list and what can be done to it. */
interface CollectionResult<Entity, Insert, Patch> {
    /** The rows in the collection's order, local changes included; empty while they are loading. */
    readonly data: Entity[];
    /** Whether there are no rows to show yet because the first read is under way. */
    readonly isLoading: boolean;
    readonly isError: boolean;
    /** Why the rows could not be read. */
    readonly error: SyncError | null;
    readonly refetch: () => Promise<QueryObserverResult<Entity[], SyncError>>;
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
}

/** What can be said beside the room. */
interface LiveSyncOptions {
    /** Hears what goes wrong behind the lists: a refused connection, a read that was refused, a server of another version. */
    readonly onError?: ((error: SyncError) => void) | undefined;
    /** The server has another schema than these files, as after a deploy: the page works on, and had better be loaded again. */
    readonly onSchemaChange?: (() => void) | undefined;
}

/** The collections of an app by their names. */
type Collections = Readonly<Record<string, AnyCollection>>;
/** The collection that a name, or the collection itself, stands for. */
type Named<All extends Collections, Ref> = Ref extends keyof All ? All[Ref] : Ref;
/** Whether every collection of an app has a room of its own to live in. */
type IsShared<All extends Collections> = null extends All[keyof All]['room'] ? false : true;
/** What `useLiveSync` takes: without tenants there is nothing to name. */
type LiveSyncArgs<All extends Collections> = IsShared<All> extends true ? [syncId?: string | undefined, options?: LiveSyncOptions] : [] | [syncId: string | undefined, options?: LiveSyncOptions];
/** An app's hooks. */
interface SyncHooks<All extends Collections> {
    /** The list of a collection, named by its name or by itself, and what can be done to it. */
    readonly useCollection: <Ref extends (keyof All & string) | All[keyof All]>(collection: Ref, ...args: CollectionArgs<Named<All, Ref>>) => CollectionResult<EntityOf<Named<All, Ref>>, InsertOf<Named<All, Ref>>, PatchOf<Named<All, Ref>>>;
    /**
     * Keeps the lists of a room up to date while the component is there.
     *
     * Without arguments: the rooms of the single-tenant collections. With an `undefined` sync id, in an app with
     * tenants: none.
     */
    readonly useLiveSync: (...args: LiveSyncArgs<All>) => void;
}
/** Makes the hooks of an app's collections; `schema` is the hash that the server compares. */
declare function createSyncHooks<const All extends Collections>(collections: All, schema?: string): SyncHooks<All>;

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

/** The list of a collection, named by itself, and what can be done to it. */
declare function useCollection<Collection extends AnyCollection>(collection: Collection, ...args: CollectionArgs<Collection>): CollectionResult<EntityOf<Collection>, InsertOf<Collection>, PatchOf<Collection>>;
/**
 * The same, but the component waits in its `Suspense` while there are no rows yet, and throws to its error boundary
 * where they cannot be read. An unknown sync id or scope is such an error.
 */
declare function useSuspenseCollection<Collection extends AnyCollection>(collection: Collection, ...args: CollectionArgs<Collection>): CollectionResult<EntityOf<Collection>, InsertOf<Collection>, PatchOf<Collection>>;

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
export type { CollectionArgs, CollectionOptions, CollectionResult, Collections, ConnectionProviderProps, EntityOf, InsertOf, LiveSyncArgs, LiveSyncOptions, MutationCallbacks, Named, PatchOf, Saving, SavingMany, SyncHooks, Update };
