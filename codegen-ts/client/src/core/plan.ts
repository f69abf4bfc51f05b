import type { Issue } from '../errors'
import type { AnyCollection } from '../schema/collection'
import type { Fields } from '../schema/fields'
import { issuesOf } from '../schema/validate'
import { uuidv7 } from '../uuid'
import type { Op, Row } from './types'

/** What can be done to a collection. */
export type Action = 'add' | 'update' | 'remove' | 'addMany' | 'updateMany' | 'removeMany'

/** A mutation, before it has a name: what it does here, and what the server is asked. */
export interface Plan {
  readonly ids: readonly string[]
  readonly ops: readonly Op[]
  readonly method: 'POST' | 'PUT' | 'DELETE'
  /** What follows the collection's path. */
  readonly suffix: readonly string[]
  readonly body: Readonly<Record<string, unknown>> | undefined
  readonly bulk: boolean
  readonly issues: readonly Issue[]
}

/** What rows need that the user does not give. */
export interface Moment {
  readonly room: string
  /** The server's clock, milliseconds since 1970 UTC. */
  readonly now: number
}

type Values = Readonly<Record<string, unknown>>
type Draft = { readonly id: string; readonly op: Op; readonly item: unknown; readonly issues: readonly Issue[] }

/** Works a call out. Nothing of `input` is believed: it may come from JavaScript. */
export function plan(collection: AnyCollection, action: Action, input: unknown, moment: Moment): Plan {
  const bulk = action.endsWith('Many')
  const verb = (bulk ? action.slice(0, -4) : action) as 'add' | 'update' | 'remove'
  const key = verb === 'remove' ? 'ids' : 'items'
  const inputs: readonly unknown[] = bulk ? (Array.isArray(input) ? input : []) : [input]
  const drafts = inputs.map((item, index) => drafters[verb](collection.fields, item, bulk ? [key, index] : [], moment))
  const [first] = drafts
  const method = ({ add: 'POST', update: 'PUT', remove: 'DELETE' } as const)[verb]
  return {
    ids: drafts.map(({ id }) => id),
    ops: drafts.map(({ op }) => op),
    issues: drafts.flatMap(({ issues }) => issues),
    method,
    bulk,
    suffix: bulk ? ['bulk'] : verb === 'add' ? [] : [first?.id ?? ''],
    body: bulk ? { [key]: drafts.map(({ item }) => item) } : bodyOf(verb, first?.item),
  }
}

function bodyOf(verb: 'add' | 'update' | 'remove', item: unknown): Values | undefined {
  if (verb === 'remove') return undefined
  return (verb === 'add' ? item : (item as Values)['data']) as Values
}

type Drafter = (fields: Fields, input: unknown, path: Issue['path'], moment: Moment) => Draft

const drafters: Readonly<Record<'add' | 'update' | 'remove', Drafter>> = {
  add: (fields, input, path, moment) => {
    const given = defined(input)
    const id = typeof given['id'] === 'string' ? given['id'] : uuidv7()
    const row: Record<string, unknown> & Row = { id }
    for (const [name, field] of Object.entries(fields)) {
      if (field.role === 'syncId') row[name] = moment.room
      else if (field.role === 'created' || field.role === 'updated') row[name] = moment.now
      else if (field.role === 'data') row[name] = Object.hasOwn(given, name) ? given[name] : (field.default ?? null)
    }
    return { id, op: { type: 'put', row }, item: { id, ...given }, issues: issuesOf(fields, 'insert', input, path) }
  },
  update: (fields, input, path, moment) => {
    const { id, data } = defined(input)
    const given = defined(data)
    const server: Record<string, unknown> = {}
    for (const [name, { role }] of Object.entries(fields)) if (role === 'updated') server[name] = moment.now
    const issues = [
      ...idIssues(fields, id, [...path, 'id']),
      ...issuesOf(fields, 'patch', data, path.length > 0 ? [...path, 'data'] : []),
    ]
    const op: Op = { type: 'set', id: String(id), fields: { ...given, ...server } }
    return { id: String(id), op, item: { id, data: given }, issues }
  },
  remove: (fields, id, path) => ({
    id: String(id),
    op: { type: 'delete', id: String(id) },
    item: id,
    issues: idIssues(fields, id, path.length > 0 ? path : ['id']),
  }),
}

function idIssues(fields: Fields, id: unknown, path: Issue['path']): Issue[] {
  return (fields['id']?.problems(id) ?? []).map((problem) => ({ path, ...problem }))
}

/** The properties that JSON would carry. */
function defined(value: unknown): Values {
  if (typeof value !== 'object' || value === null) return {}
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined))
}
