import { expect, test, vi } from 'vitest'
import { openSocket } from '../../src/store/socket'
import type { Store } from '../../src/store/store'

/** Sockets that say nothing, in the order in which they were opened. */
const opened: Silent[] = []

class Silent extends EventTarget {
  readyState = 0
  constructor() {
    super()
    opened.push(this)
  }

  tell(what: 'open' | 'close', readyState: number): void {
    this.readyState = readyState
    this.dispatchEvent(what === 'open' ? new Event(what) : Object.assign(new Event(what), { code: 1006, reason: '' }))
  }

  close(): void {
    this.readyState = 3
  }
}

test('c27_a_discarded_connection_that_still_asks_for_its_url_leaves_the_deadline_of_the_next_alone', async () => {
  vi.useFakeTimers()
  let asked = 0
  const query = () => ({ asked: String((asked += 1)) })
  const config = () => ({ host: 'https://app.example', path: '', protocol: undefined, party: 'main', query, WebSocket: Silent })
  const onDown = vi.fn()
  const through = (_: string, __: string, text: string, then: (text: string) => void) => then(text)
  const socket = openSocket({ config, through } as unknown as Store, 'default', () => {}, onDown)
  await vi.advanceTimersByTimeAsync(1)
  // It waits for its next attempt, and somebody who looks does not.
  opened[0]?.tell('close', 3)
  expect(onDown).toHaveBeenCalledTimes(1)
  expect(socket.restart()).toBe(true)
  await vi.advanceTimersByTimeAsync(1)
  const next = opened[1]
  next?.tell('open', 1)
  // The first one's turn comes: its answer interests nobody any more, and the second one is dead all the same.
  await vi.advanceTimersByTimeAsync(9_000)
  expect(asked, 'the discarded one asks, or this proves nothing').toBe(3)
  expect(onDown).toHaveBeenCalledTimes(2)
  await vi.advanceTimersByTimeAsync(1_100)
  expect(onDown).toHaveBeenCalledTimes(3)
  socket.close()
  vi.useRealTimers()
})
