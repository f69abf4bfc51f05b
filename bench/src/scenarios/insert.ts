import { countRows, insert, requireRows } from '../api'
import { closedLoop } from '../load'
import type { Cases, Scenario, Size } from '../scenario'
import type { Server } from '../server/server'
import { warmUp } from '../warm'
import { Pool } from '../wire/pool'

const LOADS = [
  { inFlight: 1, count: 3_000 },
  { inFlight: 8, count: 8_000 },
  { inFlight: 32, count: 12_000 },
]

async function inserts(server: Server, size: Size, seconds: number): Promise<Cases> {
  const cases: Cases = new Map()
  let rows = await countRows(server)
  rows += await warmUp(server, size)
  for (const { inFlight, count } of LOADS) {
    using pool = await Pool.open(server, inFlight)
    const load = { inFlight, count: size.ops(count), seconds, warmUp: size.ops(count / 10) }
    const figures = await closedLoop(server, load, async (at) => {
      await insert(pool, `todo ${at}`)
      rows += 1
    })
    cases.set(`${inFlight} in flight`, figures)
  }
  await requireRows(server, rows)
  return cases
}

export const INSERT: Scenario = {
  name: 'insert',
  title: 'Inserts over HTTP',
  about: 'One row a request, into one room, with 1, 8 and 32 requests in flight.',
  figures: ['rate', 'p50', 'p99', 'cpu'],
  isTimed: true,
  takes: () => true,
  run: (server, _, size) => inserts(server, size, size.seconds),
}

export const SLOW_INSERT: Scenario = {
  name: 'distant',
  title: 'Inserts over HTTP with a distant D1',
  about: 'The same with 20 ms more for every call of D1, which is nearer to what a database in another building takes.',
  figures: ['rate', 'p50', 'p99', 'cpu'],
  isTimed: true,
  takes: ({ storage }) => storage === 'd1',
  wrapper: 'slow',
  // In the usual time too few are answered to tell two servers apart.
  run: (server, _, size) => inserts(server, size, 3 * size.seconds),
}
