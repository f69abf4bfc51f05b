// The core: no React in here, and nothing that runs by being imported.
export { isSyncError, SyncError } from './errors'
export type { Issue, SyncErrorInfo, SyncErrorKind } from './errors'
export { defineCollection } from './schema/collection'
export type {
  AnyCollection,
  Definition,
  ListFilter,
  ListIdentity,
  ListKey,
  ListOptions,
  ListParams,
  ListScope,
  OrderBy,
  SharedCollection,
  TenantCollection,
} from './schema/collection'
export { field } from './schema/field'
export type { Field, FieldOptions, Role } from './schema/field'
export type { Fields } from './schema/fields'
export { DEFAULT_SYNC_ID } from './schema/default-sync-id'
export type {
  ActionType,
  CollectionKeys,
  CollectionsMap,
  EntityMap,
  EntityOf,
  InferEntity,
  InferInsert,
  InferUpdate,
  InsertMap,
  InsertOf,
  MutationPayload,
  PatchOf,
  Scope,
  UpdateMap,
  WithId,
  WsBroadcastEvent,
  WsEvent,
  WsSyncInitEvent,
} from './schema/infer'
export { choice } from './schema/kinds/choice'
export { json } from './schema/kinds/json'
export { each, list, refined } from './schema/kinds/list'
export { object, union } from './schema/kinds/objects'
export type { ObjectOf, UnionOf } from './schema/kinds/objects'
export { boolean, int, integer, number, text, timestamp, uuid } from './schema/kinds/scalars'
export type { Check, Kind, Problem, Report, Rule } from './schema/problem'
export { email, pattern, url, uuidText } from './schema/rules/formats'
export { multipleOf, range, whole } from './schema/rules/numbers'
export type { Range } from './schema/rules/numbers'
export { contains, endsWith, length, lowercase, startsWith, trim, uppercase } from './schema/rules/text'
export { items, oneOf, said } from './schema/rules/values'
export { configureSync } from './schema/servers'
export type { StandardResult, StandardSchema } from './schema/standard'
export { toPatch } from './schema/to-patch'
export { WsEventSchema } from './schema/ws-event'
export type { Params, SyncConfig } from './store/config'
export type { ConnectionState, ConnectionStatus } from './store/store'
export type { PendingMutation, PendingMutation as PendingMutationInfo } from './store/outbox'
export { uuidv7 } from './uuid'
