import type { Issue } from '../errors'
import type { AnyCollection } from '../schema/collection'
import type { Field } from '../schema/field'
import { required } from '../schema/problem'
import { parse, type Shape } from '../schema/validate'
import { uuidv7 } from '../uuid'
import type { Op } from './types'

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
  const { room, scope = null, owner = '', now } = moment
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

  /** What stands in the columns that are not the input's. */
  const columns = (valueOf: (field: Field<unknown>) => unknown): Values =>
    Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, valueOf(field)]).filter(([, value]) => value !== undefined))

  /** Notes what the item does here, and gives what the server is asked. */
  const draft = (item: unknown, path: Issue['path']): unknown => {
    // Of everything: what is no object has none that we ask for.
    const { id: given, data } = (verb === 'remove' ? { id: item } : (item ?? {})) as Values
    const id = String(given ?? uuidv7())
    if (verb === 'add') {
      const values = taken('insert', item, path)
      // An owner is text: where nobody is known to be signed in, it is nobody's.
      const server = { id, syncId: room, scope, owner, created: now, updated: now, deleted: null }
      const others = columns(({ role, default: value = null }) => (role === 'data' ? value : server[role]))
      ops.push({ id, row: { ...others, ...values, id } })
      return { id, ...values }
    }
    const at = verb === 'remove' && many ? path : [...path, 'id']
    issues.push(...(fields['id']?.problems(given) ?? []).map((problem) => ({ path: at, ...problem })))
    if (verb === 'remove') {
      ops.push({ id })
      return given
    }
    const values = taken('patch', data, many ? [...path, 'data'] : path)
    ops.push({ id, fields: { ...columns(({ role }) => (role === 'updated' ? now : undefined)), ...values } })
    return { id: given, data: values }
  }

  // A new row stands in a scope; it may stand in none where the column may be null.
  if (verb === 'add' && scope === null && scopeColumn !== null && !fields[scopeColumn]?.nullable) {
    issues.push({ path: ['scope'], ...required })
  }
  const items = many ? ([input].flat() as unknown[]).map((item, index) => draft(item, [key, index])) : [draft(input, [])]
  return {
    ids: ops.map(({ id }) => id),
    issues,
    action: `${many ? 'bulk-' : ''}${({ add: 'insert', update: 'update', remove: 'delete' } as const)[verb]}`,
    ops,
    payload: many ? { [key]: items } : verb === 'remove' ? { id: items[0] } : (items[0] as Values),
  }
}
