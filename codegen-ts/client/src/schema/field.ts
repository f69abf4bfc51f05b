import { refined } from './kinds/list'
import { text } from './kinds/scalars'
import { type Kind, type Problem, problem, type Rule } from './problem'
import { length } from './rules/text'

/** Who writes a column: the client (`data`, and `id` on insert) or the server. */
export type Role = 'data' | 'id' | 'syncId' | 'owner' | 'scope' | 'created' | 'updated' | 'deleted'

/** A column, or a field of a nested value, as far as the client needs to know it. */
export interface Field<T> {
  readonly role: Role
  readonly nullable: boolean
  /** What an insert gets that leaves the column out. */
  readonly default: T | undefined
  /** Clients write it on insert; then nobody does. */
  readonly readonly: boolean
  /** Reads a value, and applies the rules where it is of the right type. */
  readonly read: Kind<T>
  /** Everything that is wrong with a value, without where; nothing for `null` where the column takes it. */
  readonly problems: (value: unknown) => readonly Problem[]
}

/** What can be said of a column beside its kind. */
export interface FieldOptions<T> {
  readonly role?: Role
  readonly default?: NoInfer<T>
  readonly readonly?: boolean
  /** Transforms first. */
  readonly rules?: readonly Rule<T>[]
}

const idLength: Rule<string> = /* @__PURE__ */ length(1, 64)

/** Ids stand in paths, so they are short and none is the name of a path. */
const idRule: Rule<string> = (id, report) =>
  ['bulk', '.', '..'].includes(id)
    ? report(problem('reserved', 'must not be `bulk`, `.` or `..`, which mean something else in a path'))
    : idLength(id, report)

/** Declares a column, or a field of a nested value. */
export function field<T>(kind: Kind<T>, options: FieldOptions<T> & { readonly nullable: true }): Field<T | null>
export function field<T>(kind: Kind<T>, options?: FieldOptions<T>): Field<T>
export function field<T>(
  kind: Kind<T>,
  options: FieldOptions<T> & { readonly nullable?: true } = {},
): Field<T | null> {
  const { nullable = false, role = 'data', readonly = false, rules = [] } = options
  // Two kinds are equal only where T is string: the id's rule is then a rule of T.
  const all = role === 'id' && Object.is(kind, text) ? [idRule as unknown as Rule<T>] : rules
  const value = refined(kind, all)
  const read: Kind<T | null> = (given, report) => (given === null && nullable ? null : value(given, report))
  return {
    role,
    nullable,
    default: options.default,
    readonly,
    read,
    problems: (given) => {
      const found: Problem[] = []
      read(given, (wrong) => void found.push(wrong))
      return found
    },
  }
}
