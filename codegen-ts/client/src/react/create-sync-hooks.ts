import type { AnyCollection } from '../client'
import type { CollectionArgs, CollectionResult, EntityOf, InsertOf, PatchOf } from './types'
import { useCollection } from './use-collection'
import { type LiveSyncOptions, useRooms } from './use-live-sync'

/** The collections of an app by their names. */
export type Collections = Readonly<Record<string, AnyCollection>>

/** The collection that a name, or the collection itself, stands for. */
export type Named<All extends Collections, Ref> = Ref extends keyof All ? All[Ref] : Ref

/** Whether every collection of an app has a room of its own to live in. */
type IsShared<All extends Collections> = null extends All[keyof All]['room'] ? false : true

/** What `useLiveSync` takes: without tenants there is nothing to name. */
export type LiveSyncArgs<All extends Collections> =
  IsShared<All> extends true
    ? [syncId?: string | undefined, options?: LiveSyncOptions]
    : [] | [syncId: string | undefined, options?: LiveSyncOptions]

/** An app's hooks. */
export interface SyncHooks<All extends Collections> {
  /** The list of a collection, named by its name or by itself, and what can be done to it. */
  readonly useCollection: <Ref extends (keyof All & string) | All[keyof All]>(
    collection: Ref,
    ...args: CollectionArgs<Named<All, Ref>>
  ) => CollectionResult<EntityOf<Named<All, Ref>>, InsertOf<Named<All, Ref>>, PatchOf<Named<All, Ref>>>
  /**
   * Keeps the lists of a room up to date while the component is there.
   *
   * Without arguments: the rooms of the single-tenant collections. With an `undefined` sync id, in an app with
   * tenants: none.
   */
  readonly useLiveSync: (...args: LiveSyncArgs<All>) => void
}

/** Makes the hooks of an app's collections; `schema` is the hash that the server compares. */
export function createSyncHooks<const All extends Collections>(collections: All, schema?: string): SyncHooks<All> {
  const rooms = Object.values(collections).map(({ room }) => room)
  const shared = [...new Set(rooms.filter((room) => room !== null))]
  const isShared = !rooms.includes(null)
  return {
    useCollection: (ref: string | AnyCollection, ...args: readonly unknown[]) => {
      const collection = typeof ref === 'string' ? collections[ref] : ref
      if (!collection) throw new TypeError(`there is no collection \`${String(ref)}\``)
      return useCollection(collection, ...(args as CollectionArgs<AnyCollection>))
    },
    useLiveSync: (...args: readonly [syncId?: string | undefined, options?: LiveSyncOptions]) => {
      const [syncId, options = {}] = args
      // An undefined sync id of an app with tenants is one that is not known yet: there is nothing to fall back to.
      useRooms(syncId !== undefined ? [syncId] : isShared || args.length === 0 ? shared : [], schema, options)
    },
  } as SyncHooks<All>
}
