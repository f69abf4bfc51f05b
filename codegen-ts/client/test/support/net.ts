import { waitFor } from '@testing-library/react'
import { vi } from 'vitest'

/** A row of any collection. */
export type Row = { id: string; [column: string]: unknown }

/** A request that the page made. */
export interface Request {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: Record<string, string>
  readonly body: Record<string, unknown>
  readonly mid: string | undefined
}

/** A request that a test answers by hand. */
export interface Held extends Request {
  /** The server does it, and the answer arrives. */
  readonly pass: () => void
  /** The server does it; its answer is kept for `pass`. */
  readonly perform: () => void
  /** Any other answer. */
  readonly answer: (status: number, body: unknown, headers?: Record<string, string>) => void
  /** The connection breaks. */
  readonly lose: () => void
}

interface Change {
  seq: number
  prev: number
  collection: string
  action: string
  payload: unknown
  clientMutationId: string
}

/** A socket whose every frame a test decides. */
export class FakeSocket extends EventTarget {
  static readonly CONNECTING = 0
  static readonly OPEN = 1
  readonly CONNECTING = 0
  readonly OPEN = 1
  readonly CLOSING = 2
  readonly CLOSED = 3
  binaryType = 'blob'
  readyState = 0
  readonly sent: string[] = []
  readonly url: string
  static net: Net

  constructor(url: string) {
    super()
    this.url = url
    FakeSocket.net.sockets.push(this)
    if (FakeSocket.net.accepts) queueMicrotask(() => this.open())
  }

  /** The connection stands, and the server greets. */
  open(greeting: Record<string, unknown> | null = {}): void {
    if (this.readyState !== 0) return
    this.readyState = 1
    this.dispatchEvent(new Event('open'))
    if (greeting) this.frame({ ...FakeSocket.net.greeting(), ...greeting })
  }

  frame(frame: unknown): void {
    if (this.readyState !== 1) return
    this.dispatchEvent(new MessageEvent('message', { data: typeof frame === 'string' ? frame : JSON.stringify(frame) }))
  }

  send(text: string): void {
    this.sent.push(text)
    if (text === 'ping' && FakeSocket.net.pongs) queueMicrotask(() => this.frame('pong'))
  }

  /** The other side ends it. */
  drop(code = 1006): void {
    this.readyState = 3
    const event = new Event('close') as Event & { code: number; reason: string }
    event.code = code
    event.reason = ''
    this.dispatchEvent(event)
  }

  close(): void {
    this.readyState = 3
  }
}

/** A room's server in a page's memory, and the network to it. */
export class Net {
  readonly requests: Request[] = []
  readonly held: Held[] = []
  readonly sockets: FakeSocket[] = []
  /** Requests that the test answers. */
  holds: (request: Request) => boolean = () => false
  /** Whether sockets open by themselves. */
  accepts = true
  pongs = true
  /** Whether changes are broadcast to the open sockets. */
  broadcasts = true
  schema = '5f0e3a9c1b7d2e46'
  now = Date.now()
  seq = 0
  /** Who the server says is asking. */
  userId: string | undefined
  /** The scope columns, by collection. */
  readonly scopes: Record<string, string> = { tasks: 'listId', lines: 'sheetId' }
  readonly lists = new Map<string, Map<string, Row>>()
  readonly #prev = new Map<string, number>()
  readonly #done = new Map<string, { seq: number; data: unknown }>()

