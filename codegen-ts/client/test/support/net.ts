import { waitFor } from '@testing-library/react'
import { vi } from 'vitest'
import { moved } from '../../src/core/cursor'
import type { ClientFrame, Mutation, ResetReason, Subscription } from '../../src/wire/protocol'

/** A row of any collection. */
export type Row = { id: string; [column: string]: unknown }

/** A request that the page made. */
export interface Request {
  /** The socket that it came over, where it did not come over HTTP. */
  readonly socket: FakeSocket | undefined
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

/** An entry of a broadcast, before it is known who hears it. */
export interface Change {
  seq: number
  /** What the rows were before, to tell in which lists they stood. */
  before: (Row | undefined)[]
  rows: (Row | undefined)[]
  ids: string[]
  list: string
  action: string
  clientMutationId?: string
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
  readonly frames: ClientFrame[] = []
  /** What the page follows here, by its numbers. */
  subscriptions: readonly Subscription[] = []
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
    if (text === 'ping') {
      if (FakeSocket.net.pongs) queueMicrotask(() => this.frame('pong'))
      return
    }
    const frame = JSON.parse(text) as ClientFrame
    this.frames.push(frame)
    if (!FakeSocket.net.deaf) FakeSocket.net.hear(this, frame)
  }

  /** The frames of a type that the page sent. */
  said<Type extends ClientFrame['type']>(type: Type): Extract<ClientFrame, { type: Type }>[] {
    return this.frames.filter((frame): frame is Extract<ClientFrame, { type: Type }> => frame.type === type)
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

/** The cursor of a room where nothing has happened. */
export const START = '0.r.h1.811c9dc59747b28c'

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
  /** Whether the server hears nothing of what sockets send. */
  deaf = false
  /** The rows of a page of a list. */
  pageSize = 1000
  /** Cursors below this are too old. */
  oldest = 0
  /** What each cursor carries: another history, right or schema is another word. */
  epoch = 'h1'
  /** What is said of a cursor of another epoch. */
  reason: ResetReason = 'history'
  readonly log: Change[] = []
  schema = '5f0e3a9c1b7d2e46'
  now = Date.now()
  seq = 0
  /** What the server says that the page may do. */
  access: unknown
  /** Who the server says is asking. */
  userId: string | undefined
  /** The scope columns, by collection. */
  readonly scopes: Record<string, string> = { tasks: 'listId', lines: 'sheetId' }
  readonly lists = new Map<string, Map<string, Row>>()
  #foreign = 0
  readonly #done = new Map<string, { seq: number; data: unknown }>()

  constructor() {
    FakeSocket.net = this
    vi.stubGlobal('fetch', (url: string, init: RequestInit) => this.#fetch(url, init))
    vi.stubGlobal('WebSocket', FakeSocket)
  }

  greeting(): Record<string, unknown> {
    return { type: 'sync-init', protocol: 1, schema: this.schema, seq: this.seq, cursor: this.cursor(), now: this.now, userId: this.userId, access: this.access }
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
    return this.#commit(list, action, [row], `foreign-${(this.#foreign += 1)}`)
  }

  /** One commit that changes several collections: a cascade. Its entries are of one seq, and go out together. */
  cascade(mid: string, ...parts: readonly (readonly [list: string, action: string, rows: Row[]])[]): Change[] {
    const open = this.broadcasts
    this.broadcasts = false
    const { seq } = this
    const changes = parts.map(([list, action, rows]) => {
      this.seq = seq
      return this.#commit(list, action, rows, mid)
    })
    this.broadcasts = open
    if (this.broadcasts) this.publish(...changes)
    return changes
  }

  /** Tells the open sockets of changes, each what it follows, in one frame. */
  publish(...changes: readonly Change[]): void {
    for (const socket of this.open) {
      const entries = changes.flatMap((change) => socket.subscriptions.flatMap((follows) => this.#entry(change, follows) ?? []))
      if (entries.length > 0) socket.frame({ type: 'broadcast', changes: entries })
    }
  }

  /** Sends a frame to every open socket. */
  say(frame: unknown): void {
    for (const socket of this.open) socket.frame(frame)
  }

  cursor(): string {
    return this.#cursorAt(this.seq)
  }

  #cursorAt(seq: number): string {
    const mid = this.log.find((change) => change.seq === seq)?.clientMutationId ?? ''
    return moved(`0.r.${this.epoch}.0`, seq, mid)
  }

  /** Restores the room to what it was at a seq. */
  restore(seq: number): void {
    const undone = this.log.filter((change) => change.seq > seq).reverse()
    for (const { list, ids, before, clientMutationId = '' } of undone) {
      ids.forEach((id, index) => {
        const row = before[index]
        if (row) this.#list(list).set(id, row)
        else this.#list(list).delete(id)
      })
      this.#done.delete(clientMutationId)
    }
    this.log.splice(0, this.log.length, ...this.log.filter((change) => change.seq <= seq))
    this.seq = seq
  }

  /** What the server does with a frame. */
  hear(socket: FakeSocket, frame: ClientFrame): void {
    if (frame.type === 'mutate') {
      for (const mutation of frame.mutations) void this.#carried(socket, mutation)
      return
    }
    if (frame.type === 'seen') return
    const pending = frame.pending.map(({ clientMutationId }) => clientMutationId)
    const committed = pending.flatMap((mid) => {
      const done = this.#done.get(mid)
      return done ? [{ clientMutationId: mid, seq: done.seq }] : []
    })
    const missing = pending.filter((mid) => !this.#done.has(mid))
    queueMicrotask(() => {
      socket.frame({ type: 'resumed', committed, missing, stale: [] })
      for (const follows of frame.subscriptions) this.answer(socket, follows)
      socket.subscriptions = frame.subscriptions
    })
  }

  /** What a subscription is answered: what it lacks, or that it has to be read anew. */
  answer(socket: FakeSocket, { sub, collection, scope, cursor }: Subscription): void {
    const said = { sub, collection, ...(scope !== undefined && { scope }) }
    const list = `${this.#roomOf(socket)}/${collection}`
    const found = cursor === undefined ? { rows: [], removed: [], from: this.seq } : this.#since(list, scope, cursor)
    if (typeof found === 'string') socket.frame({ type: 'reset', ...said, reason: found })
    else socket.frame({ type: 'delta', ...said, ...found, to: this.seq, cursor: this.cursor(), more: false })
  }

  #roomOf(socket: FakeSocket): string {
    return decodeURIComponent(new URL(socket.url).pathname.split('/').at(-1) ?? '')
  }

  /** What changed since a cursor, or why that cannot be told. */
  #since(list: string, scope: string | undefined, cursor: string): ResetReason | { rows: Row[]; removed: string[]; from: number } {
    const from = Number(cursor.split('.')[0])
    if (cursor.split('.')[2] !== this.epoch) return this.reason
    if (from > this.seq || cursor !== this.#cursorAt(from)) return 'history'
    if (from < this.oldest) return 'too_old'
    const column = this.scopes[list.split('/')[1] ?? ''] ?? ''
    const isIn = (row: Row | undefined) => row !== undefined && (scope === undefined || row[column] === scope)
    const rows = new Map<string, Row>()
    const removed = new Set<string>()
    for (const change of this.log.filter((change) => change.list === list && change.seq > from)) {
      change.ids.forEach((id, index) => {
        const row = this.#list(list).get(id)
        if (row && isIn(row)) rows.set(id, row)
        else if (isIn(change.before[index]) || isIn(change.rows[index])) removed.add(id)
      })
    }
    return { rows: [...rows.values()], removed: [...removed].filter((id) => !rows.has(id)), from }
  }

  /** What a subscription is told of a change. */
  #entry(change: Change, { sub, collection, scope }: Subscription): object | undefined {
    const { seq, list, action, ids, before, rows, clientMutationId } = change
    if (list.split('/')[1] !== collection) return undefined
    const column = this.scopes[collection] ?? ''
    const isIn = (row: Row | undefined) => row !== undefined && (scope === undefined || row[column] === scope)
    const touches = (other: Change) => other.list === list && [...other.before, ...other.rows].some(isIn)
    if (!touches(change)) return undefined
    const prev = Math.max(0, ...this.log.filter((other) => other.seq < seq && touches(other)).map((other) => other.seq))
    const here = rows.filter((row): row is Row => isIn(row))
    const gone = ids.filter((_, index) => isIn(before[index]) && !isIn(rows[index]))
    const mid = clientMutationId !== undefined && { clientMutationId }
    const bulk = action.startsWith('bulk-')
    const entry = (action: string, payload: unknown) => ({ seq, prev, sub, collection, action, payload, ...mid })
    if (here.length === 0) return bulk ? entry('bulk-delete', { ids: gone }) : entry('delete', { id: gone[0] })
    return bulk ? entry(action, { items: here }) : entry(action, here[0])
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
    const before = rows.map(({ id }) => table.get(id))
    const full = rows.map((row) => (verb === 'update' ? { ...table.get(row.id), ...row } : row))
    for (const row of full) {
      if (verb === 'delete') table.delete(row.id)
      else table.set(row.id, row)
    }
    this.seq += 1
    const after = full.map((row) => (verb === 'delete' ? undefined : row))
    const ids = full.map(({ id }) => id)
    const change: Change = { seq: this.seq, list, action, ids, before, rows: after, clientMutationId: mid }
    this.log.push(change)
    this.#done.set(mid, { seq: this.seq, data: verb === 'delete' ? undefined : bulk ? full : full[0] })
    if (this.broadcasts) this.publish(change)
    return change
  }

  /** A mutation over a socket is a request like any other, but for its answer. */
  async #carried(socket: FakeSocket, { clientMutationId: mid, since, collection, action, payload, scope }: Mutation): Promise<void> {
    const [verb = '', bulk] = action.split('-').reverse()
    const { id, data } = payload as { id?: string; data?: Record<string, unknown> }
    const method = { insert: 'POST', update: 'PUT', delete: 'DELETE' }[verb] ?? ''
    const place = `/api/${encodeURIComponent(this.#roomOf(socket))}/${collection}`
    const fields = bulk || verb === 'insert' ? (payload as Record<string, unknown>) : data
    const request: Request = {
      socket,
      method,
      path: place + (bulk ? '/bulk' : verb === 'insert' ? '' : `/${id}`),
      query: new URLSearchParams(),
      headers: {},
      body: { ...fields, _clientMutationId: mid, ...(since !== undefined && { _since: since }), ...(scope !== undefined && { scope }) },
      mid,
    }
    const response = await this.#answered(request)
    const { seq, data: rows, error } = (await response.json()) as Record<string, unknown>
    const result = error ? { clientMutationId: mid, error: { ...error, status: response.status } } : { clientMutationId: mid, seq, data: rows }
    socket.frame({ type: 'ack', results: [result] })
  }

  #fetch(url: string, init: RequestInit): Promise<Response> {
    const { pathname, searchParams } = new URL(url, 'http://page.test')
    const body = init.body ? (JSON.parse(String(init.body)) as Record<string, unknown>) : {}
    const mid = (body['_clientMutationId'] as string | undefined) ?? searchParams.get('_clientMutationId') ?? undefined
    const request: Request = {
      socket: undefined,
      method: init.method ?? 'GET',
      path: pathname,
      query: searchParams,
      headers: init.headers as Record<string, string>,
      body,
      mid,
    }
    return this.#answered(request, init.signal)
  }

