import { expect, test, vi } from 'vitest'
import { socketClass } from '../../src/testing/socket'

test('a socket closes with the events of its page, though the runner has taken the page away', async () => {
  const Socket = socketClass({ onDial: () => {}, onText: () => {} })
  const socket = new Socket('ws://127.0.0.1/')
  const closed = new Promise<unknown>((settle) => socket.addEventListener('close', settle))
  socket.close(4000)
  // What is there without a page: an `Event` that the page's `EventTarget` does not know.
  vi.stubGlobal('Event', class {})
  expect(await closed).toMatchObject({ type: 'close', code: 4000 })
})
