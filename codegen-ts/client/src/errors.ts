/** One thing that is wrong with an input: the same codes, paths and parameters as the server's. */
export interface Issue {
  /** From the input's root: `['items', 3, 'title']`. */
  readonly path: readonly (string | number)[]
  /** Stable, for programs: `too_short`. */
  readonly code: string
  /** English, for people: `must have at least 1 character`. */
  readonly message: string
  /** The rule's parameters: `{ min: 1 }`. */
  readonly params: Readonly<Record<string, unknown>>
}

/**
 * How an error came about.
 *
 * - `API_ERROR`: the server refused, in our error body.
 * - `NETWORK_ERROR`: no answer.
 * - `TIMEOUT_ERROR`: no answer within the time limit.
 * - `PARSE_ERROR`: an answer, but not one of our server's.
 * - `CLIENT_ERROR`: refused here; nothing was sent.
 */
export type SyncErrorKind = 'API_ERROR' | 'NETWORK_ERROR' | 'TIMEOUT_ERROR' | 'PARSE_ERROR' | 'CLIENT_ERROR'

/** What an error knows beyond its code and message. */
export interface SyncErrorInfo {
  readonly kind: SyncErrorKind
  /** The HTTP status, where there was an answer. */
  readonly status?: number | undefined
  /** What is wrong with the input, field by field. */
  readonly issues?: readonly Issue[] | undefined
  /** The server's name of the request, for its logs. */
  readonly requestId?: string | undefined
  /** Milliseconds that the server asks to wait. */
  readonly retryAfter?: number | undefined
  readonly cause?: unknown
}

// A registered symbol, so that two emitted copies of this file know each other's errors.
const brand = /* @__PURE__ */ Symbol.for('ferrosync.SyncError')

/** Every error of this library. Test with {@link isSyncError}, not with `instanceof`. */
export class SyncError extends Error {
  override readonly name = 'SyncError'
  /** The server's code where it gave one (`VALIDATION`, `FORBIDDEN`, ..), else the same as `kind`. */
  declare readonly code: string
  declare readonly kind: SyncErrorKind
  declare readonly status: number | undefined
  /** Milliseconds that the server asks to wait. */
  declare readonly retryAfter: number | undefined
  declare readonly details: { readonly issues: readonly Issue[]; readonly requestId: string | undefined }

  constructor(code: string, message: string, info: SyncErrorInfo) {
    // Of what is said of it, the cause is JavaScript's own.
    super(message, info)
    const { kind, status, issues = [], requestId, retryAfter } = info
    Object.assign(this, { code, kind, status, retryAfter, details: { issues, requestId } })
    // Not a field: a computed name counts as a side effect, which keeps the class in bundles that do not use it.
    Object.defineProperty(this, brand, { value: true })
  }
}

/** Whether `error` is a {@link SyncError}, of this copy of the library or of another one. */
export function isSyncError(error: unknown): error is SyncError {
  return typeof error === 'object' && error !== null && brand in error
}

/** An error that has no other code than how it came about. */
export const failure = (kind: SyncErrorKind, message: string, info?: Omit<SyncErrorInfo, 'kind'>): SyncError =>
  new SyncError(kind, message, { kind, ...info })

/** An error made on this side: nothing was sent. */
export const clientError = (code: string, message: string, issues?: readonly Issue[]): SyncError =>
  new SyncError(code, message, { kind: 'CLIENT_ERROR', issues })
