import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type Turn, Turns } from '../src/turns'

// Who works when, on a clock that the tests set.

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }))
afterEach(() => void vi.useRealTimers())

const work = (milliseconds: number) => vi.advanceTimersByTime(milliseconds)

/** Works so many pieces of 100 ms, and writes each down. */
async function pieces(turn: Turn, name: string, count: number, done: string[]): Promise<void> {
  await turn.begin()
  for (let at = 0; at < count; at += 1) {
    work(100)
    done.push(name)
    await turn.share()
  }
  turn.leave()
}

test('two work in turn, a slice each, and their clocks stand meanwhile', async () => {
  const turns = new Turns()
  const [a, b] = [turns.join(), turns.join()]
  const done: string[] = []
  await Promise.all([pieces(a, 'a', 6, done), pieces(b, 'b', 9, done)])
  expect(done.join('')).toBe('aaaabbbbaabbbbb')
  expect([a.clock(), b.clock()]).toEqual([600, 900])
})

test('one alone goes on', async () => {
  const turns = new Turns()
  const turn = turns.join()
  const done: string[] = []
  await pieces(turn, 'a', 10, done)
  expect([done.length, turn.clock()]).toEqual([10, 1_000])
})

test('who meets waits for all that are there, and not for those that have left', async () => {
  const turns = new Turns()
  const said: string[] = []
  const part = async (turn: Turn, name: string, before: number) => {
    await turn.begin()
    work(before)
    said.push(`${name} comes`)
    await turn.meet()
    said.push(`${name} goes on`)
    turn.leave()
  }
  const leaver = turns.join()
  const parts = [part(turns.join(), 'a', 300), part(turns.join(), 'b', 100)]
  await Promise.resolve()
  await leaver.begin()
  leaver.leave()
  await Promise.all(parts)
  expect(said).toEqual(['a comes', 'b comes', 'a goes on', 'b goes on'])
})
