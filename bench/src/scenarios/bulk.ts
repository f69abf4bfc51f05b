import { countRows, insertMany, requireRows } from '../api'
import { closedLoop } from '../load'
import type { Cases, Scenario } from '../scenario'
import { Pool } from '../wire/pool'

const ROWS = 100
/** Bulks before anything is measured: `warm.ts` says why. */
const WARM_UP = 200

export const BULK: Scenario = {
  name: 'bulk',
  title: 'Bulks of 100 rows over HTTP',
  about: 'One request at a time, with 100 rows each. Rows a second, CPU a row.',
  figures: ['rate', 'cpu'],
  isTimed: true,
  takes: () => true,
  async run(server, _, size) {
    const before = await countRows(server)
    using pool = await Pool.open(server, 1)
    let bulks = 0
    const load = (full: number) => ({ inFlight: 1, count: size.ops(full), seconds: size.seconds, warmUp: 0 })
    const insertBulk = async (at: number) => {
      await insertMany(pool, ROWS, `bulk ${at}`)
      bulks += 1
    }
    await closedLoop(server, load(WARM_UP), insertBulk)
    const figures = await closedLoop(server, load(400), insertBulk)
    await requireRows(server, before + bulks * ROWS)
    const { rate = NaN, cpu } = figures
    const cases: Cases = new Map()
    return cases.set('1 in flight', { ...figures, rate: rate * ROWS, ...(cpu === undefined ? {} : { cpu: cpu / ROWS }) })
  },
}
