import type { Issue } from '../errors'

/** What a mutation does. */
export type Action = 'insert' | 'update' | 'delete' | 'bulk-insert' | 'bulk-update' | 'bulk-delete'

/** Parsed JSON of which nothing is known yet. */
export type Json = Readonly<Record<string, unknown>>

/** What one commit did to one collection. */
export interface Change {
  readonly seq: number
  readonly prev: number
  readonly sub?: number
  readonly collection: string
  readonly action: Action
  readonly payload: unknown
  readonly clientMutationId?: string
}

/** Why a mutation was not done. */
export interface WireError {
  readonly code: string
  readonly message: string
  readonly issues?: readonly Issue[]
  readonly requestId?: string
  readonly status?: number
  readonly retryAfter?: number
}

/** What became of a mutation. */
export interface Result {
  readonly clientMutationId: string
  readonly seq?: number
  readonly data?: unknown
  readonly error?: WireError
}

/** What the server sends over the socket. */
export type ServerFrame =
  | {
      readonly type: 'sync-init'
      readonly protocol: number
      readonly schema: string
      readonly seq: number
      readonly cursor: string
      readonly now: number
      readonly userId?: string
      readonly access?: unknown
    }
  | { readonly type: 'broadcast'; readonly changes: readonly Change[] }
  | { readonly type: 'ack'; readonly results: readonly Result[] }
  | {
      readonly type: 'resumed'
      readonly committed: readonly { readonly clientMutationId: string; readonly seq: number }[]
      readonly missing: readonly string[]
      readonly stale: readonly string[]
    }
  | {
      readonly type: 'delta'
      readonly sub: number
      readonly collection: string
      readonly scope?: string
      readonly from: number
      readonly to: number
      readonly cursor: string
      readonly rows: readonly Json[]
      readonly removed: readonly string[]
      readonly more: boolean
    }
  | { readonly type: 'reset'; readonly sub: number; readonly collection: string; readonly scope?: string; readonly reason: Reason }
  | { readonly type: 'tick'; readonly seq: number; readonly lists: Readonly<Record<string, number>> }
  | { readonly type: 'error'; readonly code: string; readonly message: string }

/** Why a list has to be read anew. */
export type Reason = 'too_old' | 'large' | 'history' | 'access' | 'schema'

/** A list that is followed. */
export interface Subscription {
  readonly sub: number
  readonly collection: string
  readonly scope?: string
  readonly cursor?: string
}

/** A mutation as a socket carries it. */
export interface WireMutation {
  readonly clientMutationId: string
  readonly since?: number
  readonly collection: string
  readonly action: Action
  readonly payload: Json
  readonly scope?: string
}

/** What the client sends over the socket. */
export type ClientFrame =
  | { readonly type: 'resume'; readonly subscriptions: readonly Subscription[]; readonly pending: readonly string[] }
  | { readonly type: 'mutate'; readonly mutations: readonly WireMutation[] }
  | { readonly type: 'seen'; readonly seq: number }
