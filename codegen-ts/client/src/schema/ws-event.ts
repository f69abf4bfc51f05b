import type { Issue } from '../errors'
import type { AckResult, Change, Committed, WireError } from '../wire/protocol'
import { entriesOf } from './fields'
import type { WsEvent } from './infer'
import { choice } from './kinds/choice'
import { list } from './kinds/list'
import { boolean, number, text } from './kinds/scalars'
import { invalidType, type Kind, notOneOf, type Report } from './problem'
import type { StandardSchema } from './standard'

/** Of every property what it must be: one that the protocol gets is missed here by the type checker. */
type Shape<T> = { readonly [Name in Exclude<keyof T, 'type'>]-?: Kind<unknown> }

/** An object with these properties, and any others: a later server's frames have more. */
const open =
  <T>(shape: Shape<T>): Kind<unknown> =>
  (value, report) => {
    const given = entriesOf(value)
    if (!given) return report(invalidType('object', 'an object'))
    const read = Object.entries<Kind<unknown>>(shape).map(([name, kind]) =>
      kind(given.get(name), (problem, ...path) => report(problem, name, ...path)),
    )
    return read.includes(undefined) ? undefined : value
  }

/** What may be missing. */
const maybe =
  (kind: Kind<unknown>): Kind<unknown> =>
  (value, report) =>
    value === undefined ? null : kind(value, report)

/** Anything that is there. */
const some: Kind<unknown> = (value) => value

/** Counts by names. */
const counts: Kind<unknown> = (value, report) => {
  const given = entriesOf(value)
  return open(Object.fromEntries([...(given?.keys() ?? [])].map((name) => [name, number])))(value, report)
}

/**
 * Validates what the server says over a socket, for those who have one of their own. What it takes it gives back as it
 * is; properties that it does not know are left alone.
 */
export const WsEventSchema: StandardSchema<WsEvent> = /* @__PURE__ */ (() => {
  const action = choice(['insert', 'update', 'delete', 'bulk-insert', 'bulk-update', 'bulk-delete'])
  const object = open({})
  const place = { sub: number, collection: text, scope: maybe(text) }
  const change: Shape<Change> = { ...place, sub: maybe(number), seq: number, prev: number, action, payload: object, clientMutationId: maybe(text) }
  const error: Shape<WireError> = {
    code: text,
    message: text,
    status: number,
    issues: maybe(list(object)),
    clientMutationId: maybe(text),
    requestId: maybe(text),
    retryAfter: maybe(number),
  }
  const result: Shape<AckResult> = {
    clientMutationId: maybe(text),
    seq: maybe(number),
    data: maybe(some),
    replayed: maybe(boolean),
    error: maybe(open(error)),
  }
  const frames: { readonly [Type in WsEvent['type']]: Shape<Extract<WsEvent, { type: Type }>> } = {
    'sync-init': { protocol: number, schema: text, seq: number, cursor: text, now: number, userId: maybe(text), access: maybe(some) },
    broadcast: { changes: list(open(change)) },
    ack: { results: list(open(result)) },
    resumed: { committed: list(open<Committed>({ clientMutationId: text, seq: number })), missing: list(text), stale: list(text) },
    delta: { ...place, from: number, to: number, cursor: text, rows: list(object), removed: list(text), more: boolean },
    reset: { ...place, reason: choice(['too_old', 'large', 'history', 'access', 'schema']) },
    tick: { seq: number, lists: counts },
    error: { code: text, message: text },
  }
  const types = Object.keys(frames) as WsEvent['type'][]
  const event: Kind<unknown> = (value, report) => {
    const type = types.find((one) => one === entriesOf(value)?.get('type'))
    if (!type && entriesOf(value)) return report(notOneOf(types), 'type')
    return open<unknown>(type ? frames[type] : {})(value, report)
  }
  const validate: StandardSchema<WsEvent>['~standard']['validate'] = (value) => {
    const issues: Issue[] = []
    const report: Report = (problem, ...path) => void issues.push({ path, ...problem })
    event(value, report)
    // What passes is of the type.
    return issues.length > 0 ? { issues } : { value: value as WsEvent }
  }
  return { '~standard': { version: 1, vendor: 'ferrosync', validate } }
})()
