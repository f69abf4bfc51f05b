import { failure, SyncError, type SyncErrorInfo, type SyncErrorKind } from '../errors'
import { apiUrl, read } from '../store/config'
import type { Store } from '../store/store'
import type { WireError } from './protocol'

/** Milliseconds that the server has for an answer. */
const TIME_LIMIT = 10_000
/** The longest that anybody is believed to want us to wait, in milliseconds; timers know no month. */
const MAX_WAIT = 3_600_000

/** Parsed JSON of which nothing is known yet. */
export type Json = Readonly<Record<string, unknown>>

/** The answer to a request that was done. Every such answer says at which `seq`. */
export interface Success extends Json {
  readonly seq: number
}

/**
 * Sends a request of a room, as far as the path below the API's mount.
 *
 * @throws SyncError what the server says. `TIMEOUT_ERROR`, `NETWORK_ERROR`, and `PARSE_ERROR` for an answer that is not
 * ours: whether it was done is not known then.
 */
export function request(
  { config, through, stop }: Store,
  room: string,
  method: string,
  pathname: string,
  body?: Json,
): Promise<Success> {
  return new Promise((resolve, reject) => {
    const control = new AbortController()
    const { signal } = control
    const fail = (kind: SyncErrorKind, cause?: unknown) => {
      reject(cause instanceof SyncError ? cause : failure(kind, 'no answer', { cause }))
      control.abort()
    }
    const ask = async () => {
      const { headers, fetch: send = fetch } = config()
      const url = apiUrl(config()) + pathname
      const sent = body ? JSON.stringify(body) : ''
      const said = (direction: 'in' | 'out', what: string) =>
        new Promise<void>((go) => through(room, direction, what.trim(), go))
      const all = { ...(sent && { 'content-type': 'application/json' }), ...(await read(headers)) }
      await said('out', `${method} ${url} ${sent}`)
      const response = await send(url, { method, headers: all, cache: 'no-store', signal, body: sent || null })
      const text = await response.text()
      await said('in', `${response.status} ${method} ${url} ${text}`)
      resolve(parse(response, text))
    }
    // Whatever is waited for, be it the app's headers: it ends.
    const timer = setTimeout(fail, TIME_LIMIT, 'TIMEOUT_ERROR')
    stop.addEventListener('abort', () => fail('NETWORK_ERROR'), { signal })
    ask()
      .catch((cause: unknown) => fail('NETWORK_ERROR', cause))
      .finally(() => {
        clearTimeout(timer)
        control.abort()
      })
  })
}

function parse({ ok, status, headers }: Response, text: string): Success {
  let body: { readonly seq?: unknown; readonly error?: WireError } | null | undefined
  try {
    body = JSON.parse(text) as typeof body
  } catch {
    // What somebody else's page says is nothing.
  }
  if (ok && typeof body?.seq === 'number') return body as Success
  // A number of seconds or a date.
  const after = headers.get('retry-after') ?? ''
  const retryAfter = Number(after) || (Date.parse(after) - Date.now()) / 1000 || 0
  const { error } = body ?? {}
  throw typeof error?.code === 'string'
    ? apiError({ ...error, status, retryAfter })
    : failure('PARSE_ERROR', `not the server's answer (${status})`, { status, retryAfter: waited(retryAfter) })
}

/** The server's seconds, in milliseconds. */
const waited = (seconds: number): number => Math.min(seconds * 1000, MAX_WAIT)

/** The server's own words, by whichever way they came; a frame without a status is no answer to anything. */
export const apiError = ({ code, message, retryAfter = 0, ...info }: Omit<WireError, 'status'> & { readonly status?: number }): SyncError =>
  new SyncError(code, message, {
    ...(info as Pick<SyncErrorInfo, 'status' | 'issues' | 'requestId'>),
    kind: 'API_ERROR',
    retryAfter: waited(retryAfter),
  })

/** Whether the server said in its own words that it will not do this, now or later. */
export const isRefusal = ({ kind, status }: SyncError): boolean =>
  kind === 'API_ERROR' && /^4(?!01|08|25|29)/.test(`${status}`)
