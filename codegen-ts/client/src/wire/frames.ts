import type { ChangeEvent, Op, Row } from '../core/types'
import { isObject, type Json, parseObject } from './http'

/** The version of the wire that this file speaks. */
export const PROTOCOL = 1

/** What one commit did to one collection, as a frame tells it. */
export interface Change extends ChangeEvent {
  readonly collection: string
}

/** What the server sends over the socket. */
export type Frame =
  | { readonly type: 'sync-init'; readonly protocol: unknown; readonly schema: unknown; readonly seq: number; readonly now: number; readonly userId: string | undefined }
  | { readonly type: 'broadcast'; readonly changes: readonly Change[] }
  | { readonly type: 'tick'; readonly seq: number; readonly lists: Readonly<Record<string, number>> }
  | { readonly type: 'error'; readonly code: string; readonly message: string }

/** Reads a frame; `undefined` for what is none that this version knows. */
export function parseFrame(text: string): Frame | undefined {
  const frame = parseObject(text)
  switch (frame?.['type']) {
    case 'sync-init': {
      const { protocol, schema, seq, now, userId } = frame
      return { type: 'sync-init', protocol, schema, seq: Number(seq), now: Number(now), userId: textOf(userId) }
    }
    case 'broadcast': {
      const { changes } = frame
      return Array.isArray(changes) ? { type: 'broadcast', changes: join(changes.filter(isObject)) } : undefined
    }
    case 'tick': {
      const { seq, lists } = frame
      return isObject(lists) ? { type: 'tick', seq: Number(seq), lists: lists as Record<string, number> } : undefined
    }
    case 'error':
      return { type: 'error', code: String(frame['code']), message: String(frame['message']) }
    default:
      return undefined
  }
}

/** One change a seq and collection: entries of one seq are one commit, and are applied together. */
function join(entries: readonly Json[]): Change[] {
  const changes = new Map<string, Change>()
  for (const entry of entries) {
    const { seq, prev, collection, clientMutationId: mid } = entry
    const key = `${seq} ${collection}`
    const before = changes.get(key)
    changes.set(key, {
      seq: Number(seq),
      prev: Number(prev),
      collection: String(collection),
      mid: textOf(mid) ?? before?.mid,
      ops: [...(before?.ops ?? []), ...opsOf(entry)],
    })
  }
  return [...changes.values()]
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

function opsOf({ action, payload }: Json): Op[] {
  if (!isObject(payload)) return []
  const { id, ids, items } = payload
  const put = (row: unknown): Op => ({ type: 'put', row: row as Row })
  const remove = (gone: unknown): Op => ({ type: 'delete', id: String(gone) })
  if (action === 'delete') return [remove(id)]
  if (action === 'bulk-delete') return Array.isArray(ids) ? ids.map(remove) : []
  if (Array.isArray(items)) return items.filter(isObject).map(put)
  return [put(payload)]
}
