// The frames of the socket, printed from their description in Rust (`protocol::shapes`) by a test of the crate around
// this package; do not edit.

export type Action = "insert" | "update" | "delete" | "bulk-insert" | "bulk-update" | "bulk-delete";

export type AckResult = { 
/**
 * Missing where the mutation had none that could be read.
 */
clientMutationId?: string, seq?: number, data?: unknown, replayed?: boolean, error?: WireError, };

export type Change = { seq: number, 
/**
 * Not for a socket that has subscribed to nothing yet.
 */
sub?: number, prev: number, collection: string, action: Action, 
/**
 * By the action: a row; `{id}`; `{items: rows}`; `{ids}`.
 */
payload: unknown, clientMutationId?: string, scope?: string, };

export type ClientFrame = { "type": "resume", subscriptions: Array<Subscription>, pending: Array<Pending>, } | { "type": "mutate", mutations: Array<Mutation>, } | { "type": "seen", seq: number, };

export type Committed = { clientMutationId: string, seq: number, };

export type Mutation = { clientMutationId: string, since?: number, collection: string, action: Action, payload: unknown, scope?: string, };

export type Pending = { clientMutationId: string, since?: number, };

export type ResetReason = "too_old" | "large" | "history" | "access" | "schema";

export type ServerFrame = { "type": "sync-init", protocol: number, schema: string, seq: number, cursor: string, now: number, userId?: string, access?: unknown, } | { "type": "broadcast", changes: Array<Change>, } | { "type": "ack", results: Array<AckResult>, } | { "type": "resumed", committed: Array<Committed>, missing: Array<string>, stale: Array<string>, } | { "type": "delta", sub: number, collection: string, scope?: string, from: number, to: number, cursor: string, rows: readonly Readonly<Record<string, unknown>>[], removed: Array<string>, more: boolean, } | { "type": "reset", sub: number, collection: string, scope?: string, reason: ResetReason, } | { "type": "tick", seq: number, lists: { [key in string]: number }, } | { "type": "error", code: string, message: string, };

export type Subscription = { sub: number, collection: string, scope?: string, cursor?: string, };

export type WireError = { code: string, message: string, issues?: readonly unknown[], clientMutationId?: string, requestId?: string, 
/**
 * HTTP's number for it.
 */
status: number, 
/**
 * Seconds.
 */
retryAfter?: number, };
