import type { DataTag, QueryClient } from '@tanstack/react-query'
import { clientError, type SyncError } from '../errors'
import { storeOf } from '../store/registry'
import type { Field } from './field'
import type { Fields } from './fields'
import type { StandardSchema } from './standard'
import { validator } from './validate'

/** A column and a direction; the id breaks ties, in the same direction. */
export type OrderBy<Column extends string = string> = readonly [column: Column, direction: 'asc' | 'desc']

/** What every collection is, whatever its types. */
export interface AnyCollection<
  Name extends string = string,
  Entity = unknown,
  Insert = unknown,
  Patch = unknown,
  Room extends string | null = string | null,
> {
  /** The name on the wire and in paths. */
  readonly name: Name
  /** The one room of a single-tenant collection; `null` where each row belongs to a room of its own. */
  readonly room: Room
  readonly orderBy: OrderBy
  readonly fields: Fields
  /** Validates what `add` takes. */
  readonly insert: StandardSchema<Insert>
  /** Validates what `update` takes as `data`. */
  readonly patch: StandardSchema<Patch>
  /** Validates a whole row. */
  readonly entity: StandardSchema<Entity>
}

/** The query key of a list. */
export type ListKey = readonly ['ferrosync', string, { readonly room: string | null; readonly identity?: string }]

/**
 * What TanStack Query needs to read a list: `useQuery(todos.list())`, or with options of your own spread on top.
 *
 * The cached data are the rows, local changes included.
 */
export interface ListOptions<Entity> {
  readonly queryKey: DataTag<ListKey, Entity[], SyncError>
  readonly queryFn: (context: { readonly client: QueryClient }) => Promise<Entity[]>
  /** Rows keep their identity without TanStack's walk through all of them. */
  readonly structuralSharing: false
  /** `false` where the sync id is not known yet. */
  readonly enabled: boolean
  /** Never set: it is where TanStack's types learn what the errors are. */
  readonly retry?: (failures: number, error: SyncError) => boolean
}

/** Whose list it is: what `ConnectionProvider` has as `identity`. */
export interface ListScope {
  readonly identity?: string | undefined
}

/** A collection whose rows all live in one room. */
export interface SharedCollection<Name extends string, Entity, Insert, Patch>
  extends AnyCollection<Name, Entity, Insert, Patch, string> {
  readonly list: (scope?: ListScope) => ListOptions<Entity>
}

/** A collection whose rows belong to the room that a sync id names. */
export interface TenantCollection<Name extends string, Entity, Insert, Patch>
  extends AnyCollection<Name, Entity, Insert, Patch, null> {
  /** An `undefined` sync id disables the query: there is no other room to fall back to. */
  readonly list: (syncId: string | undefined, scope?: ListScope) => ListOptions<Entity>
}

/** What the generator writes of a collection. */
export interface Definition<Name extends string, Entity, Room extends string | null> {
  readonly name: Name
  readonly room: Room
  readonly orderBy: OrderBy<keyof Entity & string>
  readonly fields: { readonly [Column in keyof Entity]-?: Field<Entity[Column]> }
}

/** Makes a collection of its definition. Pure: an unused one is dropped by bundlers. */
export function defineCollection<Name extends string, Entity, Insert, Patch>(
  definition: Definition<Name, Entity, string>,
): SharedCollection<Name, Entity, Insert, Patch>
export function defineCollection<Name extends string, Entity, Insert, Patch>(
  definition: Definition<Name, Entity, null>,
): TenantCollection<Name, Entity, Insert, Patch>
export function defineCollection<Name extends string, Entity, Insert, Patch>(
  definition: Definition<Name, Entity, string | null>,
): unknown {
  const fields: Fields = { ...definition.fields }
  const { name, room, orderBy } = definition
  const collection: AnyCollection<Name, Entity, Insert, Patch> = {
    name,
    room,
    orderBy,
    fields,
    insert: validator(fields, 'insert'),
    patch: validator(fields, 'patch'),
    entity: validator(fields, 'entity'),
  }
  const list =
    room === null
      ? (syncId: string | undefined, scope?: ListScope) => listOptions(collection, syncId, scope?.identity)
      : (scope?: ListScope) => listOptions(collection, room, scope?.identity)
  return { ...collection, list }
}

/** The key of a list in the query cache. */
export function listKey(name: string, room: string | undefined, identity: string | undefined): ListKey {
  return ['ferrosync', name, { room: room ?? null, ...(identity !== undefined && { identity }) }]
}

/** The options of any collection's list. */
export function listOptions<Entity>(
  collection: AnyCollection<string, Entity>,
  room: string | undefined,
  identity: string | undefined,
): ListOptions<Entity> {
  return {
    // The tag is the type checker's alone.
    queryKey: listKey(collection.name, room, identity) as ListOptions<Entity>['queryKey'],
    queryFn: async ({ client }) => {
      if (room === undefined) throw clientError('NO_SYNC_ID', `\`${collection.name}\` needs a sync id`)
      return (await storeOf(client, identity).list(collection, room).load()) as Entity[]
    },
    structuralSharing: false,
    enabled: room !== undefined,
  }
}
