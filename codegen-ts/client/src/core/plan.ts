import type { Issue } from '../errors'
import type { AnyCollection } from '../schema/collection'
import { required } from '../schema/problem'
import { parse, type Shape } from '../schema/validate'
import { uuidv7 } from '../uuid'
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

/** Works a call out. Nothing of `input` is believed: it may come from JavaScript. */
export function plan({ fields, scope: scopeColumn }: AnyCollection, action: Action, input: unknown, moment: Moment): Plan {
  const [, verb, many] = /^(.*?)(Many)?$/.exec(action) as unknown as [string, 'add' | 'update' | 'remove', string | undefined]
  const key = verb === 'remove' ? 'ids' : 'items'
  const issues: Issue[] = []
  const ops: Op[] = []

  /**
   * What is shown and sent of an input: its transformed value, and a copy, because the user's object may change while
   * the mutation waits, and a mutation id stands for one content.
   */
  const taken = (shape: Shape, given: unknown, path: Issue['path']): Values => {
    const { value, issues: found } = parse(fields, shape, given, path)
    issues.push(...found)
    return found.length > 0 ? {} : (JSON.parse(JSON.stringify(value)) as Values)
  }

  /** Notes what the item does here, and gives what the server is asked. */
  const draft = (item: unknown, path: Issue['path']): unknown => {
    const { room, scope = null, owner, now } = moment
    // Of everything: what is no object has none that we ask for.
    const { id, data } = (verb === 'remove' ? { id: item } : (item ?? {})) as Values
    const columns = Object.entries(fields)
    if (verb === 'add') {
      const given = taken('insert', item, path)
      // An owner is text: where nobody is known to be signed in, it is nobody's.
      const server = { id: String(id ?? uuidv7()), syncId: room, scope, owner: owner ?? '', created: now, updated: now, deleted: null }
      const row: Record<string, unknown> & Row = { id: server.id }
      for (const [name, { role, default: value = null }] of columns) {
        row[name] = role !== 'data' ? server[role] : Object.hasOwn(given, name) ? given[name] : value
      }
      ops.push({ id: row.id, row })
      return { id: row.id, ...given }
    }
    const where = verb === 'remove' && many ? path : [...path, 'id']
    issues.push(...(fields['id']?.problems(id) ?? []).map((problem) => ({ path: where, ...problem })))
    if (verb === 'remove') {
      ops.push({ id: String(id) })
      return id
    }
    const given = taken('patch', data, many ? [...path, 'data'] : path)
    const touched = columns.flatMap(([name, { role }]) => (role === 'updated' ? [[name, moment.now] as const] : []))
    ops.push({ id: String(id), fields: { ...given, ...Object.fromEntries(touched) } })
    return { id, data: given }
  }

  // A new row stands in a scope; it may stand in none where the column may be null.
  if (verb === 'add' && scopeColumn !== null && moment.scope === undefined && !fields[scopeColumn]?.nullable) {
    issues.push({ path: ['scope'], ...required })
  }
  const inputs: readonly unknown[] = many ? (Array.isArray(input) ? input : []) : [input]
  const items = inputs.map((item, index) => draft(item, many ? [key, index] : []))
  const [first] = items
  return {
    ids: ops.map(({ id }) => id),
    ops,
    issues,
    action: `${many ? 'bulk-' : ''}${({ add: 'insert', update: 'update', remove: 'delete' } as const)[verb]}`,
    payload: many ? { [key]: items } : verb === 'remove' ? { id: first } : (first as Values),
  }
}
