import { entriesOf } from '../fields'
import { invalidType, type Kind, problem, type Report } from '../problem'
import { number, text } from './scalars'

/** How deep arrays and objects may stand in each other. The server counts the same. */
const MAX_DEPTH = 64

/**
 * Any JSON but `null`. What the Rust type demands beside that is known to the server only, so the kind fits every type.
 */
export const json: Kind<never> = (value, report) =>
  // The type is the one that Rust has written into `types.ts`.
  value === null ? refuse(report) : isJson(value, report, 0) ? (value as never) : undefined

const refuse = (report: Report) => report(invalidType('json', 'JSON, and not null'))

/** Whether JSON, and our server, carry the value; the first reason why not is reported. */
function isJson(value: unknown, report: Report, depth: number): boolean {
  if (value === null || typeof value === 'boolean') return true
  if (typeof value === 'string') return text(value, report) !== undefined
  if (typeof value === 'number') return number(value, report) !== undefined
  const entries = itemsOf(value)
  if (!entries) return refuse(report) ?? false
  if (depth === MAX_DEPTH) {
    return report(problem('too_deep', `must not be nested deeper than ${MAX_DEPTH} levels`, { max: MAX_DEPTH })) ?? false
  }
  return [...entries].every(([key, item]) => text(key, report) !== undefined && isJson(item, report, depth + 1))
}

/** What is in an array or a plain object: a `Date`, a `Map` or a class is something else after a journey as JSON. */
function itemsOf(value: unknown): Iterable<readonly [string, unknown]> | undefined {
  if (Array.isArray(value)) return Array.from(value, (item, index) => [String(index), item] as const)
  const entries = entriesOf(value)
  const prototype: unknown = entries && Object.getPrototypeOf(value)
  return prototype && Object.getPrototypeOf(prototype) !== null ? undefined : entries
}
