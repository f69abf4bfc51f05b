import type { Contender } from './contenders'
import type { Server } from './server/server'
import { type Client, good } from './wire/http'
import { Pool } from './wire/pool'

export const ROOM = 'default'
export const TODOS = `/api/${ROOM}/todos`

export type Row = Readonly<Record<string, unknown>>

/** Inserts one and gives it as it was answered. */
export async function insert(client: Client, title: string, path = TODOS): Promise<Row> {
  const { data } = good(await client.request('POST', path, { title }))
  const row = data as Row
  if (row['title'] !== title || typeof row['id'] !== 'string') throw new Error(`${title} was answered with ${JSON.stringify(row)}`)
  return row
}

/** Inserts `count` in one request. */
export async function insertMany(client: Client, count: number, title: string): Promise<void> {
  const items = Array.from({ length: count }, (_, at) => ({ title: `${title} ${at}` }))
  const { data } = good(await client.request('POST', `${TODOS}/bulk`, { items }))
  const rows = data as readonly Row[]
  if (rows.length !== count || rows.some((row, at) => row['title'] !== items[at]?.title)) throw new Error(`${count} rows were answered with ${rows.length} others`)
}

/** Fills a list up from one number of rows to another. */
export async function fill(server: Server, contender: Contender, from: number, to: number): Promise<void> {
  using pool = await Pool.open(server, 1)
  for (let rows = from; rows < to; rows += contender.bulk) {
    await insertMany(pool, Math.min(contender.bulk, to - rows), `todo ${rows}`)
    await server.turn.share()
  }
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
export async function list(client: Client): Promise<readonly Page[]> {
  const pages: Page[] = []
  for (let after: string | undefined = ''; after !== undefined; ) {
    const path: string = `${TODOS}?limit=10000${after === '' ? '' : `&after=${encodeURIComponent(after)}`}`
    const answer = await client.request('GET', path)
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
  return (await list(pool)).flatMap(({ rows }) => rows.map(({ id }) => id))
}

/** Makes sure that nothing was lost: a fast server that forgets rows is not fast. */
export async function requireRows(server: Server, count: number): Promise<void> {
  const ids = await idsOf(server)
  if (ids.length !== count || new Set(ids).size !== count) throw new Error(`there are ${ids.length} rows (${new Set(ids).size} ids), and not ${count}`)
}
