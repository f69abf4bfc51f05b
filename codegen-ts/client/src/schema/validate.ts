import type { Issue } from '../errors'
import type { Field } from './field'
import { type Fields, readFields } from './fields'
import { problem, type Report, required } from './problem'
import type { StandardSchema } from './standard'

/** What a validator looks at: an insert, a patch or a whole row. */
export type Shape = 'insert' | 'patch' | 'entity'

/** A value as it is sent and shown, and everything that is wrong with it. */
export interface Parsed {
  /** The transformed value; it means something only where there are no issues. */
  readonly value: unknown
  readonly issues: readonly Issue[]
}

function isRequired(shape: Shape, field: Field<unknown>): boolean {
  if (shape === 'entity') return true
  return shape === 'insert' && field.role === 'data' && !field.nullable && field.default === undefined
}

/** Whether a client may not write the column: not at all, or not in a patch. */
function isRefused(shape: Shape, { role, readonly }: Field<unknown>, report: Report): boolean {
  if (shape === 'entity' || (shape === 'insert' && role === 'id')) return false
  if (role !== 'data') report(problem('server_column', 'is written by the server only'))
  else if (readonly && shape === 'patch') report(problem('readonly_column', 'is set on insert only'))
  else return false
  return true
}

/** Reads `value` as a `shape` of the collection. A property that is `undefined` is not there; paths begin with `path`. */
export function parse(fields: Fields, shape: Shape, value: unknown, path: Issue['path'] = []): Parsed {
  const issues: Issue[] = []
  const report: Report = (problem, ...inner) => void issues.push({ path: [...path, ...inner], ...problem })
  let empty = true
  const read = readFields(
    fields,
    value,
    (field, item, at) => {
      if (!field) return at(problem('unknown_field', 'is not a field of this collection'))
      if (item === undefined) return isRequired(shape, field) ? at(required) : undefined
      empty = false
      return isRefused(shape, field, at) ? undefined : field.read(item, at)
    },
    report,
  )
  if (shape === 'patch' && empty && issues.length === 0) {
    report(problem('empty_patch', 'must name at least one field to change'))
  }
  return { value: read, issues }
}

/** Everything that is wrong with `value` as a `shape` of the collection. */
export function issuesOf(fields: Fields, shape: Shape, value: unknown, path: Issue['path'] = []): readonly Issue[] {
  return parse(fields, shape, value, path).issues
}

/** The validator of a shape, for forms. */
export function validator<Value>(fields: Fields, shape: Shape): StandardSchema<Value> {
  const validate: StandardSchema<Value>['~standard']['validate'] = (given) => {
    const { value, issues } = parse(fields, shape, given)
    // What passes is of the type.
    return issues.length > 0 ? { issues } : { value: value as Value }
  }
  return { '~standard': { version: 1, vendor: 'ferrosync', validate } }
}