  /** Answers a request, or leaves it to the test. */
  #answered(request: Request, signal?: AbortSignal | null): Promise<Response> {
    this.requests.push(request)
    return new Promise((resolve, reject) => {
      signal?.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')))
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
        lose: () => (request.socket ? request.socket.drop() : reject(new TypeError('network error'))),
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
      const since = query.get('since')
      const found = since === null ? undefined : this.#since(list, scope, since)
      const at = { seq: this.seq, cursor: this.cursor() }
      if (typeof found === 'object') return respond(200, { ...found, ...at, more: false, committed: [] })
      const after = query.get('after') ?? ''
      const rows = this.rows(list).filter((row) => isThere(row) && row.id > after)
      if (rows.length > this.pageSize) rows.sort((one, other) => (one.id < other.id ? -1 : 1))
      const page = rows.slice(0, this.pageSize)
      const next = rows.length > this.pageSize && { next: page.at(-1)?.id }
      return respond(200, { ...(found && { reset: true, reason: found }), [collection]: page, ...at, ...next })
    }
    const known = this.#done.get(mid)
    // It looks no further back than the page says that it has to.
    const since = Number(body['_since'] ?? query.get('_since') ?? 0)
    if (known && (known.seq > since || since > this.seq)) return respond(200, { success: true, ...known, replayed: true })
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
