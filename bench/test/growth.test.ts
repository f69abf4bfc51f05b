import { expect, test } from 'vitest'
import { grow } from '../src/growth'
import type { Report } from '../src/report'
import { pageOf } from '../src/report/page'
import { svgOf } from '../src/report/svg'
import { SIZES } from '../src/scenario'

// The curves, with few points and little at each; and what is made of them.

const REPORT: Report = {
  made: '2026-01-02T03:04:05.000Z',
  command: 'cargo xtask bench',
  size: 'smoke',
  rounds: 2,
  machine: { cores: 2, memory: 2 ** 33, system: 'a system', busy: 0.5, versions: { workerd: '1.2.3' } },
  weights: [{ name: 'ferrosync', gzip: 200_000, wasm: { raw: 500_000, gzip: 190_000 } }],
  results: [
    { scenario: 'insert', case: '1 in flight', contender: 'conventional', storage: 'd1', rounds: [{ rate: 100 }, { rate: 200 }] },
    { scenario: 'insert', case: '1 in flight', contender: 'ferrosync', storage: 'd1', rounds: [{ rate: 300 }, { rate: 330 }] },
    { scenario: 'insert', case: '1 in flight', contender: 'ferrosync', storage: 'object', rounds: [{ rate: 300 }, { rate: 300 }] },
  ],
  broken: [],
  seconds: { insert: 61.4 },
  growth: [],
}

test('every curve has every point, and becomes a picture', { timeout: 120_000 }, async () => {
  const report = { ...REPORT, results: [], broken: [], seconds: {} }
  let kept = 0
  await grow(SIZES.smoke, report, { say: () => undefined, keep: async () => void (kept += 1) })
  const { growth: curves } = report
  expect(kept, 'once for each contender').toBe(8)
  const names = ['rows-insert', 'rows-insert-read', 'rows-list', 'rows-list-read', 'rows-delta', 'rows-delta-read', 'rows-tell', 'rows-memory']
  names.push('sockets-tell', 'sockets-rate', 'sockets-memory', 'rooms-rate', 'rooms-late', 'rooms-memory')
  expect(curves.map(({ name }) => name).sort()).toEqual(names.sort())
  for (const curve of curves) {
    expect(curve.series.length, curve.name).toBeGreaterThanOrEqual(2)
    for (const { points } of curve.series) expect(points.length, curve.name).toBeGreaterThanOrEqual(2)
    expect(svgOf(curve)).not.toMatch(/NaN|Infinity|undefined/u)
    expect(svgOf(curve)).toMatch(/"line1" .*\n(.*\n)*.*>ferrosync, D1</u)
  }
  const read = curves.find(({ name }) => name === 'rows-insert-read')
  // Each has a value that is not there yet to look for; the conventional one has two calls for an insert.
  expect(read?.series.map(({ points }) => points[0]?.[1])).toEqual([1, expect.any(Number), expect.any(Number)])
  expect(pageOf({ ...REPORT, growth: curves })).toContain('](performance/rows-insert.svg)')
})

test('a page has the median, the least and the most, the ratio and the aim', () => {
  const page = pageOf(REPORT)
  expect(page).toContain('| D1 | 1 in flight | 150 (100 to 200) | 315 (300 to 330) | 2.33 ✓ 1.2 |')
  // Where the others have their rows in D1 only.
  expect(page).toContain('| object | 1 in flight | 150 (100 to 200) | 300 | 2.25 ✗ 2.5 |')
  expect(page).toContain('- insert, 1 in flight, object: 2.25 ×; wanted: at least 2.5 × conventional')
  expect(page).toContain('- todo-app, wasm, gzip: 190 kB; wanted: at most 180 kB')
  expect(page).toContain('| 2 cores, 8 GiB, a system |')
  expect(page).toContain('| it took | 2 minutes |')
  expect(page).toContain('| insert, 1 in flight, D1 | at least 1.2 × conventional | 2.33 × | ✓ |')
  expect(page).not.toContain('roken off')
  expect(page).not.toMatch(/NaN|undefined/u)
})

test('what broke off is told, and an aim that nobody can tell of is not met', () => {
  const results = REPORT.results.filter(({ contender }) => contender !== 'conventional')
  const page = pageOf({ ...REPORT, results, broken: [{ what: 'insert, round 1 of 2', contender: 'conventional', storage: 'd1', why: 'it hung up' }] })
  expect(page).toContain('- conventional on D1, insert, round 1 of 2: it hung up')
  expect(page).toContain('- insert, 1 in flight, D1: not measured; wanted: at least 1.2 × conventional')
})
