import { afterEach, expect, test, vi } from 'vitest'
import { uuidv7 } from '../src/client'

afterEach(() => {
  vi.useRealTimers()
})

test('ids_are_version_7_unique_and_ascend_within_a_millisecond_and_when_the_clock_steps_back', () => {
  vi.useFakeTimers({ now: 1_700_000_000_000 })
  const ids = Array.from({ length: 20_000 }, uuidv7)
  vi.setSystemTime(1_600_000_000_000)
  ids.push(uuidv7())
  expect(new Set(ids).size).toBe(ids.length)
  expect([...ids].sort()).toEqual(ids)
  for (const id of ids) expect(id).toMatch(/^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/)
})
