import type { Issue } from '../errors'

/** What is wrong with a value, without where. */
export type Problem = Omit<Issue, 'path'>

/**
 * Takes what is wrong, and where inside the value that is looked at.
 *
 * It gives `undefined`, which is what a reader gives for a value that is not of its type.
 */
export type Report = (problem: Problem, ...path: Issue['path']) => undefined

/** Reads a value: as it is stored, or `undefined` where it, or anything in it, is of another type. All that is wrong is reported. */
export type Kind<T> = (value: unknown, report: Report) => T | undefined

/** Looks at a value of the right type; `null` is never passed. Gives what becomes of it, or `undefined` where it stays as it is. */
export type Rule<T> = (value: T, report: Report) => T | undefined

/** A rule that changes nothing. */
export type Check<T> = (value: T, report: Report) => undefined

/** A problem, of a few words. */
export function problem(code: string, message: string, params: Problem['params'] = {}): Problem {
  return { code, message, params }
}

/** There is no value. */
export const required: Problem = /* @__PURE__ */ problem('required', 'is required')

/** The value's type is another one; `noun` has its article. */
export function invalidType(expected: string, noun: string): Problem {
  return problem('invalid_type', `must be ${noun}`, { expected })
}

/** The value is none of these. */
export function notOneOf(values: readonly (string | number)[]): Problem {
  const quoted = values.map((value) => (typeof value === 'string' ? `"${value}"` : value))
  return problem('not_one_of', `must be one of ${quoted.join(', ')}`, { values })
}

/** A check that reports one problem. */
export function check<T>(holds: (value: T) => boolean, code: string, message: string, params?: Problem['params']): Check<T> {
  return (value, report) => (holds(value) ? undefined : report(problem(code, message, params)))
}
