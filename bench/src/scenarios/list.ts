import { countRows, fill, list } from '../api'
import { closedLoop } from '../load'
import type { Cases, Scenario } from '../scenario'
import { Pool } from '../wire/pool'

/**
 * `before` are read before anything is measured, for the reasons of `warm.ts`. Lists of the first kind go on getting faster
 * until some four thousand were read.
 */
const LISTS = [
  { rows: 100, before: 6_000, count: 4_000 },
  { rows: 1_000, before: 15, count: 1_000 },
  { rows: 10_000, before: 3, count: 100 },
]

export const LIST: Scenario = {
  name: 'list',
  title: 'Whole lists',
  about: 'Lists a second, one request at a time. A list of 10,000 rows is two pages of a megabyte at most where the protocol has pages, and both are counted.',
  figures: ['rate', 'p50', 'bytes', 'cpu'],
  isTimed: true,
  takes: () => true,
  async run(server, contender, size) {
    const cases: Cases = new Map()
    const already = await countRows(server)
    let filled = already
    for (const { rows, before, count } of LISTS) {
      const wanted = already + size.some(rows)
      await fill(server, contender, filled, wanted)
      filled = wanted
      using pool = await Pool.open(server, 1)
      // Nobody writes: each answer must be, to the letter, the first one, which is looked at as a whole.
      const pages = await list(pool)
      const found = pages.flatMap((page) => page.rows)
      if (new Set(found.map(({ id }) => id)).size !== wanted) throw new Error(`a list of ${wanted} rows has ${found.length}`)
      let bytes = 0
      const readAll = async () => {
        bytes = 0
        for (const { path, text } of pages) {
          const answer = await pool.request('GET', path)
          if (answer.status !== 200 || answer.text !== text) throw new Error(`${path} was answered with something else`)
          bytes += answer.bytes
        }
      }
      const load = (full: number, seconds: number) => ({ inFlight: 1, count: size.ops(full), seconds, warmUp: 0 })
      await closedLoop(server, load(before, 2 * size.seconds), readAll)
      const figures = await closedLoop(server, load(count, size.seconds), readAll)
      cases.set(`${rows.toLocaleString('en')} rows`, { ...figures, bytes })
    }
    return cases
  },
}
