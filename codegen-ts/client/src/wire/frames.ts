import { tell } from '../core/told'
import type { ChangeEvent, Row } from '../core/types'
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
    const { seq, prev, sub, clientMutationId, action } = entry
    const key = `${seq} ${sub}`
    const { mid = clientMutationId, told = new Map() } = changes.get(key) ?? {}
    changes.set(key, { seq, prev, sub, mid, told })
    // A row may have columns `items` and `ids` of its own.
    const payload = entry.payload as Row & { readonly ids: readonly string[]; readonly items: readonly Row[] }
    const { ids, items } = action.startsWith('bulk') ? payload : { ids: [payload.id], items: [payload] }
    if (action.endsWith('delete')) tell(told, [], ids)
    else tell(told, items, [])
  }
  return [...changes.values()]
}
