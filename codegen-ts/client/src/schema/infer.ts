import type { Action, ServerFrame } from '../wire/protocol'
import type { AnyCollection } from './collection'

/** The collections of an app by their names: `Collections` of the emitted index. */
export type CollectionsMap = Readonly<Record<string, AnyCollection>>

/** A row of the collection. */
export type EntityOf<Collection> = Collection extends AnyCollection<string, infer Entity> ? Entity : never
/** What an insert takes. */
export type InsertOf<Collection> =
  Collection extends AnyCollection<string, unknown, infer Insert> ? Insert : never
/** What an update takes. */
export type PatchOf<Collection> =
  Collection extends AnyCollection<string, unknown, unknown, infer Patch> ? Patch : never

/** The names of an app's collections. */
export type CollectionKeys<All extends CollectionsMap> = keyof All & string

/** A row of the collection of a name: `InferEntity<Collections, 'todos'>`. */
export type InferEntity<All extends CollectionsMap, Name extends keyof All> = EntityOf<All[Name]>
/** What its insert takes. */
export type InferInsert<All extends CollectionsMap, Name extends keyof All> = InsertOf<All[Name]>
/** What its update takes. */
export type InferUpdate<All extends CollectionsMap, Name extends keyof All> = PatchOf<All[Name]>

/** Rows by the names of their collections. */
export type EntityMap<All extends CollectionsMap> = { readonly [Name in keyof All]: EntityOf<All[Name]> }
/** What inserts take, by the names of the collections. */
export type InsertMap<All extends CollectionsMap> = { readonly [Name in keyof All]: InsertOf<All[Name]> }
/** What updates take, by the names of the collections. */
export type UpdateMap<All extends CollectionsMap> = { readonly [Name in keyof All]: PatchOf<All[Name]> }

/** A value that has an id. */
export type WithId<T> = T & { readonly id: string }

/** What a list is limited to: a value of the collection's scope column. */
export type Scope = string

/** What a mutation does, as it is on the wire. */
export type ActionType = Action

/** What a mutation carries on the wire, by what it does. */
export type MutationPayload<Insert = unknown, Patch = unknown, Of extends ActionType = ActionType> = {
  readonly insert: Insert
  readonly update: { readonly id: string; readonly data: Patch }
  readonly delete: { readonly id: string }
  readonly 'bulk-insert': { readonly items: readonly Insert[] }
  readonly 'bulk-update': { readonly items: readonly { readonly id: string; readonly data: Patch }[] }
  readonly 'bulk-delete': { readonly ids: readonly string[] }
}[Of]

/** What the server says over a socket. */
export type WsEvent = ServerFrame
/** What was committed. */
export type WsBroadcastEvent = Extract<ServerFrame, { type: 'broadcast' }>
/** The server's greeting. */
export type WsSyncInitEvent = Extract<ServerFrame, { type: 'sync-init' }>
