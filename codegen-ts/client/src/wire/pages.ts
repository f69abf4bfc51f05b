import type { Row } from '../core/types'
import { SyncError } from '../errors'
import { path, type SyncConfig } from '../store/config'
import { send, toError } from './http'

/** The most rows that a list has on the client. */
const MAX_ROWS = 10_000
/** Rows of a page at first, and once a list was seen to change between two pages. */
const LIMITS = [1000, MAX_ROWS, MAX_ROWS, MAX_ROWS]

/** A list as it was at one place in the room's order. */
export interface Snapshot {
  readonly rows: readonly Row[]
  readonly seq: number
}

interface Page extends Snapshot {
  readonly next: string | undefined
}

/**
 * Reads a whole list, page by page.
 *
 * Pages of different moments do not make a list: a row could have moved between them, and be there twice or not at
 * all. So a change in between starts it over, with larger pages.
 *
 * @throws SyncError what the server or the network says; `LIST_TOO_LARGE`; `UNAVAILABLE` where the list never stood still.
 */
export async function readList(
  config: SyncConfig,
  room: string,
  name: string,
  scope: string | undefined,
  stop: AbortSignal,
): Promise<Snapshot> {
  for (const limit of LIMITS) {
    const list = await readPages((after) => {
      const query = { limit: String(limit), ...(scope !== undefined && { scope }), ...(after !== undefined && { after }) }
      return readPage(config, room, name, query, stop)
    })
    if (list) return list
  }
  throw new SyncError('UNAVAILABLE', `\`${name}\` changes faster than it can be read`, { kind: 'CLIENT_ERROR' })
}

async function readPages(read: (after: string | undefined) => Promise<Page>): Promise<Snapshot | undefined> {
  let page = await read(undefined)
  const { seq } = page
  const rows = [...page.rows]
  for (;;) {
    if (rows.length > MAX_ROWS || (rows.length === MAX_ROWS && page.next !== undefined)) {
      throw new SyncError('LIST_TOO_LARGE', `a list has at most ${MAX_ROWS} rows`, { kind: 'CLIENT_ERROR' })
    }
    if (page.next === undefined) return { rows, seq }
    page = await read(page.next)
    if (page.seq !== seq) return undefined
    rows.push(...page.rows)
  }
}

async function readPage(
  config: SyncConfig,
  room: string,
  name: string,
  query: Record<string, string>,
  stop: AbortSignal,
): Promise<Page> {
  const reply = await send(config, 'GET', `${path(room, name)}?${new URLSearchParams(query)}`, undefined, stop)
  const { [name]: rows, seq, next } = reply.body ?? {}
  if (reply.status >= 300 || !Array.isArray(rows) || typeof seq !== 'number') throw toError(reply)
  return { rows: rows as Row[], seq, next: typeof next === 'string' ? next : undefined }
}
