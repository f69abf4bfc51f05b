import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Row } from '../../src/core/types'
import { view } from '../../src/core/view'
import { schedules } from './schedule'
import { type Counts, counted } from './counts'
import { World } from './world'

const RUNS = Number(process.env['FERROSYNC_SCHEDULES'] ?? 20_000)

/** Runs a property so often, and lets the runner hear of us in between: on a busy machine it gives up after a minute. */
async function holds<T>(property: fc.IProperty<T>, runs: number): Promise<void> {
  for (let left = runs; left > 0; left -= 1000) {
    fc.assert(property, { numRuns: Math.min(left, 1000) })
    await new Promise((resolve) => setTimeout(resolve))
  }
}

test(`l5_l7_c17_c18_every_view_is_the_server_at_held_and_pending (${RUNS} schedules)`, async () => {
  let steps = 0
  const counts = counted()
  const names = Object.keys(counts) as (keyof Counts)[]
  await holds(
    fc.property(schedules, (schedule) => {
      const world = new World()
      for (const next of schedule) {
        steps += 1
        world.run(next)
        world.check()
      }
      for (const name of names) counts[name] += world.counts[name]
      world.settle()
      world.checkRest()
    }),
    RUNS,
  )
  console.log(`${RUNS} schedules, ${steps} steps: ${names.map((name) => `${name} ${counts[name]}`).join(', ')}`)
  expect(steps).toBeGreaterThanOrEqual(30 * RUNS)
  // It did happen, and often; a few schedules have less of it by chance.
  for (const name of names) expect(counts[name], name).toBeGreaterThan(RUNS / 40)
}, 300_000)

test('l7_untouched_rows_keep_their_identity', async () => {
  await holds(
    fc.property(schedules, (schedule) => {
      const world = new World()
      let before = new Map<object, Map<string, Row>>()
      for (const next of schedule) {
        world.run(next)
        const after = new Map(world.looked.map(({ list }) => [list, new Map(view(list).map((row) => [row.id, row]))]))
        for (const [list, rows] of after) {
          for (const [id, row] of rows) {
            const same = before.get(list)?.get(id)
            if (same && same !== row && JSON.stringify(same) === JSON.stringify(row)) throw new Error(`${id} is another object`)
          }
        }
        before = after
      }
    }),
    Math.ceil(RUNS / 10),
  )
}, 60_000)
