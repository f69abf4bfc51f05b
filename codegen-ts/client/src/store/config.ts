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
  /** The protocol of a `host` that names none. Default: the page's. */
  readonly protocol?: 'http' | 'https' | undefined
  /** What stands before `/parties` in the socket's path, where a proxy adds it. */
  readonly path?: string | undefined
  /** The part of the socket's path that follows `/parties`. Default `main`. */
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
export const read = async (params: Params | undefined): Promise<Readonly<Record<string, string>>> =>
  (typeof params === 'function' ? await params() : params) ?? {}

/** A path of which every part is encoded. */
export const path = (...parts: readonly string[]): string => parts.map((part) => `/${encodeURIComponent(part)}`).join('')

/** A query of what is not `undefined`, which JSON leaves out; nothing where all is. */
export function search(params: Readonly<Record<string, unknown>>): string {
  const given = `${new URLSearchParams(JSON.parse(JSON.stringify(params)) as Record<string, string>)}`
  return given && `?${given}`
}

/** `prefix` on the server: with the protocol that it names, else the given one, else the page's. */
function base({ protocol, host = '' }: SyncConfig, prefix: string): string {
  const origin = host && !/^https?:/.test(host) ? `${protocol ? `${protocol}:` : location.protocol}//${host}` : host
  return origin.replace(/\/+$/, '') + prefix.replace(/\/+$/, '')
}

/** The URL of the API's mount; relative to the page where no host is named. */
export const apiUrl = (config: SyncConfig): string => base(config, config.apiPrefix ?? '/api')

/** The URL of a room's socket, with fresh query parameters. */
export async function socketUrl(config: SyncConfig, room: string): Promise<string> {
  const { host = location.host, path: prefix = '', party = 'main', query } = config
  const url = base({ ...config, host }, prefix).replace(/^http/, 'ws')
  return url + path('parties', party, room) + search(await read(query))
}
