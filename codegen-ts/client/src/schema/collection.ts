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
  Scope extends string | null = string | null,
> {
  /** The name on the wire and in paths. */
  readonly name: Name
  /** The one room of a single-tenant collection; `null` where each row belongs to a room of its own. */
  readonly room: Room
  /** The column that says which scope a row stands in; `null` where there are no scopes. */
  readonly scope: Scope
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
export type ListKey = readonly [
  'ferrosync',
  string,
  { readonly room: string | null; readonly scope?: string | null; readonly identity?: string },
]

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
  /** `false` where the sync id or the scope is not known yet. */
  readonly enabled: boolean
  /** Never set: it is where TanStack's types learn what the errors are. */
  readonly retry?: (failures: number, error: SyncError) => boolean
}

/** What can be said of any list. */
export interface ListIdentity {
  /** Whose list it is: what `ConnectionProvider` has as `identity`. */
  readonly identity?: string | undefined
  /** Reads what is certainly the newest; as `SyncConfig` has it where it is not given. Components share a list: the last word counts. */
  readonly consistentReads?: boolean | undefined
}

/** Lists in the query cache, for `invalidateQueries` and everything else of TanStack that takes filters. */
export interface ListFilter {
  readonly queryKey: readonly ['ferrosync', string, { readonly room: string | null }?]
}

/**
 * Which rows of a collection with scopes it has: without `scope` all, else those of that scope.
 *
 * A `scope` that is there and `undefined` is one that is not known yet, and disables the query: it is not "all".
 */
export interface ListScope extends ListIdentity {
  readonly scope?: string | undefined
}

/** What can be asked of a collection's list. */
export type ListParams<Scope extends string | null> = [Scope] extends [string] ? ListScope : ListIdentity

/** A collection whose rows all live in one room. */
export interface SharedCollection<Name extends string, Entity, Insert, Patch, Scope extends string | null = null>
  extends AnyCollection<Name, Entity, Insert, Patch, string, Scope> {
  readonly list: (params?: ListParams<Scope>) => ListOptions<Entity>
  /** All its lists, of every scope and identity. */
  readonly all: () => ListFilter
}

/** A collection whose rows belong to the room that a sync id names. */
export interface TenantCollection<Name extends string, Entity, Insert, Patch, Scope extends string | null = null>
  extends AnyCollection<Name, Entity, Insert, Patch, null, Scope> {
  /** An `undefined` sync id disables the query: there is no other room to fall back to. */
  readonly list: (syncId: string | undefined, params?: ListParams<Scope>) => ListOptions<Entity>
  /** All its lists, of every room, scope and identity. */
  readonly all: () => ListFilter
  /** All its lists in a room; none where the sync id is not known yet. */
  readonly inRoom: (syncId: string | undefined) => ListFilter
}

/** What the generator writes of a collection. */
export interface Definition<
  Name extends string,
  Entity,
  Room extends string | null,
  Scope extends (keyof Entity & string) | undefined = undefined,
> {
  readonly name: Name
  readonly room: Room
  /** The column that says which scope a row stands in. */
  readonly scope?: Scope
  readonly orderBy: OrderBy<keyof Entity & string>
  readonly fields: { readonly [Column in keyof Entity]-?: Field<Entity[Column]> }
}

/** A definition that names its scope column. */
type Scoped<Name extends string, Entity, Room extends string | null> = Definition<Name, Entity, Room, keyof Entity & string> & {
  readonly scope: keyof Entity & string
}

/** Makes a collection of its definition. Pure: an unused one is dropped by bundlers. */
export function defineCollection<Name extends string, Entity, Insert, Patch>(
  definition: Definition<Name, Entity, string>,
): SharedCollection<Name, Entity, Insert, Patch>
export function defineCollection<Name extends string, Entity, Insert, Patch>(
  definition: Definition<Name, Entity, null>,
): TenantCollection<Name, Entity, Insert, Patch>
export function defineCollection<Name extends string, Entity, Insert, Patch>(
  definition: Scoped<Name, Entity, string>,
): SharedCollection<Name, Entity, Insert, Patch, string>
export function defineCollection<Name extends string, Entity, Insert, Patch>(
  definition: Scoped<Name, Entity, null>,
): TenantCollection<Name, Entity, Insert, Patch, string>
export function defineCollection<Name extends string, Entity, Insert, Patch>(
  definition: Definition<Name, Entity, string | null, (keyof Entity & string) | undefined>,
): unknown {
  const fields: Fields = { ...definition.fields }
  const { name, room, scope = null } = definition
  const collection: AnyCollection<Name, Entity, Insert, Patch> = {
    ...definition,
    scope,
    fields,
    insert: validator(fields, 'insert'),
    patch: validator(fields, 'patch'),
    entity: validator(fields, 'entity'),
  }
  const list = (place: string | undefined, { identity, consistentReads, ...params }: ListScope = {}) =>
    listOptions(collection, place, 'scope' in params ? (params.scope ?? null) : undefined, identity, consistentReads)
  return {
    ...collection,
    list: room === null ? list : (params?: ListScope) => list(room, params),
    all: () => ({ queryKey: ['ferrosync', name] }),
    inRoom: (place: string | undefined) => ({ queryKey: listKey(name, place ?? null) }),
  }
}

/** The key of a list in the query cache; `null` for what is not known yet, which has a key of its own. */
export function listKey(
  name: string,
  room: string | null,
  scope?: string | null,
  identity?: string,
): ListKey {
  return ['ferrosync', name, { room, ...(scope !== undefined && { scope }), ...(identity !== undefined && { identity }) }]
}

/** The options of any collection's list. A `null` scope is one that is not known yet; without one, it is all scopes. */
export function listOptions<Entity>(
  collection: AnyCollection<string, Entity>,
  room: string | undefined,
  scope: string | null | undefined,
  identity: string | undefined,
  consistent: boolean | undefined,
): ListOptions<Entity> {
  return {
    // The tag is the type checker's alone.
    queryKey: listKey(collection.name, room ?? null, scope, identity) as ListOptions<Entity>['queryKey'],
    queryFn: async ({ client }) => {
      if (room === undefined || scope === null) throw unplaced(collection, room)
      return (await storeOf(client, identity).room(room).collection(collection).list(scope).load(consistent)) as Entity[]
    },
    structuralSharing: false,
    enabled: room !== undefined && scope !== null,
  }
}

/** There is no room, or no scope, and no other one to fall back to. */
export function unplaced({ name }: AnyCollection, room: string | undefined): SyncError {
  const [code, what] = room === undefined ? ['NO_SYNC_ID', 'sync id'] : ['NO_SCOPE', 'scope']
  return clientError(code, `\`${name}\` needs a ${what}`)
}
