// The core: no React in here, and nothing that runs by being imported.
export { isSyncError, SyncError } from './errors'
export type { Issue, SyncErrorInfo, SyncErrorKind } from './errors'
export { defineCollection } from './schema/collection'
export type {
  AnyCollection,
  Definition,
  ListKey,
  ListOptions,
  ListIdentity,
  ListParams,
  ListScope,
  OrderBy,
  SharedCollection,
  TenantCollection,
} from './schema/collection'
export { field } from './schema/field'
export type { Field, FieldOptions, Role } from './schema/field'
export { boolean, integer, number, text, timestamp, uuid } from './schema/kinds'
export type { Kind } from './schema/kinds'
export { length } from './schema/rules'
export type { Problem, Rule } from './schema/rules'
export type { StandardResult, StandardSchema } from './schema/standard'
export type { Params, SyncConfig } from './store/config'
export type { ConnectionState, ConnectionStatus } from './store/store'
export { uuidv7 } from './uuid'
