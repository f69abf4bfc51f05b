import { expect } from 'vitest'
import { request } from './client'
import { Server, type ServerOptions } from './server'
import { STORAGE } from './storage'
import { RoomSocket } from './socket'

export type Row = Readonly<Record<string, unknown>>

/** A refusal as a test compares it: its status, its code, and `path code: message` of each issue. */
export interface Refusal {
  readonly status: number
  readonly code: unknown
  readonly issues: readonly string[]
}

interface Answered {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>
}

/** What somebody else made before there was a schema. */
export const VISITS =
  'CREATE TABLE Visits (id TEXT PRIMARY KEY, arrived_at TEXT NOT NULL, "left" TEXT, is_paid TEXT, what TEXT, seen TEXT, gone TEXT)'

const COLLECTIONS = ['lists', 'todos', 'comments', 'people', 'notes', 'badges', 'files', 'shelves', 'samples', 'events']
/** Private columns, what stands in one, and rows that are deleted. */
const HIDDEN = /"(?:secret|locked)":|hush|"deletedAt":(?!null)/u

export async function startWords(options?: ServerOptions): Promise<Server> {
  const server = await Server.start('words', { ...options, door: true })
  // In objects it is a migration of the app's own.
  if (STORAGE === 'd1') await run(server, VISITS)
  return server
}

/** Says something to the database behind the API, and gives its rows: to that of the room, where each has its own. */
export async function run(server: Server, sql: string, room = 'default'): Promise<readonly Row[]> {
  if (STORAGE === 'object') return server.sql(room, sql)
  const { results } = await (await server.miniflare.getD1Database('DB')).prepare(sql).all()
  return results
}

function rowsOf(list: unknown): readonly Row[] {
  if (!Array.isArray(list)) throw new Error(`this is no list: ${JSON.stringify(list)}`)
  return list
}

function refusal({ status, body }: Answered): Refusal {
  const error = Object(body['error'])
  const issues: { path: unknown[]; code: string; message: string }[] = error.issues ?? []
  return { status, code: error.code, issues: issues.map(({ path, code, message }) => `${path.join('.')} ${code}: ${message}`) }
}

/** One room, written over HTTP, and heard by a socket from its first change on. */
export class House {
  readonly #server: Server
  readonly room: string
  readonly socket: RoomSocket
  readonly #who: string | undefined
  /** All answers, as texts. */
  readonly #answers: string[]

  private constructor(server: Server, room: string, socket: RoomSocket, who: string | undefined, answers: string[]) {
    this.#server = server
    this.room = room
    this.socket = socket
    this.#who = who
    this.#answers = answers
  }

  static async open(server: Server, room: string): Promise<House> {
    const socket = await RoomSocket.open(server.url, room)
    await socket.frame('sync-init')
    return new House(server, room, socket, undefined, [])
  }

  /** The same room for somebody who is known. */
  as(who: string): House {
    return new House(this.#server, this.room, this.socket, who, this.#answers)
  }

  async call(path: string, method = 'GET', body?: unknown): Promise<Answered> {
    const url = `${this.#server.url}/api/${this.room}/${path}`
    const answer = await request(url, method, body, this.#who === undefined ? {} : { authorization: `Bearer ${this.#who}` })
    this.#answers.push(JSON.stringify(answer.body))
    return answer
  }

  /** Does what must succeed, and gives the row or the rows of the answer. */
  async #done(path: string, method: string, body?: unknown): Promise<unknown> {
    const { status, body: answer } = await this.call(path, method, body)
    expect(status, `${method} ${path}: ${JSON.stringify(answer)}`).toBe(200)
    return answer['data']
  }

  async insert(collection: string, fields: Row): Promise<Row> {
    return Object(await this.#done(collection, 'POST', fields))
  }

  async insertAll(collection: string, items: readonly Row[], scope: Row = {}): Promise<readonly Row[]> {
    return rowsOf(await this.#done(`${collection}/bulk`, 'POST', { items, ...scope }))
  }

  async update(path: string, patch: Row): Promise<Row> {
    return Object(await this.#done(path, 'PUT', patch))
  }

  async delete(path: string): Promise<void> {
    await this.#done(path, 'DELETE')
  }

  /** Does what must not succeed. */
  async refused(path: string, method: string, body?: unknown): Promise<Refusal> {
    const answer = await this.call(path, method, body)
    expect(answer.status, `${method} ${path}`).toBeGreaterThanOrEqual(400)
    return refusal(answer)
  }

  async list(collection: string, query = ''): Promise<readonly Row[]> {
    const { status, body } = await this.call(`${collection}${query}`)
    expect(status, JSON.stringify(body)).toBe(200)
    return rowsOf(body[collection])
  }

  async ids(collection: string, query = ''): Promise<readonly unknown[]> {
    return (await this.list(collection, query)).map(({ id }) => id)
  }

  /** All rows of a list, `limit` at a time. */
  async pages(collection: string, limit: number, scope = ''): Promise<readonly Row[]> {
    const rows: Row[] = []
    let after = ''
    for (;;) {
      const { body } = await this.call(`${collection}?limit=${limit}${scope}${after}`)
      const page = rowsOf(body[collection])
      expect(page.length).toBeLessThanOrEqual(limit)
      rows.push(...page)
      if (body['next'] === undefined) return rows
      expect(page.length).toBeGreaterThan(0)
      after = `&after=${encodeURIComponent(String(body['next']))}`
    }
  }

  /** What the last mutation told its listeners: `[collection, action, payload]` of each entry. */
  async told(): Promise<readonly unknown[][]> {
    const seq = await this.#heard()
    const last = this.socket.changes.filter((change) => change['seq'] === seq)
    return last.map(({ collection, action, payload }) => [collection, action, payload])
  }

  async #heard(): Promise<unknown> {
    const { body } = await this.call('lists?consistent=true')
    const seq = body['seq']
    await this.socket.until(`change ${seq}`, ({ changes }) => seq === 0 || changes.some((change) => change['seq'] === seq))
    return seq
  }

  /**
   * Holds what was published against what is there: whoever applies the changes in their order has the lists, every
   * `seq` once and in one frame, and nobody was shown what is not theirs.
   */
  async agree(): Promise<void> {
    const last = await this.#heard()
    const lists = new Map(COLLECTIONS.map((name) => [name, new Map<unknown, Row>()]))
    const frames = this.socket.frames.filter(({ type }) => type === 'broadcast')
    const seqs: unknown[] = []
    for (const { changes } of frames) {
      const of = [...new Set(rowsOf(changes).map(({ seq }) => seq))]
      seqs.push(...of)
    }
    expect(seqs).toEqual(Array.from({ length: Number(last) }, (_, index) => index + 1))
    for (const { collection, payload, action } of this.socket.changes) {
      const rows = lists.get(String(collection))
      if (!rows) throw new Error(`${collection} is told of, and is none`)
      const told = Object(payload)
      if (action === 'delete' || action === 'bulk-delete') for (const id of told.ids ?? [told.id]) rows.delete(id)
      else for (const row of told.items ?? [told]) rows.set(row.id, row)
    }
    for (const [name, rows] of lists) {
      const listed = await this.list(name)
      expect(new Map(listed.map((row) => [row['id'], row])), name).toEqual(rows)
    }
    expect([...this.#answers, JSON.stringify(this.socket.frames)].filter((text) => HIDDEN.test(text))).toEqual([])
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.socket.close()
  }
}
