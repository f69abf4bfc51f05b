import { tell } from '../core/told'
import type { Answer, Row, Told } from '../core/types'
import { clientError } from '../errors'
import { type Reply, toError } from './http'
import type { ResetReason } from './protocol'

/** The most rows that a list has on the client. */
const MAX_ROWS = 10_000
/** A list that the server cannot tell the changes of so often in a row is given up for now. */
const MAX_STARTS = 5

/** What a list is, or what of it is another than it was at a cursor. */
export interface Read extends Answer {
  /** Whether these are all rows of the list: there was no cursor, or the server could not honour it. */
  readonly whole: boolean
  /** Why it could not. */
  readonly reason: ResetReason | undefined
}

interface Page {
  readonly rows: readonly Row[]
  readonly removed: readonly string[]
  readonly seq: number
  readonly cursor: string
  /** Where the next page begins. */
  readonly next?: string
  readonly more?: boolean
  readonly reset?: boolean
  readonly reason?: ResetReason
}

/**
 * Reads a list: what changed since `since`, or all of it.
 *
 * Pages of different moments do not make a list: a row could have moved between them, and be there twice or not at
 * all. So what changed since the first of them is read last.
 *
 * @param ask sends one request with these query parameters.
 * @throws SyncError what the server or the network says; `LIST_TOO_LARGE`; `UNAVAILABLE` where the list never stood still.
 */
export async function readList(
  ask: (query: Record<string, string>) => Promise<Reply>,
  name: string,
  since: string | undefined,
): Promise<Read> {
  let told: Told = new Map()
  let whole = since === undefined
  let reason: ResetReason | undefined
  let first: string | undefined
  let after: string | undefined
  for (let starts = 0; starts < MAX_STARTS; ) {
    const page = pageOf(await ask(since !== undefined ? { since } : after !== undefined ? { after } : {}), name)
    if (page.reset) {
      starts += 1
      whole = true
      reason ??= page.reason
      since = first = undefined
      told = new Map()
    }
    tell(told, page.rows, page.removed)
    if ([...told.values()].filter(Boolean).length > MAX_ROWS) throw clientError('LIST_TOO_LARGE', `a list has at most ${MAX_ROWS} rows; read it by scopes`)
    const { seq, cursor } = page
    let done = !page.more
    if (since !== undefined) since = cursor
    else {
      after = page.next
      if (after !== undefined) first ??= cursor
      // One page is of one moment; of several, the first one's cursor knows what moved.
      done = after === undefined && first === undefined
      if (after === undefined) since = first
    }
    if (done) return { whole, told, seq, cursor, reason }
  }
  throw clientError('UNAVAILABLE', `\`${name}\` changes faster than it can be read`)
}

function pageOf(reply: Reply, name: string): Page {
  const { [name]: list, rows = list, seq, cursor } = reply.body ?? {}
  if (reply.status >= 300 || !Array.isArray(rows) || typeof seq !== 'number' || typeof cursor !== 'string') throw toError(reply)
  return { ...({ removed: [], ...reply.body } as unknown as Page), rows }
}
