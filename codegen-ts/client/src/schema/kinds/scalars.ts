import { invalidType, type Kind, type Problem, problem } from '../problem'

/** A UUID in its canonical form, as the server makes them. */
export const isUuid = (value: string): boolean => /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(value)

/** What is said of a text that is none. */
export const invalidUuid: Problem = /* @__PURE__ */ problem('invalid_uuid', 'must be a UUID in lower case, with its hyphens')

/** JavaScript allows half a surrogate pair in a string; UTF-8, and so the server, does not. */
export const isWellFormed = (value: string): boolean => !/\p{Surrogate}/u.test(value)

/** A UUID in its canonical form: 36 characters, lower case. */
export const uuid: Kind<string> = (value, report) => {
  if (typeof value !== 'string') return report(invalidType('uuid', 'a UUID'))
  return isUuid(value) ? value : report(invalidUuid)
}

/** A string of whole code points. */
export const text: Kind<string> = (value, report) => {
  if (typeof value !== 'string') return report(invalidType('string', 'a string'))
  return isWellFormed(value) ? value : report(problem('not_well_formed', 'must be well-formed Unicode'))
}

export const boolean: Kind<boolean> = (value, report) =>
  typeof value === 'boolean' ? value : report(invalidType('boolean', 'true or false'))

/** A finite double. */
export const number: Kind<number> = (value, report) => {
  if (typeof value !== 'number') return report(invalidType('number', 'a number'))
  if (!Number.isFinite(value)) return report(problem('not_finite', 'must be a finite number'))
  // Zero has a sign here, and none in the database.
  return value + 0
}

/** An integer from `min` to `max`. */
export const int = (min: number, max: number): Kind<number> => whole('integer', 'an integer', min, max)

/** An integer that JavaScript holds exactly: within ±(2^53 − 1). */
export const integer: Kind<number> = /* @__PURE__ */ int(-9_007_199_254_740_991, 9_007_199_254_740_991)

/** Milliseconds since 1970 UTC, within the range of `Date`. */
export const timestamp: Kind<number> = /* @__PURE__ */ whole('timestamp', 'a time in milliseconds since 1970', -8.64e15, 8.64e15)

function whole(expected: string, noun: string, min: number, max: number): Kind<number> {
  return (value, report) => {
    // What is not finite is a number all the same: `number` says what is wrong with it.
    const finite = Number.isFinite(value)
    if (typeof value !== 'number' || (finite && !Number.isInteger(value))) return report(invalidType(expected, noun))
    if (finite && (value < min || value > max)) {
      return report(problem('out_of_range', `must be between ${min} and ${max}`, { min, max }))
    }
    return number(value, report)
  }
}
