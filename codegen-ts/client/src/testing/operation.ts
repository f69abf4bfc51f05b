import type { AnyCollection, Issue, StandardSchema } from '../client'
import { invalid, issue, malformed, refused } from './refusals'
import type { Action } from './types'

/** The server's limit of rows in a mutation. */
const MAX_BULK = 1000
/** The most characters of a scope. */
const MAX_SCOPE = 64

/** What is to become of one row: fields of a new one, which may lack its id, or of one that is there; or nothing. */
export interface RowChange {
  readonly id: string | undefined
  readonly fields: Readonly<Record<string, unknown>>
  /** Where the fields stand in what was sent. */
  readonly path: Issue['path']
}

type Json = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * Reads what a mutation wants, as the server does.
 *
 * @throws SyncError everything that is wrong with it.
 */
export function rowChanges(collection: AnyCollection, action: Action, payload: unknown, scope: string | undefined): RowChange[] {
  const given = isObject(payload) ? payload : {}
  const issues: Issue[] = []
  const verb = action.replace('bulk-', '') as 'insert' | 'update' | 'delete'

  const fieldsOf = (schema: StandardSchema<unknown>, value: unknown, path: Issue['path']): Json => {
    const result = schema['~standard'].validate(value)
    if (result.issues) issues.push(...result.issues.map((wrong) => ({ ...wrong, path: [...path, ...wrong.path] })))
    return result.issues ? {} : ((result.value ?? {}) as Json)
  }
  const idOf = (id: unknown, path: Issue['path']): string => {
    for (const problem of collection.fields['id']?.problems(id ?? null) ?? []) issues.push({ path, ...problem })
    return String(id)
  }
  const read: Readonly<Record<typeof verb, (item: unknown, path: Issue['path'], idPath: Issue['path']) => RowChange>> = {
    insert: (item, path) => {
      const fields = fieldsOf(collection.insert, item, path)
      return { id: fields['id'] as string | undefined, fields, path }
    },
    update: (item, path, idPath) => {
      const { id, data } = isObject(item) ? item : {}
      return { id: idOf(id, idPath), fields: fieldsOf(collection.patch, data, path), path }
    },
    delete: (id, path, idPath) => ({ id: idOf(id, idPath), fields: {}, path }),
  }

  issues.push(...scopeIssues(collection, scope, verb === 'insert'))
  if (verb === action) {
    const row = read[verb](verb === 'delete' ? given['id'] : given, [], ['id'])
    if (issues.length > 0) throw invalid(issues)
    return [row]
  }

  const key = verb === 'delete' ? 'ids' : 'items'
  issues.push(...unknownNames(given, [key], []))
  const items = given[key]
  if (!Array.isArray(items)) throw invalid([...issues, issue([key], 'invalid_type', 'must be an array', { expected: 'array' })])
  if (items.length === 0) issues.push(issue([key], 'too_small', 'must not be empty', { min: 1 }))
  if (items.length > MAX_BULK) throw refused(413, 'TOO_LARGE', `a bulk mutation has at most ${MAX_BULK} items`)
  const rows = items.map((item: unknown, index) => {
    const at = [key, index]
    if (verb !== 'update') return read[verb](item, at, at)
    issues.push(...unknownNames(isObject(item) ? item : {}, ['id', 'data'], at))
    return read[verb](item, [...at, 'data'], [...at, 'id'])
  })
  if (issues.length === 0) {
    const seen = new Set<string>()
    rows.forEach(({ id }, index) => {
      if (id !== undefined && seen.has(id)) issues.push(issue([key, index, ...(key === 'ids' ? [] : ['id'])], 'duplicate', 'stands here twice'))
      seen.add(id ?? '')
    })
  }
  if (issues.length > 0) throw invalid(issues)
  return rows
}

/** What is wrong with a scope, or with there being none. */
function scopeIssues({ scope: column, fields }: AnyCollection, scope: string | undefined, isInsert: boolean): readonly Issue[] {
  const field = column === null ? undefined : fields[column]
  if (scope === undefined) return field && !field.nullable && isInsert ? [issue(['scope'], 'required', 'is required')] : []
  if (!field) return [issue(['scope'], 'no_scope', 'is given, but this collection has no scopes')]
  if (scope === '') return [issue(['scope'], 'too_short', 'must have at least 1 character', { min: 1 })]
  if ([...scope].length > MAX_SCOPE) return [issue(['scope'], 'too_long', `must have at most ${MAX_SCOPE} characters`, { max: MAX_SCOPE })]
  return field.problems(scope).slice(0, 1).map((problem) => ({ path: ['scope'], ...problem }))
}

/** Refuses a scope that no list can have. */
export function checkScope(collection: AnyCollection, scope: string | undefined): void {
  const issues = scopeIssues(collection, scope, false)
  if (issues.length > 0) throw invalid(issues)
}

function unknownNames(given: Json, names: readonly string[], path: Issue['path']): Issue[] {
  const expected = names.map((name) => `\`${name}\``).join(' and ')
  const unknown = Object.keys(given).filter((name) => !names.includes(name))
  return unknown.map((name) => issue([...path, name], 'unknown_field', `is unknown here; expected ${expected}`))
}

/** The text of a mutation id, where there is one. */
export function midOf(mid: unknown): string | undefined {
  if (mid === undefined) return undefined
  if (typeof mid !== 'string') throw malformed('_clientMutationId', 'invalid_type', 'must be a string')
  return mid
}
