import { afterAll, expect, test } from 'vitest'
import { CONTENDERS } from '../src/contenders'
import { SIZES } from '../src/scenario'
import { SCENARIOS } from '../src/scenarios'
import { Host } from '../src/server/server'

// Everything that the benchmark does, little of each and all on one server, so that it never rots. What is fast nobody asks here.

const host = Host.start()
afterAll(() => host[Symbol.asyncDispose]())

for (const contender of CONTENDERS) {
  for (const wrapper of [undefined, 'slow', 'probe'] as const) {
    const scenarios = SCENARIOS.filter((scenario) => scenario.wrapper === wrapper && scenario.takes(contender))
    if (scenarios.length === 0) continue
    const { name, storage } = contender
    test(`${name} on ${storage}: ${scenarios.map((scenario) => scenario.name).join(', ')}`, async () => {
      await using server = await host.run(contender, wrapper)
      for (const scenario of scenarios) {
        const cases = await scenario.run(server, contender, SIZES.smoke)
        expect(cases.size).toBeGreaterThan(0)
        for (const [which, figures] of cases) {
          const value = figures[scenario.figures[0]]
          expect(Number.isFinite(value), `${scenario.name}, ${which}: ${JSON.stringify(figures)}`).toBe(true)
        }
        // A hundred mutations that come together are a few commits, however fast the machine is.
        if (scenario.name === 'commits' && ['batched', 'ferrosync'].includes(name)) {
          for (const { calls = NaN } of cases.values()) expect(calls).toBeLessThanOrEqual(25)
        }
        // A row, its index, and the log's entry.
        if (scenario.name === 'costs' && name === 'ferrosync') {
          const written = [...cases].map(([which, { rowsWritten }]) => [which, rowsWritten])
          expect(Object.fromEntries(written)).toEqual({ insert: 3, update: 2, delete: 2, 'bulk of 10': 21 })
        }
      }
    })
  }
}
