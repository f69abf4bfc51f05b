import type { Issue } from '../errors'
import type { AnyCollection } from '../schema/collection'
import type { Fields } from '../schema/fields'
import { required } from '../schema/problem'
import { parse, type Shape } from '../schema/validate'
import { uuidv7 } from '../uuid'
import { idOf } from './list'
import type { Op, Row } from './types'

/** What can be done to a collection. */
export type Action = 'add' | 'update' | 'remove' | 'addMany' | 'updateMany' | 'removeMany'

/** What the server is asked to do. */
export type WireAction = 'insert' | 'update' | 'delete' | 'bulk-insert' | 'bulk-update' | 'bulk-delete'

/** A mutation, before it has a name: what it does here, and what the server is asked. */
export interface Plan {
  readonly ids: readonly string[]
  readonly ops: readonly Op[]
  readonly action: WireAction
  readonly payload: Readonly<Record<string, unknown>>
  readonly issues: readonly Issue[]
}

/** What rows need that the user does not give. */
export interface Moment {
  readonly room: string
  /** What the call is limited to, and where its new rows go. */
  readonly scope: string | undefined
  /** Whom new rows belong to. */
  readonly owner: string | undefined
  /** The server's clock, milliseconds since 1970 UTC. */
  readonly now: number
}

type Values = Readonly<Record<string, unknown>>
type Draft = { readonly op: Op; readonly item: unknown; readonly issues: readonly Issue[] }

/** Works a call out. Nothing of `input` is believed: it may come from JavaScript. */
export function plan(collection: AnyCollection, action: Action, input: unknown, moment: Moment): Plan {
  const bulk = action.endsWith('Many')
  const verb = (bulk ? action.slice(0, -4) : action) as Verb
  const key = verb === 'remove' ? 'ids' : 'items'
  const inputs: readonly unknown[] = bulk ? (Array.isArray(input) ? input : []) : [input]
  const drafts = inputs.map((item, index) => drafters[verb](collection.fields, item, bulk ? [key, index] : [], moment))
  const items = drafts.map(({ item }) => item)
  const [first] = items
  return {
    ids: drafts.map(({ op }) => idOf(op)),
    ops: drafts.map(({ op }) => op),
    issues: [...(verb === 'add' ? scopeIssues(collection, moment) : []), ...drafts.flatMap(({ issues }) => issues)],
    action: `${bulk ? 'bulk-' : ''}${wireVerbs[verb]}`,
    payload: bulk ? { [key]: items } : verb === 'remove' ? { id: first } : (first as Values),
  }
}

type Verb = 'add' | 'update' | 'remove'

const wireVerbs = { add: 'insert', update: 'update', remove: 'delete' } as const

type Drafter = (fields: Fields, input: unknown, path: Issue['path'], moment: Moment) => Draft

const drafters: Readonly<Record<Verb, Drafter>> = {
  add: (fields, input, path, moment) => {
    const { given, issues } = taken(fields, 'insert', input, path)
    const id = String(propertiesOf(input)['id'] ?? uuidv7())
    // An owner is text: where nobody is known to be signed in, it is nobody's.
    const { room, scope = null, owner = '', now } = moment
    const server = { id, syncId: room, scope, owner, created: now, updated: now, deleted: null }
    const row: Record<string, unknown> & Row = { id }
    for (const [name, { role, default: value = null }] of Object.entries(fields)) {
      row[name] = role !== 'data' ? server[role] : Object.hasOwn(given, name) ? given[name] : value
    }
    return { op: { type: 'put', row }, item: { id, ...given }, issues }
  },
  update: (fields, input, path, moment) => {
    const { id, data } = propertiesOf(input)
    const { given, issues } = taken(fields, 'patch', data, path.length > 0 ? [...path, 'data'] : [])
    const server: Record<string, unknown> = {}
    for (const [name, { role }] of Object.entries(fields)) if (role === 'updated') server[name] = moment.now
    const op: Op = { type: 'set', id: String(id), fields: { ...given, ...server } }
    return { op, item: { id, data: given }, issues: [...idIssues(fields, id, [...path, 'id']), ...issues] }
  },
  remove: (fields, id, path) => ({
    op: { type: 'delete', id: String(id) },
    item: id,
    issues: idIssues(fields, id, path.length > 0 ? path : ['id']),
  }),
}

function idIssues(fields: Fields, id: unknown, path: Issue['path']): Issue[] {
  return (fields['id']?.problems(id) ?? []).map((problem) => ({ path, ...problem }))
}

/** A new row stands in a scope; it may stand in none where the column may be null. */
function scopeIssues({ fields, scope }: AnyCollection, moment: Moment): Issue[] {
  if (scope === null || moment.scope !== undefined || fields[scope]?.nullable) return []
  return [{ path: ['scope'], ...required }]
}

/**
 * What is shown and sent of an input: its transformed value, and a copy, because the user's object may change while the
 * mutation waits, and a mutation id stands for one content.
 */
function taken(fields: Fields, shape: Shape, input: unknown, path: Issue['path']): Pick<Draft, 'issues'> & { given: Values } {
  const { value, issues } = parse(fields, shape, input, path)
  return { given: issues.length > 0 ? {} : (JSON.parse(JSON.stringify(value)) as Values), issues }
}

/** Of everything: what is no object has none that we ask for. */
const propertiesOf = (value: unknown): Values => (value ?? {}) as Values
