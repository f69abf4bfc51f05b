import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createRecorder } from '../../src/devtools/recorder'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A recorder, and the order in which things came through it. */
function recorder() {
  const made = createRecorder()
  const came: string[] = []
  const pass = (direction: 'in' | 'out' | 'state', what: string) => made.tap('room', direction, what, () => void came.push(what))
  return { ...made, came, pass }
}

test('everything_goes_through_at_once_and_is_kept', () => {
  const { came, pass, passed } = recorder()
  pass('out', '{"type":"resume","subscriptions":[]}')
  pass('in', '{"type":"tick","seq":1}')
  pass('out', 'GET http://a.test/api/p/todos?since=1')
  pass('in', '200 GET http://a.test/api/p/todos?since=1 {"type":"no frame"}')
  pass('state', 'connected')
  expect(came).toHaveLength(5)
  expect(passed().map(({ direction, type }) => `${direction} ${type}`)).toEqual([
    'out resume',
    'in tick',
    'out GET /api/p/todos',
    'in 200 GET /api/p/todos',
    'state connected',
  ])
  expect(passed()[1]).toMatchObject({ room: 'room', size: 23, text: '{"type":"tick","seq":1}' })
})

test('the_last_two_hundred_are_kept', () => {
  const { pass, passed, clear } = recorder()
  for (let i = 1; i <= 250; i++) pass('in', `{"type":"n${i}"}`)
  expect(passed()).toHaveLength(200)
  expect(passed()[0]?.type).toBe('n51')
  expect(passed().at(-1)?.type).toBe('n250')
  clear()
  expect(passed()).toEqual([])
})

test('answers_are_late_and_stay_in_order', () => {
  const { came, pass, setDelay } = recorder()
  setDelay(300)
  pass('in', 'a')
  pass('out', 'b')
  expect(came).toEqual(['b'])
  vi.advanceTimersByTime(200)
  setDelay(0)
  // It must not overtake what is on its way.
  pass('in', 'c')
  vi.advanceTimersByTime(99)
  expect(came).toEqual(['b'])
  vi.advanceTimersByTime(1)
  expect(came).toEqual(['b', 'a', 'c'])
  pass('in', 'd')
  expect(came.at(-1)).toBe('d')
})

test('held_answers_come_when_they_are_let_go', () => {
  const { came, pass, setDelay } = recorder()
  setDelay('hold')
  pass('in', 'a')
  pass('in', 'b')
  vi.advanceTimersByTime(60_000)
  expect(came).toEqual([])
  setDelay(0)
  expect(came).toEqual(['a', 'b'])
})

test('nothing_is_lost_where_it_stops', () => {
  const { came, pass, setDelay, stop } = recorder()
  setDelay(2000)
  pass('in', 'a')
  setDelay('hold')
  pass('in', 'b')
  stop()
  expect(came).toEqual(['a', 'b'])
  vi.advanceTimersByTime(60_000)
  expect(came).toEqual(['a', 'b'])
})

test('paused_it_keeps_nothing_and_lets_everything_through', () => {
  const { came, pass, passed, setPaused } = recorder()
  setPaused(true)
  pass('in', 'a')
  expect([came, passed()]).toEqual([['a'], []])
  setPaused(false)
  pass('in', 'b')
  expect(passed()).toHaveLength(1)
})

test('listeners_are_told_once_for_all_that_happens_together', () => {
  const { pass, subscribe, version } = recorder()
  const listener = vi.fn()
  const end = subscribe(listener)
  for (let i = 0; i < 100; i++) pass('in', 'a')
  expect(listener).not.toHaveBeenCalled()
  vi.advanceTimersByTime(50)
  expect(listener).toHaveBeenCalledOnce()
  expect(version()).toBe(1)
  end()
  pass('in', 'a')
  vi.advanceTimersByTime(50)
  expect(listener).toHaveBeenCalledOnce()
})
