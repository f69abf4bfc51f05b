import { expect, test } from 'vitest'
import { linesOf, times } from '../src/report/compare'
import type { Result } from '../src/run'

const result = (contender: Result['contender'], rates: readonly number[]): Result => ({
  scenario: 'insert',
  case: '1 in flight',
  contender,
  storage: 'd1',
  rounds: rates.map((rate) => ({ rate })),
})

/** How many times better ours is in one run. */
function ratio(ours: readonly number[], theirs: readonly number[]): number | undefined {
  const [line] = linesOf([result('ferrosync', ours), result('batched', theirs)], 'insert', 'rate')
  return line && times(line, 'batched')
}

test('a ratio is of what ran side by side: a slow round is slow for both', () => {
  // By the medians it would be 88 / 100.
  expect(ratio([90, 45, 88], [100, 50, 110])).toBe(0.9)
})

test('where one has missed a round, the ratio is of the medians', () => {
  expect(ratio([80, 90], [100, 90, 110])).toBe(0.85)
})
