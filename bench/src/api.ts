import type { Contender } from './contenders'
import type { Server } from './server/server'
import { Connection, good } from './wire/http'

export const ROOM = 'default'
export const TODOS = `/api/${ROOM}/todos`

/** Connections to a server, one for each that is in flight. */
export class Pool implements Disposable {
  readonly connections: readonly Connection[]

  private constructor(connections: readonly Connection[]) {
    this.connections = connections
  }

  static async open(server: Server, count: number): Promise<Pool> {
    return new Pool(await Promise.all(Array.from({ length: count }, () => Connection.open(server))))
  }

  lane(at: number): Connection {
    const connection = this.connections[at]
    if (connection === undefined) throw new Error(`there is no lane ${at}`)
    return connection
  }

  [Symbol.dispose](): void {
    for (const connection of this.connections) connection.close()
  }
}

export type Row = Readonly<Record<string, unknown>>

/** Inserts one and gives it as it was answered. */
export async function insert(connection: Connection, title: string, path = TODOS): Promise<Row> {
  const { data } = good(await connection.request('POST', path, { title }))
  const row = data as Row
  if (row['title'] !== title || typeof row['id'] !== 'string') throw new Error(`${title} was answered with ${JSON.stringify(row)}`)
  return row
}

/** Inserts `count` in one request. */
export async function insertMany(connection: Connection, count: number, title: string): Promise<void> {
  const items = Array.from({ length: count }, (_, at) => ({ title: `${title} ${at}` }))
  const { data } = good(await connection.request('POST', `${TODOS}/bulk`, { items }))
  const rows = data as readonly Row[]
  if (rows.length !== count || rows.some((row, at) => row['title'] !== items[at]?.title)) throw new Error(`${count} rows were answered with ${rows.length} others`)
}

/** Fills a list up from one number of rows to another. */
export async function fill(server: Server, contender: Contender, from: number, to: number): Promise<void> {
  using pool = await Pool.open(server, 1)
  for (let rows = from; rows < to; rows += contender.bulk) await insertMany(pool.lane(0), Math.min(contender.bulk, to - rows), `todo ${rows}`)
}

/** One page of a list: where it was, and what came. */
export interface Page {
  readonly path: string
  readonly text: string
  readonly bytes: number
  readonly rows: readonly Row[]
  readonly cursor: string | undefined
}

/** A whole list, by as many pages as the server makes of it. */
export async function list(connection: Connection): Promise<readonly Page[]> {
  const pages: Page[] = []
  for (let after: string | undefined = ''; after !== undefined; ) {
    const path: string = `${TODOS}?limit=10000${after === '' ? '' : `&after=${encodeURIComponent(after)}`}`
    const answer = await connection.request('GET', path)
    const body = good(answer)
    pages.push({ path, text: answer.text, bytes: answer.bytes, rows: body['todos'] as readonly Row[], cursor: body['cursor'] as string | undefined })
    after = body['next'] as string | undefined
  }
  return pages
}

/** How many rows there are. */
export async function countRows(server: Server): Promise<number> {
  return (await idsOf(server)).length
}

async function idsOf(server: Server): Promise<readonly unknown[]> {
  using pool = await Pool.open(server, 1)
  return (await list(pool.lane(0))).flatMap(({ rows }) => rows.map(({ id }) => id))
}

/** Makes sure that nothing was lost: a fast server that forgets rows is not fast. */
export async function requireRows(server: Server, count: number): Promise<void> {
  const ids = await idsOf(server)
  if (ids.length !== count || new Set(ids).size !== count) throw new Error(`there are ${ids.length} rows (${new Set(ids).size} ids), and not ${count}`)
}
