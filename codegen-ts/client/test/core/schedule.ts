import fc from 'fast-check'
import type { Op } from '../../src/core/types'

const ids = fc.constantFrom('a', 'b', 'c')
const ranks = fc.integer({ min: 0, max: 3 })
const scopes = fc.constantFrom('A', 'B', null)

const put = fc
  .tuple(ids, ranks, fc.boolean(), scopes)
  .map(([id, rank, done, scope]): Op => ({ id, row: { id, rank, done, scope } }))
// The server never moves a row to another scope by itself; the core must not care.
const fields = fc.oneof(ranks.map((rank) => ({ rank })), fc.boolean().map((done) => ({ done })), scopes.map((scope) => ({ scope })))
const set = fc.tuple(ids, fields).map(([id, fields]): Op => ({ id, fields }))
const remove = ids.map((id): Op => ({ id }))
/** More are changed than come and go. */
const op = fc.oneof({ weight: 3, arbitrary: put }, { weight: 4, arbitrary: set }, { weight: 1, arbitrary: remove })

/** What may happen next. `pick` says which of several; `keep`, that it may happen again. */
export interface Step {
  readonly do: keyof typeof weights
  readonly pick: number
  readonly keep: boolean
  readonly ops: readonly Op[]
}

/** How often each of it happens. */
const weights = {
  /** The user changes something. */
  mutate: 4,
  /** A mutation reaches the server. */
  send: 4,
  /** Someone else changes something. */
  foreign: 4,
  /** Another collection of the room changes. */
  elsewhere: 1,
  /** An event arrives, whichever. */
  event: 3,
  /** An event is lost. */
  lose: 1,
  /** An answer to a mutation arrives, whichever. */
  answer: 4,
  /** The server reads a list for us. */
  read: 3,
  /** What was read arrives, whichever. */
  landed: 3,
  /** We ask what changed. */
  ask: 4,
  /** A piece of the answer is made. */
  piece: 6,
  /** We subscribe over the connection. */
  follow: 4,
  /** The connection's next frame arrives. */
  frame: 8,
  /** The connection breaks. */
  drop: 1,
  /** A backup is put back. */
  restore: 1,
  /** The server forgets what it was long ago, or has other rights or another schema for us. */
  alter: 1,
  /** A screen goes away, and another one comes. */
  look: 1,
} as const

const names = Object.entries(weights).flatMap(([name, weight]) => Array<Step['do']>(weight).fill(name as Step['do']))

const step: fc.Arbitrary<Step> = fc.record({
  do: fc.constantFrom(...names),
  pick: fc.nat({ max: 99 }),
  keep: fc.boolean(),
  ops: fc.array(op, { minLength: 1, maxLength: 2 }),
})

export const schedules = fc.array(step, { minLength: 30, maxLength: 150, size: 'max' })
