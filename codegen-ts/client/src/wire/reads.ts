import { tell } from '../core/told'
import type { Answer, Row, Told } from '../core/types'
import { clientError, failure } from '../errors'
import type { Json } from './http'
import type { ResetReason } from './protocol'

/** The most rows that a list has on the client. */
const MAX_ROWS = 10_000
/** A list that the server cannot tell the changes of so often in a row is given up for now. */
const MAX_STARTS = 5

/** What a list is, or what of it is another than it was at a cursor. */
export interface Read extends Omit<Answer, 'from'> {
  /** Whether these are all rows of the list: there was no cursor, or the server could not honour it. */
  readonly whole: boolean
  /** Why it could not. */
  readonly reason: ResetReason | undefined
}

interface Page {
  readonly removed?: readonly string[]
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
export async function readList(ask: (query: Json) => Promise<Json>, name: string, since: string | undefined): Promise<Read> {
  let told: Told = new Map()
  let whole = since === undefined
  let reason: ResetReason | undefined
  let first: string | undefined
  let after: string | undefined
  for (let starts = 0; starts < MAX_STARTS; ) {
    const body = await ask({ since, after })
    const { reset, removed = [], seq, cursor, next, more, reason: why } = body as unknown as Page
    const rows = body[name] ?? body['rows']
    if (!Array.isArray(rows) || !cursor) throw failure('PARSE_ERROR', 'no list')
    if (reset) {
      starts += 1
      whole = true
      reason ??= why
      since = undefined
      first = undefined
      told = new Map()
    }
    tell(told, rows as Row[], removed)
    if ([...told.values()].filter(Boolean).length > MAX_ROWS) throw clientError('LIST_TOO_LARGE', `over ${MAX_ROWS} rows: read \`${name}\` by scopes`)
    after = next
    if (next !== undefined) first ??= cursor
    else if (since === undefined ? first === undefined : !more) return { whole, told, seq, cursor, reason }
    // One page is of one moment; of several, the first one's cursor knows what moved.
    else since = since === undefined ? first : cursor
  }
  throw clientError('UNAVAILABLE', `\`${name}\` changes faster than it is read`)
}
