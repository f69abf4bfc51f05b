import type { ChangeEvent, Op, Row } from '../core/types'
import type { Change } from './protocol'

/** The version of the wire that this file speaks. */
export const PROTOCOL = 1

/** What one commit did to one list. */
export interface ListChange extends ChangeEvent {
  /** The number of the subscription that it came by. */
  readonly sub: number | undefined
}

/** One change a seq and subscription: entries of one seq are one commit, and are applied together. */
export function joined(entries: readonly Change[]): readonly ListChange[] {
  const changes = new Map<string, ListChange>()
  for (const entry of entries) {
    const { seq, prev, sub, clientMutationId: mid } = entry
    const key = `${seq} ${sub}`
    const before = changes.get(key)
    changes.set(key, { seq, prev, sub, mid: mid ?? before?.mid, ops: [...(before?.ops ?? []), ...opsOf(entry)] })
  }
  return [...changes.values()]
}

function opsOf({ action, payload }: Change): Op[] {
  const { id, ids = [id], items = [payload as Row] } = payload as { id: string; ids?: string[]; items?: Row[] }
  if (action.endsWith('delete')) return ids.map((gone) => ({ type: 'delete', id: gone }))
  // A row may have a column `items` of its own.
  return (action.startsWith('bulk') ? items : [payload as Row]).map((row) => ({ type: 'put', row }))
}
