import type { Field } from './field'
import { invalidType, type Report } from './problem'

/** The columns of a collection, or the fields of a nested value, by their names on the wire. */
export type Fields = Readonly<Record<string, Field<unknown>>>

/** Reads what stands under one name: `field` is missing where there is no such field, `item` where nothing is given. */
export type ReadField = (field: Field<unknown> | undefined, item: unknown, report: Report) => unknown

/**
 * Reads an object field by field. A property that is `undefined` is not there.
 *
 * Gives the same object where nothing in it changes.
 */
export function readFields(fields: Fields, value: unknown, read: ReadField, report: Report): object | undefined {
  const given = entriesOf(value)
  if (!given) return report(invalidType('object', 'an object'))
  // It has entries, so it is one.
  let after = value as object
  for (const name of new Set([...given.keys(), ...Object.keys(fields)])) {
    // Names are the user's: `constructor` is none of ours.
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined
    const item = given.get(name)
    const now = read(field, item, (problem, ...path) => report(problem, name, ...path))
    if (now !== undefined && !Object.is(now, item)) after = { ...after, [name]: now }
  }
  return after
}

/** What JSON would carry of an object; nothing where the value is none. */
export function entriesOf(value: unknown): ReadonlyMap<string, unknown> | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  return new Map<string, unknown>(Object.entries(value).filter(([, item]) => item !== undefined))
}