  constructor() {
    FakeSocket.net = this
    vi.stubGlobal('fetch', (url: string, init: RequestInit) => this.#fetch(url, init))
    vi.stubGlobal('WebSocket', FakeSocket)
  }

  greeting(): Record<string, unknown> {
    return { type: 'sync-init', protocol: 1, schema: this.schema, seq: this.seq, cursor: `${this.seq}:`, now: this.now, userId: this.userId }
  }

  /** The sockets that are open now. */
  get open(): FakeSocket[] {
    return this.sockets.filter(({ readyState }) => readyState === 1)
  }

  /** The next request that waits for the test. */
  async next(): Promise<Held> {
    await waitFor(() => {
      if (this.held.length === 0) throw new Error('no request is held')
    })
    return this.held.shift() as Held
  }

  count(method: string, path = ''): number {
    return this.requests.filter((request) => request.method === method && request.path.includes(path)).length
  }

  rows(list: string): Row[] {
    return [...this.#list(list).values()]
  }

  /** Puts rows where they are, with no commit: what was there before the page came. */
  seed(list: string, rows: Row[]): void {
    for (const row of rows) this.#list(list).set(row.id, row)
  }

  /** Someone else's mutation. */
  foreign(list: string, action: 'insert' | 'update' | 'delete', row: Row): Change {
    return this.#commit(list, action, [row], `foreign-${this.seq + 1}`)
  }

  /** One commit that changes several collections: a cascade. Its entries are of one seq, and go out together. */
  cascade(mid: string, ...parts: readonly (readonly [list: string, action: string, rows: Row[]])[]): Change[] {
    const open = this.broadcasts
    this.broadcasts = false
    const { seq } = this
    const last = new Map(this.#prev)
    const changes = parts.map(([list, action, rows]) => {
      this.seq = seq
      return { ...this.#commit(list, action, rows, mid), prev: last.get(list) ?? 0 }
    })
    this.broadcasts = open
    if (this.broadcasts) this.say({ type: 'broadcast', changes })
    return changes
  }

  /** Sends a frame to every open socket. */
  say(frame: unknown): void {
    for (const socket of this.open) socket.frame(frame)
  }

  #list(name: string): Map<string, Row> {
    let rows = this.lists.get(name)
    if (!rows) this.lists.set(name, (rows = new Map()))
    return rows
  }

  #commit(list: string, action: string, rows: Row[], mid: string): Change {
    const bulk = action.startsWith('bulk-')
    const verb = bulk ? action.slice(5) : action
    const table = this.#list(list)
    const full = rows.map((row) => (verb === 'update' ? { ...table.get(row.id), ...row } : row))
    for (const row of full) {
      if (verb === 'delete') table.delete(row.id)
      else table.set(row.id, row)
    }
    this.seq += 1
    const ids = full.map(({ id }) => id)
    const payload = verb === 'delete' ? (bulk ? { ids } : { id: ids[0] }) : bulk ? { items: full } : full[0]
    const [, collection = ''] = list.split('/')
    const change: Change = { seq: this.seq, prev: this.#prev.get(list) ?? 0, collection, action, payload, clientMutationId: mid }
    this.#prev.set(list, this.seq)
    this.#done.set(mid, { seq: this.seq, data: verb === 'delete' ? undefined : bulk ? full : full[0] })
    if (this.broadcasts) this.say({ type: 'broadcast', changes: [change] })
    return change
  }

  #fetch(url: string, init: RequestInit): Promise<Response> {
    const { pathname, searchParams } = new URL(url, 'http://page.test')
    const body = init.body ? (JSON.parse(String(init.body)) as Record<string, unknown>) : {}
    const mid = (body['_clientMutationId'] as string | undefined) ?? searchParams.get('_clientMutationId') ?? undefined
    const request: Request = {
      method: init.method ?? 'GET',
      path: pathname,
      query: searchParams,
      headers: init.headers as Record<string, string>,
      body,
      mid,
    }
    this.requests.push(request)
    return new Promise((resolve, reject) => {
      init.signal?.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')))
      let kept: Response | undefined
      const perform = () => {
        kept ??= this.#perform(request)
      }
      const pass = () => {
        perform()
        if (kept) resolve(kept)
      }
      if (!this.holds(request)) {
        pass()
        return
      }
      this.held.push({
        ...request,
        pass,
        perform,
        answer: (status, answer, headers) => resolve(respond(status, answer, headers)),
        lose: () => reject(new TypeError('network error')),
      })
    })
  }

  #perform({ method, path, query, body, mid = `server-${this.seq}` }: Request): Response {
    const [room = '', collection = '', id] = path.split('/').slice(2).map(decodeURIComponent)
    const list = `${room}/${collection}`
    const column = this.scopes[collection] ?? ''
    const scope = (body['scope'] as string | undefined) ?? query.get('scope') ?? undefined
    const isThere = (row: Row) => scope === undefined || row[column] === scope
    if (method === 'GET') {
      return respond(200, { [collection]: this.rows(list).filter(isThere), seq: this.seq, cursor: `${this.seq}:` })
    }
    const known = this.#done.get(mid)
    if (known) return respond(200, { success: true, ...known, replayed: true })
    const { _clientMutationId, _since, scope: _scope, ...fields } = body
    const table = this.#list(list)
    const items = (body['items'] ?? []) as (Row & { data: Row })[]
    const server = { createdAt: this.now, updatedAt: this.now }
    const insert = (row: Row): Row =>
      column
        ? { code: null, tags: [], rank: 0, ...row, projectId: room, ownerId: 'alice', createdAt: this.now, deletedAt: null, [column]: scope ?? null }
        : { completed: false, content: null, ...row, ...server }
    const plans: Record<string, () => Row[]> = {
      POST: () => (id === 'bulk' ? items.map(insert) : [insert(fields as Row)]),
      PUT: () => (id === 'bulk' ? items.map((item) => ({ ...item.data, id: item.id })) : [{ ...fields, id: id ?? '' }]),
      DELETE: () => (id === 'bulk' ? (body['ids'] as string[]) : [id ?? '']).map((gone) => ({ id: gone })),
    }
    const rows = plans[method]?.() ?? []
    // A row of another scope is as good as none.
    const found = ({ id: wanted }: Row) => [table.get(wanted)].some((row) => row !== undefined && isThere(row))
    if (method !== 'POST' && !rows.every(found)) return refusal(404, 'NOT_FOUND')
    const verb = { POST: 'insert', PUT: 'update', DELETE: 'delete' }[method]
    this.#commit(list, id === 'bulk' ? `bulk-${verb}` : String(verb), rows, mid)
    return respond(200, { success: true, ...this.#done.get(mid) })
  }
}

/** An answer of our server that refuses. */
export const refusal = (status: number, code: string): Response =>
  respond(status, { error: { code, message: code.toLowerCase(), requestId: 'r1' } })

function respond(status: number, body: unknown, headers: Record<string, string> = {}): Response {
  return new Response(typeof body === 'string' ? body : JSON.stringify(body), { status, headers })
}

/** The body of a refusal. */
export const refused = (code: string): unknown => ({ error: { code, message: code.toLowerCase(), requestId: 'r1' } })
