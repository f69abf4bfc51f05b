import type { SyncError } from '../errors'

/** Names and values, or what makes them: a function is asked afresh for every request and every connection. */
export type Params =
  | Readonly<Record<string, string>>
  | (() => Readonly<Record<string, string>> | Promise<Readonly<Record<string, string>>>)

/**
 * What every frame and request passes, to be looked at, delayed or dropped: what it says happens when `go` is called.
 *
 * @param direction `in` and `out` are frames, and requests and answers as one line of text; `state` is where the socket is.
 */
export type Tap = (room: string, direction: 'in' | 'out' | 'state', what: string, go: () => void) => void

/** Where the server is, and what every request to it carries. */
export interface SyncConfig {
  /** The path that the API is mounted at. Default `/api`. */
  readonly apiPrefix?: string | undefined
  /** Another server than the page's: `sync.example` or `http://127.0.0.1:8787`. */
  readonly host?: string | undefined
  /** The first part of the socket's path. Default `main`. */
  readonly party?: string | undefined
  /** Headers of every HTTP request. */
  readonly headers?: Params | undefined
  /** The socket's query parameters; browsers give sockets no headers. */
  readonly query?: Params | undefined
  /** Reads what is certainly the newest, where the server would answer from elsewhere faster. */
  readonly consistentReads?: boolean | undefined
  /** Asks over HTTP instead of the platform's own: a proxy's, or that of a server in the page's memory. */
  readonly fetch?: typeof fetch | undefined
  /** What sockets are made with, instead of the platform's own. */
  readonly WebSocket?: typeof WebSocket | undefined
  /** Logs every frame and every change of the connection to the console. */
  readonly debug?: boolean | undefined
  /**
   * The server wants a sign-in; mutations wait until there is one, and none is lost. Where it gives a promise, all is
   * tried again when that is fulfilled.
   */
  readonly onUnauthorized?: ((error: SyncError) => Promise<unknown> | void) | undefined
}

/** The current value of parameters. */
export async function read(params: Params | undefined): Promise<Readonly<Record<string, string>>> {
  return (typeof params === 'function' ? await params() : params) ?? {}
}

/** A path of which every part is encoded. */
export const path = (...parts: readonly string[]): string => parts.map((part) => `/${encodeURIComponent(part)}`).join('')

/** `host` with its protocol: the one it names, else the page's. */
function origin(host: string): string {
  const url = /^https?:\/\//.test(host) ? host : `${location.protocol}//${host}`
  return url.replace(/\/+$/, '')
}

/** The URL of a path under the API's mount; relative to the page where no host is named. */
export function apiUrl(config: SyncConfig, pathname: string): string {
  const prefix = (config.apiPrefix ?? '/api').replace(/\/+$/, '')
  return (config.host === undefined ? '' : origin(config.host)) + prefix + pathname
}

/** The URL of a room's socket, with fresh query parameters. */
export async function socketUrl(config: SyncConfig, room: string): Promise<string> {
  const query = new URLSearchParams(await read(config.query)).toString()
  const base = origin(config.host ?? location.host).replace(/^http/, 'ws')
  return base + path('parties', config.party ?? 'main', room) + (query && `?${query}`)
}
