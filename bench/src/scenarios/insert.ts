import { countRows, insert, requireRows } from '../api'
import { closedLoop } from '../load'
import type { Cases, Scenario, Size } from '../scenario'
import type { Server } from '../server/server'
import { Pool } from '../wire/pool'

/** Before anything is measured: an engine optimises what has run some thousand times, and a room in use has. */
const WARM_UP = { inFlight: 8, count: 4_000 }

const LOADS = [
  { inFlight: 1, count: 600 },
  { inFlight: 8, count: 2_000 },
  { inFlight: 32, count: 4_000 },
]

async function run(server: Server, _: unknown, size: Size): Promise<Cases> {
  const cases: Cases = new Map()
  let rows = await countRows(server)
  const load = async ({ inFlight, count }: typeof WARM_UP) => {
    using pool = await Pool.open(server, inFlight)
    return await closedLoop(server, { inFlight, count: size.ops(count), seconds: size.seconds, warmUp: size.ops(count / 5) }, async (at) => {
      await insert(pool, `todo ${at}`)
      rows += 1
    })
  }
  await load(WARM_UP)
  for (const one of LOADS) cases.set(`${one.inFlight} in flight`, await load(one))
  await requireRows(server, rows)
  return cases
}

export const INSERT: Scenario = {
  name: 'insert',
  title: 'Inserts over HTTP',
  about: 'One row a request, into one room, with 1, 8 and 32 requests in flight, on a server that has been at it for some seconds.',
  figures: ['rate', 'p50', 'p99', 'cpu'],
  isTimed: true,
  takes: () => true,
  run,
}

export const SLOW_INSERT: Scenario = {
  name: 'distant',
  title: 'Inserts over HTTP with a distant D1',
  about: 'The same with 20 ms more for every call of D1, which is nearer to what a database in another building takes.',
  figures: ['rate', 'p50', 'p99', 'cpu'],
  isTimed: true,
  takes: ({ storage }) => storage === 'd1',
  wrapper: 'slow',
  run,
}
