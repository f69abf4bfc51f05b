import type { AnyCollection, CollectionsMap, EntityOf, InsertOf, PatchOf } from '../client'
import type { CollectionArgs, DataOf, UseCollectionResult } from './types'
import { useCollection } from './use-collection'
import { type LiveSyncOptions, useRooms } from './use-live-sync'

/** The collection that a name, or the collection itself, stands for. */
export type Named<All extends CollectionsMap, Ref> = Ref extends keyof All ? All[Ref] : Ref

/** Whether every collection of an app has a room of its own to live in. */
type IsShared<All extends CollectionsMap> = null extends All[keyof All]['room'] ? false : true

/** The names of the collections that have rooms by sync ids, and these collections. */
type Tenant<All extends CollectionsMap> = {
  [Name in keyof All & string]: All[Name]['room'] extends null ? Name | All[Name] : never
}[keyof All & string]

/** What `useLiveSync` takes: without tenants there is nothing to name. */
export type LiveSyncArgs<All extends CollectionsMap> =
  IsShared<All> extends true
    ? [syncId?: string | undefined, options?: LiveSyncOptions]
    : [] | [syncId: string | undefined, options?: LiveSyncOptions]

/** Reads and changes a list of the app's collections among `Refs`. */
type UseCollection<All extends CollectionsMap, Refs> = <Ref extends Refs, Data = never>(
  collection: Ref,
  ...args: CollectionArgs<Named<All, Ref>, Data>
) => UseCollectionResult<
  EntityOf<Named<All, Ref>>,
  InsertOf<Named<All, Ref>>,
  PatchOf<Named<All, Ref>>,
  DataOf<EntityOf<Named<All, Ref>>, Data>
>

/** An app's hooks. */
export interface SyncHooks<All extends CollectionsMap> {
  /** The list of a collection, named by its name or by itself, and what can be done to it. */
  readonly useCollection: UseCollection<All, (keyof All & string) | All[keyof All]>
  /** The same where each user has a room: the user's id is its sync id. */
  readonly useUserCollection: UseCollection<All, Tenant<All>>
  /**
   * Keeps the lists of a room up to date while the component is there.
   *
   * Without arguments: the rooms of the single-tenant collections. With an `undefined` sync id, in an app with
   * tenants: none.
   */
  readonly useLiveSync: (...args: LiveSyncArgs<All>) => void
  /** The same for the room of a user; for none while it is not known who that is. */
  readonly useUserLiveSync: (userId: string | undefined, options?: LiveSyncOptions) => void
}

/** The collections that hooks are for: `CollectionsOf<typeof hooks>`. */
export type CollectionsOf<Hooks> = Hooks extends SyncHooks<infer All> ? All : never

/** Makes the hooks of an app's collections; `schema` is the hash that the server compares. */
export function createSyncHooks<const All extends CollectionsMap>(collections: All, schema?: string): SyncHooks<All> {
  const rooms = Object.values(collections).map(({ room }) => room)
  const shared = rooms.filter((room) => room !== null)
  const isShared = shared.length === rooms.length
  const useNamed = (ref: string | AnyCollection, ...args: readonly unknown[]) => {
    const collection = typeof ref === 'string' ? collections[ref] : ref
    if (!collection) throw new TypeError(`there is no collection \`${String(ref)}\``)
    return useCollection(collection, ...(args as CollectionArgs<AnyCollection>))
  }
  return {
    useCollection: useNamed,
    useUserCollection: useNamed,
    useLiveSync: (...args: readonly [syncId?: string | undefined, options?: LiveSyncOptions]) => {
      const [syncId, options] = args
      // An undefined sync id of an app with tenants is one that is not known yet: there is nothing to fall back to.
      useRooms(syncId !== undefined ? [syncId] : isShared || args.length === 0 ? shared : [], schema, options)
    },
    useUserLiveSync: (userId: string | undefined, options?: LiveSyncOptions) =>
      useRooms(userId !== undefined ? [userId] : [], schema, options),
  } as unknown as SyncHooks<All>
}
