import { fill, insert, type Row, TODOS } from '../api'
import { type Contender, CONTENDERS } from '../contenders'
import { closedLoop, type Figures, type Load, type Operation } from '../load'
import type { Size } from '../scenario'
import { counts } from '../scenarios/costs'
import { idle } from '../scenarios/fanout'
import type { Server } from '../server/server'
import { type Client, good } from '../wire/http'
import { Pool } from '../wire/pool'
import { type Curves, type Growth, seriesOf } from './curves'

const DECADES = [100, 1_000, 10_000, 100_000, 1_000_000]
/** All that anyone would load at once; the conventional server has no pages, and at a million it has no memory left. */
const WITHOUT_PAGES = 100_000
const CHANGED = 10

/** How it goes with a list that becomes longer. */
export const ROWS: Growth = {
  name: 'rows',
  contenders: CONTENDERS.filter(({ name }) => name === 'conventional' || name === 'ferrosync'),
  async measure(host, contender, size, curves, say) {
    // It counts rows too, which costs each call the same few microseconds.
    await using server = await host.run(contender, 'probe')
    let filled = 0
    for (const rows of DECADES.map((all) => (size.name === 'full' ? all : Math.min(size.some(all), 10_000)))) {
      if (rows <= filled || (!contender.hasDelta && rows > WITHOUT_PAGES)) continue
      say(`${rows} rows`)
      await fill(server, contender, filled, rows)
      filled = rows + (await point(server, contender, size, curves, rows))
    }
  },
}

/** Gives how many rows it has made. */
async function point(server: Server, contender: Contender, size: Size, curves: Curves, rows: number): Promise<number> {
  const series = seriesOf(contender)
  using pool = await Pool.open(server, 1)
  const about = (name: string, title: string, y: string) => ({ name: `rows-${name}`, title, x: 'rows in the list', y })
  const load = { inFlight: 1, count: size.ops(50), seconds: size.seconds, warmUp: size.ops(10) }

  const made: Row[] = []
  const inserts = await reading(server, pool, load, async (at) => void made.push(await insert(pool, `grown ${at}`)))
  curves.add(about('insert', 'An insert', 'ms'), series, rows, inserts.figures.p50)
  curves.add(about('insert-read', 'An insert', 'rows read'), series, rows, inserts.rowsRead)

  const path = contender.hasDelta ? `${TODOS}?limit=100` : TODOS
  const lists = await reading(server, pool, { ...load, warmUp: 1 }, async () => void good(await pool.request('GET', path)))
  curves.add(about('list', 'The first page of 100 rows (conventional: all rows)', 'ms'), series, rows, lists.figures.p50)
  curves.add(about('list-read', 'The first page of 100 rows (conventional: all rows)', 'rows read'), series, rows, lists.rowsRead)

  if (contender.hasDelta) {
    const { cursor } = good(await pool.request('GET', `${TODOS}?limit=1`))
    const changed = made.slice(0, CHANGED)
    for (const { id } of changed) good(await pool.request('PUT', `${TODOS}/${id}`, { completed: true }))
    const since = `${TODOS}?since=${encodeURIComponent(String(cursor))}`
    const deltas = await reading(server, pool, load, async () => {
      const found = good(await pool.request('GET', since))['rows'] as readonly Row[]
      if (found.length !== changed.length) throw new Error(`${found.length} rows have changed, and not ${changed.length}`)
    })
    curves.add(about('delta', 'What changed since, 10 rows', 'ms'), series, rows, deltas.figures.p50)
    curves.add(about('delta-read', 'What changed since, 10 rows', 'rows read'), series, rows, deltas.rowsRead)
  }

  const told = await idle(server, 1, { ...size, ops: (full) => size.ops(full / 10) })
  curves.add(about('tell', 'From a request to a socket', 'ms'), series, rows, told.p50)
  curves.add(about('memory', 'Memory of the server', 'MB'), series, rows, told.memory === undefined ? undefined : told.memory / 1e6)
  return made.length
}

/** The figures of a load, and the rows that each of its operations read. */
async function reading(server: Server, client: Client, load: Load, operation: Operation): Promise<{ figures: Figures; rowsRead: number }> {
  let count = 0
  const before = await counts(client)
  const figures = await closedLoop(server, load, async (at) => {
    await operation(at)
    count += 1
  })
  const after = await counts(client)
  return { figures, rowsRead: (after.rowsRead - before.rowsRead) / count }
}
