import type { Rule } from './rules'

/** How a column's values look in JSON. */
export interface Kind<T> {
  /** The type's name in issues. */
  readonly expected: string
  /** The type in words, for messages: `a string`. */
  readonly noun: string
  readonly is: (value: unknown) => value is T
  /** What is wrong with a value of the type. */
  readonly check?: Rule<T>
}

const isNumber = (value: unknown): value is number => typeof value === 'number'
const isString = (value: unknown): value is string => typeof value === 'string'

/** Has no fraction; infinities and NaN pass too, so that `check` can name what they are. */
const isWhole = (value: unknown): value is number => isNumber(value) && (Number.isInteger(value) || !Number.isFinite(value))

const finite: Rule<number> = (value) =>
  Number.isFinite(value) ? undefined : { code: 'not_finite', message: 'must be a finite number', params: {} }

function within(limit: number): Rule<number> {
  const params = { min: -limit, max: limit }
  const message = `must be between ${-limit} and ${limit}`
  return (value) => finite(value) ?? (Math.abs(value) <= limit ? undefined : { code: 'out_of_range', message, params })
}

/** A UUID in its canonical form: 36 characters, lower case. */
export const uuid: Kind<string> = {
  expected: 'uuid',
  noun: 'a UUID',
  is: isString,
  check: (value) =>
    /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(value)
      ? undefined
      : { code: 'invalid_uuid', message: 'must be a UUID in lower case, with its hyphens', params: {} },
}

/** A string. JavaScript allows a lone surrogate in one; UTF-8, and so the server, does not. */
export const text: Kind<string> = {
  expected: 'string',
  noun: 'a string',
  is: isString,
  check: (value) =>
    /\p{Surrogate}/u.test(value)
      ? { code: 'not_well_formed', message: 'must be well-formed Unicode', params: {} }
      : undefined,
}

export const boolean: Kind<boolean> = {
  expected: 'boolean',
  noun: 'true or false',
  is: (value): value is boolean => typeof value === 'boolean',
}

/** An integer that JavaScript holds exactly: within ±(2^53 − 1). */
export const integer: Kind<number> = {
  expected: 'integer',
  noun: 'an integer',
  is: isWhole,
  check: /* @__PURE__ */ within(2 ** 53 - 1),
}

/** A finite double. */
export const number: Kind<number> = { expected: 'number', noun: 'a number', is: isNumber, check: finite }

/** Milliseconds since 1970 UTC, within the range of `Date`. */
export const timestamp: Kind<number> = {
  expected: 'timestamp',
  noun: 'a time in milliseconds since 1970',
  is: isWhole,
  check: /* @__PURE__ */ within(8.64e15),
}
