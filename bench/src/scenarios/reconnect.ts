import { countRows, fill, list, ROOM, type Row, TODOS } from '../api'
import type { Contender } from '../contenders'
import { deadlineIn, type Figures, Meter } from '../load'
import type { Scenario } from '../scenario'
import type { Server } from '../server/server'
import { percentile } from '../stats'
import { Connection, good } from '../wire/http'
import { Pool } from '../wire/pool'
import { RoomSocket } from '../wire/socket'

const ROWS = 10_000
const CHANGED = 10

/** What a client holds that was away: its rows and its place, if there are places. */
interface Held {
  readonly cursor: string | undefined
  readonly count: number
  readonly changed: ReadonlySet<unknown>
}

export const RECONNECT: Scenario = {
  name: 'reconnect',
  title: 'Coming back to a list of 10,000 rows of which 10 have changed',
  about:
    'A client that was away opens a socket and brings its list up to date: by what has changed since its cursor, or, where there are no cursors, by loading the list again. All bytes that came over the wire.',
  figures: ['bytes', 'p50', 'cpu'],
  isTimed: true,
  takes: () => true,
  async run(server, contender, size) {
    const held = await prepare(server, contender, Math.max(size.some(ROWS), 2 * CHANGED))
    const times: number[] = []
    let bytes = 0
    await comeBack(server, contender, held)
    await server.turn.meet()
    const meter = new Meter(server)
    const deadline = deadlineIn(server, size.seconds)
    for (let at = 0; at < size.ops(40) && server.turn.clock() < deadline; at += 1) {
      await server.turn.share()
      const begun = performance.now()
      bytes = await comeBack(server, contender, held)
      times.push(performance.now() - begun)
    }
    const { cpu, memory }: Figures = meter.stop(times.length)
    const figures = { p50: percentile(times, 0.5), p99: percentile(times, 0.99), bytes, ...(cpu && { cpu }), ...(memory && { memory }) }
    return new Map([[`${CHANGED} changed`, figures]])
  },
}

async function prepare(server: Server, contender: Contender, more: number): Promise<Held> {
  const before = await countRows(server)
  const count = before + more
  await fill(server, contender, before, count)
  using pool = await Pool.open(server, 1)
  const pages = await list(pool)
  const rows = pages.flatMap((page) => page.rows)
  const changed = rows.filter((_, at) => at % Math.floor(rows.length / CHANGED) === 0).slice(0, CHANGED)
  for (const { id } of changed) good(await pool.request('PUT', `${TODOS}/${id}`, { completed: true }))
  return { cursor: pages[0]?.cursor, count, changed: new Set(changed.map(({ id }) => id)) }
}

/** Resolves with the bytes that came when the list is as it should be. */
async function comeBack(server: Server, contender: Contender, held: Held): Promise<number> {
  const socket = await RoomSocket.open(server, ROOM)
  if (!contender.hasDelta) {
    const connection = await Connection.open(server)
    const pages = await list(connection)
    connection.close()
    requireChanged(pages.flatMap(({ rows }) => rows), held, held.count)
    const bytes = socket.bytes + pages.reduce((sum, page) => sum + page.bytes, 0)
    await socket.close()
    return bytes
  }
  const delta = socket.next('delta')
  const subscriptions = [{ sub: 1, collection: 'todos', ...(held.cursor === undefined ? {} : { cursor: held.cursor }) }]
  socket.send({ type: 'resume', subscriptions, pending: [] })
  requireChanged((await delta)['rows'] as readonly Row[], held, CHANGED)
  const { bytes } = socket
  await socket.close()
  return bytes
}

function requireChanged(rows: readonly Row[], { changed }: Held, count: number): void {
  const done = rows.filter(({ id, completed }) => changed.has(id) && completed === true)
  if (rows.length !== count || done.length !== CHANGED) throw new Error(`${rows.length} rows came, ${done.length} of them changed`)
}
