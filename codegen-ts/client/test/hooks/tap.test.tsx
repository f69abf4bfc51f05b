import { act, waitFor } from '@testing-library/react'
import { expect, test, vi } from 'vitest'
import { storeOf, type Tap } from '../../src/internal'
import { todos, useCollection, useConnectionStatus, useLiveSync } from '../fixture'
import { freshNet, net, titles } from '../support/fresh'
import { FakeSocket } from '../support/net'
import { hooks, newClient, todo, uuidOf } from '../support/render'

freshNet({ 'default/todos': [todo(1)] })

const use = () => {
  useLiveSync()
  return { ...useCollection(todos), connection: useConnectionStatus('default') }
}

/** An app whose every frame and request passes `tap`. */
function tapped(tap: Tap) {
  const client = newClient()
  const store = storeOf(client, undefined)
  store.tap = tap
  return { ...hooks(use, {}, client), store }
}

test('a_server_of_the_apps_own_takes_the_place_of_the_platforms', async () => {
  const { fetch, WebSocket } = globalThis
  vi.stubGlobal('fetch', () => Promise.reject(new Error('the platform is asked')))
  vi.stubGlobal('WebSocket', undefined)
  const view = hooks(use, { fetch, WebSocket })
  await waitFor(() => expect(titles(view)).toEqual(['todo 1']))
  await waitFor(() => expect(view.result.current.connection.isConnected).toBe(true))
  expect(net.sockets[0]).toBeInstanceOf(FakeSocket)
})

test('what_passes_the_tap_happens_when_it_is_let_go', async () => {
  const kept: [what: string, go: () => void][] = []
  const view = tapped((_, direction, what, go) => {
    if (direction === 'state') go()
    else kept.push([`${direction} ${what}`, go])
  })
  const pass = async (start: string) => {
    await waitFor(() => expect(kept.some(([what]) => what.startsWith(start))).toBe(true))
    const [found] = kept.splice(kept.findIndex(([what]) => what.startsWith(start)), 1)
    await act(async () => found?.[1]())
  }
  await waitFor(() => expect(kept).not.toEqual([]))
  expect(net.requests).toEqual([])
  await pass('out GET /api/default/todos')
  expect(net.requests).toHaveLength(1)
  expect(view.result.current.isLoading).toBe(true)
  await pass('in 200 GET /api/default/todos {"todos":[')
  await waitFor(() => expect(titles(view)).toEqual(['todo 1']))

  await pass('in {"type":"sync-init"')
  await waitFor(() => expect(view.store.room('default').link()).not.toBe('connecting'))
  expect(net.open[0]?.frames).toEqual([])
  await pass('out {"type":"resume"')
  expect(net.open[0]?.said('resume')).toHaveLength(1)
})

test('a_request_that_the_tap_drops_ends_with_its_time', async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true })
  const view = tapped((_, direction, what, go) => {
    if (!(direction === 'out' && what.startsWith('GET'))) go()
  })
  await act(async () => void (await vi.advanceTimersByTimeAsync(10_000)))
  await waitFor(() => expect(view.result.current.error).toMatchObject({ code: 'TIMEOUT_ERROR' }))
  expect(net.count('GET')).toBe(0)
})

test('what_was_on_its_way_when_a_connection_was_dropped_is_lost_with_it', async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true })
  let holds = false
  const kept: (() => void)[] = []
  const view = tapped((_, direction, _what, go) => {
    if (holds && direction !== 'state') kept.push(go)
    else go()
  })
  await waitFor(() => expect(titles(view)).toEqual(['todo 1']))
  await waitFor(() => expect(net.open[0]?.subscriptions).toHaveLength(1))
  const [first] = net.open
  const sent = first?.sent.length
  const room = view.store.room('default')
  holds = true
  act(() => void net.foreign('default/todos', 'insert', todo(2)))
  act(() => void view.result.current.update({ id: uuidOf(1), data: { title: 'mine' } }))
  await waitFor(() => expect(kept).toHaveLength(2))
  act(() => room.drop())
  expect(first?.readyState).toBe(3)
  holds = false
  act(() => {
    for (const go of kept) go()
  })
  expect(first?.sent).toHaveLength(sent ?? 0)
  // The next connection brings what the lost one did not.
  await act(async () => void (await vi.advanceTimersByTimeAsync(5000)))
  await waitFor(() => expect(titles(view)).toEqual(['todo 2', 'mine']))
  await waitFor(() => expect(view.result.current.connection).toMatchObject({ isConnected: true, pending: 0 }))
  expect(net.sockets).toHaveLength(2)
  expect(room.seq()).toBe(2)
  expect([...view.store.rooms.keys()]).toEqual(['default'])
  const list = room.collections.get('todos')?.lists.get(undefined)
  expect(list).toMatchObject({ collection: 'todos', scope: undefined, following: 'live', state: { held: 2 } })
})
