import { type Kind, text } from './kinds'
import { length, type Problem, type Rule } from './rules'

/** Who writes a column: the client (`data`, and `id` on insert) or the server. */
export type Role = 'data' | 'id' | 'syncId' | 'owner' | 'scope' | 'created' | 'updated' | 'deleted'

/** A column, as far as the client needs to know it. */
export interface Field<T> {
  readonly role: Role
  readonly nullable: boolean
  /** What an insert gets that leaves the column out. */
  readonly default: T | undefined
  /** Everything that is wrong with a value; nothing for `null` where the column takes it. */
  readonly problems: (value: unknown) => readonly Problem[]
}

/** What can be said of a column beside its kind. */
export interface FieldOptions<T> {
  readonly role?: Role
  readonly default?: T
  readonly rules?: readonly Rule<T>[]
}

const idLength: Rule<string> = /* @__PURE__ */ length(1, 64)

/** Ids stand in paths, so they are short and none is the name of a path. */
const idRule: Rule<string> = (id) =>
  ['bulk', '.', '..'].includes(id)
    ? { code: 'reserved', message: 'must not be `bulk`, `.` or `..`, which mean something else in a path', params: {} }
    : idLength(id)

/** Declares a column. */
export function field<T>(kind: Kind<T>, options: FieldOptions<T> & { readonly nullable: true }): Field<T | null>
export function field<T>(kind: Kind<T>, options?: FieldOptions<T>): Field<T>
export function field<T>(
  kind: Kind<T>,
  options: FieldOptions<T> & { readonly nullable?: true } = {},
): Field<T | null> {
  const { nullable = false, role = 'data', rules = [] } = options
  // Two kinds are equal only where T is string: the id's rules are then rules of T.
  const all = role === 'id' && Object.is(kind, text) ? [idRule as unknown as Rule<T>] : rules
  return {
    role,
    nullable,
    default: options.default,
    problems: (value) => {
      if (value === null && nullable) return []
      if (!kind.is(value)) {
        return [{ code: 'invalid_type', message: `must be ${kind.noun}`, params: { expected: kind.expected } }]
      }
      const wrong = kind.check?.(value)
      return wrong ? [wrong] : all.map((rule) => rule(value)).filter((problem) => problem !== undefined)
    },
  }
}
