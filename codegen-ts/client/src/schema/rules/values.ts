import { type Check, notOneOf, problem, type Report } from '../problem'

/** The number of an array's items. */
export function items(min?: number | undefined, max?: number | undefined): Check<readonly unknown[]> {
  return ({ length: count }, report) => {
    if (min !== undefined && count < min) report(problem('too_few', `must have at least ${countOf(min)}`, { min }))
    if (max !== undefined && count > max) report(problem('too_many', `must have at most ${countOf(max)}`, { max }))
  }
}

const countOf = (count: number): string => `${count} item${count === 1 ? '' : 's'}`

/** One of these texts or numbers. */
export function oneOf(values: readonly (string | number)[]): Check<string | number> {
  return (value, report) => (values.includes(value) ? undefined : report(notOneOf(values)))
}

/** The same rule, which says `message` where it is broken. */
export function said<Value, Result>(
  rule: (value: Value, report: Report) => Result,
  message: string,
): (value: Value, report: Report) => Result {
  return (value, report) => rule(value, (problem, ...path) => report({ ...problem, message }, ...path))
}
