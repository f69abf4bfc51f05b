import type { Issue } from '../errors'
import type { Field, Role } from './field'
import type { Problem } from './rules'
import type { StandardSchema } from './standard'

/** The columns of a collection by their names on the wire. */
export type Fields = Readonly<Record<string, Field<unknown>>>

/** What a validator looks at: an insert, a patch or a whole row. */
export type Shape = 'insert' | 'patch' | 'entity'

const problem = (code: string, message: string, params: Problem['params'] = {}): Problem => ({ code, message, params })

const writable: Readonly<Record<Shape, (role: Role) => boolean>> = {
  insert: (role) => role === 'data' || role === 'id',
  patch: (role) => role === 'data',
  entity: () => true,
}

function isRequired(shape: Shape, field: Field<unknown>): boolean {
  if (shape === 'entity') return true
  return shape === 'insert' && field.role === 'data' && !field.nullable && field.default === undefined
}

/** Everything that is wrong with `value` as a `shape` of the collection. A property that is `undefined` is not there. */
export function issuesOf(fields: Fields, shape: Shape, value: unknown, path: Issue['path'] = []): Issue[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return [{ path, ...problem('invalid_type', 'must be an object', { expected: 'object' }) }]
  }
  const issues: Issue[] = []
  const given = new Map(Object.entries(value).filter(([, item]) => item !== undefined))
  if (shape === 'patch' && given.size === 0) {
    issues.push({ path, ...problem('empty_patch', 'must name at least one field to change') })
  }
  const add = (name: string, ...problems: readonly Problem[]) => {
    for (const found of problems) issues.push({ path: [...path, name], ...found })
  }
  for (const name of given.keys()) {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined
    if (!field) add(name, problem('unknown_field', 'is not a field of this collection'))
    else if (!writable[shape](field.role)) add(name, problem('server_column', 'is written by the server only'))
  }
  for (const [name, field] of Object.entries(fields)) {
    if (!given.has(name)) {
      if (isRequired(shape, field)) add(name, problem('required', 'is required'))
    } else if (writable[shape](field.role)) {
      add(name, ...field.problems(given.get(name)))
    }
  }
  return issues
}

/** The validator of a shape, for forms. */
export function validator<Value>(fields: Fields, shape: Shape): StandardSchema<Value> {
  const validate: StandardSchema<Value>['~standard']['validate'] = (value) => {
    const issues = issuesOf(fields, shape, value)
    // Nothing is transformed, so what passes is of the type already.
    return issues.length > 0 ? { issues } : { value: value as Value }
  }
  return { '~standard': { version: 1, vendor: 'ferrosync', validate } }
}
