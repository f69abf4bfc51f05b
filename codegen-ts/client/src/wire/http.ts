import { type Issue, SyncError, type SyncErrorKind } from '../errors'
import { apiUrl, read, type SyncConfig, type Tap } from '../store/config'
import type { WireError } from './protocol'

/** Milliseconds that the server has for an answer. */
export const TIME_LIMIT = 10_000

/** Parsed JSON of which nothing is known yet. */
export type Json = Readonly<Record<string, unknown>>

/** An answer, whoever gave it. */
export interface Reply {
  readonly status: number
  /** The body, where it is a JSON object. */
  readonly body: Json | undefined
  /** Milliseconds that the server asks to wait. */
  readonly retryAfter: number | undefined
}

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

/** JSON of an object, or `undefined` for everything else. */
function parseObject(text: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** What sends requests. */
export interface Sender {
  /** The room's. */
  readonly name: string
  readonly config: () => SyncConfig
  readonly tap: Tap
}

/**
 * Sends a request of a room.
 *
 * @throws SyncError `TIMEOUT_ERROR` or `NETWORK_ERROR`: whether the server did it is not known then.
 */
export async function send(
  { name, config, tap }: Sender,
  method: string,
  pathname: string,
  body: Json | undefined,
  stop: AbortSignal,
): Promise<Reply> {
  const control = new AbortController()
  const pass = (direction: 'in' | 'out', ...what: readonly unknown[]) =>
    new Promise<void>((go) => tap(name, direction, what.filter((word) => word !== undefined).join(' '), go))
  const text = body && JSON.stringify(body)
  const ask = async () => {
    const all = config()
    const url = apiUrl(all, pathname)
    const headers = { accept: 'application/json', ...(text && { 'content-type': 'application/json' }), ...(await read(all.headers)) }
    await pass('out', method, url, text)
    const { signal } = control
    const response = await (all.fetch ?? fetch)(url, { method, headers, cache: 'no-store', signal, ...(text && { body: text }) })
    const { status } = response
    const answer = await response.text()
    await pass('in', status, method, url, answer)
    return { status, body: parseObject(answer), retryAfter: seconds(response.headers.get('retry-after')) }
  }
  let timer: ReturnType<typeof setTimeout> | undefined
  // Whatever is waited for, be it the user's headers: it ends.
  const end = new Promise<never>((_, reject) => {
    const fail = (kind: SyncErrorKind, message: string) => (cause: unknown) => {
      reject(new SyncError(kind, message, { kind, cause }))
      control.abort()
    }
    timer = setTimeout(fail('TIMEOUT_ERROR', `no answer within ${TIME_LIMIT / 1000} s`), TIME_LIMIT)
    stop.addEventListener('abort', fail('NETWORK_ERROR', 'stopped'), { signal: control.signal })
  })
  try {
    return await Promise.race([ask(), end])
  } catch (cause) {
    throw cause instanceof SyncError ? cause : new SyncError('NETWORK_ERROR', 'the server could not be reached', { kind: 'NETWORK_ERROR', cause })
  } finally {
    clearTimeout(timer)
    control.abort()
  }
}

/** `Retry-After` is a number of seconds or a date. */
function seconds(header: string | null): number | undefined {
  if (header === null) return undefined
  const wait = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now()
  return wait >= 0 ? wait : undefined
}

/** What an answer that is no success says. */
export function toError({ status, body }: Reply): SyncError {
  const error = body?.['error']
  return isObject(error) && typeof error['code'] === 'string'
    ? apiError(error as unknown as WireError, status)
    : new SyncError('PARSE_ERROR', `an answer that is not the server's (status ${status})`, { kind: 'PARSE_ERROR', status })
}

/** The server's own words. */
export const apiError = ({ code, message, issues, requestId }: Omit<WireError, 'status'>, status: number | undefined): SyncError =>
  new SyncError(code, message, { kind: 'API_ERROR', status, issues: issues as readonly Issue[] | undefined, requestId })

/** Whether the server said in its own words that it will not do this, now or later. */
export const isRefusal = ({ kind, status = 500 }: SyncError): boolean =>
  kind === 'API_ERROR' && status < 500 && status >= 400 && ![401, 408, 425, 429].includes(status)
