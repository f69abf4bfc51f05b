import { act, waitFor } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { cards, type SyncError, todos, useCollection, useConnectionStatus, useLiveSync } from '../fixture'
import { refused, Net } from '../support/net'
import { hooks, newClient, todo, uuidOf } from '../support/render'

let net: Net

beforeEach(() => {
  net = new Net()
  net.seed('default/todos', [todo(1), todo(2)])
})

afterEach(() => {
  vi.useRealTimers()
})

const errors: SyncError[] = []
const titles = (view: { result: { current: { data: { title: string }[] } } }) => view.result.current.data.map(({ title }) => title)

/** In an app with tenants a `useLiveSync()` without arguments is the single-tenant room's. */
const shared = () => {
  useLiveSync('default', { onError: (error) => errors.push(error) })
  return { ...useCollection(todos), connection: useConnectionStatus('default') }
}

async function ready() {
  errors.length = 0
  const view = hooks(shared)
  await waitFor(() => expect(view.result.current.data).toHaveLength(2))
  await waitFor(() => expect(view.result.current.connection.status).toBe('connected'))
  return view
}

test('one_socket_a_room_however_many_hooks_in_strict_mode', async () => {
  const view = hooks(() => {
    useLiveSync()
    useLiveSync('default')
    useLiveSync('p1')
    return useConnectionStatus()
  })
  await waitFor(() => expect(view.result.current.isConnected).toBe(true))
  expect(net.sockets.map(({ url }) => new URL(url).pathname)).toEqual(['/parties/main/default', '/parties/main/p1'])
  view.unmount()
  await waitFor(() => expect(net.open).toHaveLength(0))
  expect(net.sockets).toHaveLength(2)
})

test('s12_an_unknown_sync_id_reads_nothing_writes_nothing_and_connects_nowhere', async () => {
  const view = hooks(() => {
    useLiveSync(undefined)
    return useCollection(cards, undefined)
  })
  let failure: unknown
  await act(async () => {
    await view.result.current.add({ title: 'card' }).saved.catch((error: unknown) => (failure = error))
  })
  expect(failure).toMatchObject({ code: 'NO_SYNC_ID' })
  await expect(cards.list(undefined).queryFn({ client: view.client })).rejects.toMatchObject({ code: 'NO_SYNC_ID' })
  expect(view.result.current).toMatchObject({ data: [], isLoading: false, addError: { code: 'NO_SYNC_ID' } })
  expect(net.requests).toEqual([])
  expect(net.sockets).toEqual([])
})

test('c14_a_failed_read_after_a_reconnect_does_not_count_as_synced', async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true })
  const view = await ready()
  act(() => net.open[0]?.drop())
  net.broadcasts = false
  net.foreign('default/todos', 'insert', todo(3))
  net.holds = ({ method }) => method === 'GET'
  await act(async () => void (await vi.advanceTimersByTimeAsync(5000)))
  await waitFor(() => expect(net.open).toHaveLength(1))
  for (const fail of [1, 2, 3]) {
    const request = await net.next()
    await act(async () => {
      if (fail === 2) request.answer(503, refused('UNAVAILABLE'))
      else request.lose()
      await vi.advanceTimersByTimeAsync(5000)
    })
    expect(titles(view)).toEqual(['todo 2', 'todo 1'])
  }
  const request = await net.next()
  await act(async () => request.pass())
  await waitFor(() => expect(titles(view)).toEqual(['todo 3', 'todo 2', 'todo 1']))
})

test('c15_a_slow_read_does_not_let_early_events_through', async () => {
  const view = await ready()
  net.broadcasts = false
  const missed = net.foreign('default/todos', 'update', { id: uuidOf(1), title: 'missed' })
  const early = net.foreign('default/todos', 'update', { id: uuidOf(1), title: 'early', completed: true })
  net.holds = ({ method }) => method === 'GET'
  act(() => net.say({ type: 'broadcast', changes: [early] }))
  const slow = await net.next()
  // Base and events never mix: what came early waits for the read, however slow.
  expect(titles(view)).toEqual(['todo 2', 'todo 1'])
  act(() => net.say({ type: 'broadcast', changes: [missed] }))
  await waitFor(() => expect(titles(view)).toEqual(['todo 2', 'early']))
  await act(async () => slow.pass())
  expect(titles(view)).toEqual(['todo 2', 'early'])
})

test('c19_every_connection_and_request_reads_its_token_anew', async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true })
  let token = 1
  const view = hooks(shared, {
    query: async () => ({ token: `q${token}` }),
    headers: () => ({ authorization: `h${token}` }),
    host: 'https://sync.test',
    party: 'rooms',
  })
  await waitFor(() => expect(view.result.current.connection.status).toBe('connected'))
  expect(net.sockets[0]?.url).toBe('wss://sync.test/parties/rooms/default?token=q1')
  token = 2
  act(() => net.open[0]?.drop())
  await act(async () => void (await vi.advanceTimersByTimeAsync(5000)))
  await waitFor(() => expect(net.sockets).toHaveLength(2))
  expect(net.sockets[1]?.url).toBe('wss://sync.test/parties/rooms/default?token=q2')
  await act(async () => void (await view.result.current.add({ title: 'mine' }).saved))
  expect(net.requests.find(({ method }) => method === 'POST')?.headers['authorization']).toBe('h2')
})

test('c20_each_room_has_a_status_of_its_own', async () => {
  net.accepts = false
  const view = hooks(() => {
    useLiveSync('p1')
    useLiveSync('p2')
    return { p1: useConnectionStatus('p1').status, p2: useConnectionStatus('p2').status, all: useConnectionStatus().status }
  })
  await waitFor(() => expect(net.sockets).toHaveLength(2))
  act(() => net.sockets[0]?.open())
  expect(view.result.current).toEqual({ p1: 'connected', p2: 'connecting', all: 'connecting' })
  act(() => net.sockets[1]?.drop())
  expect(view.result.current).toEqual({ p1: 'connected', p2: 'disconnected', all: 'disconnected' })
})

test('c23_the_parts_of_a_url_are_encoded', async () => {
  const room = 'a/b?c#d e'
  const view = hooks(() => {
    useLiveSync(room)
    return useCollection('cards', room)
  })
  await waitFor(() => expect(view.result.current.isLoading).toBe(false))
  expect(net.requests[0]?.path).toBe('/api/a%2Fb%3Fc%23d%20e/cards')
  await waitFor(() => expect(net.sockets[0]?.url).toContain('/parties/main/a%2Fb%3Fc%23d%20e'))
})

test('c27_a_socket_that_died_while_the_page_slept_is_found_out_when_it_wakes', async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true })
  const view = await ready()
  net.pongs = false
  net.broadcasts = false
  net.foreign('default/todos', 'insert', todo(3))
  await act(async () => {
    document.dispatchEvent(new Event('visibilitychange'))
    await vi.advanceTimersByTimeAsync(4000)
  })
  await waitFor(() => expect(net.sockets).toHaveLength(2))
  await waitFor(() => expect(titles(view)).toEqual(['todo 3', 'todo 2', 'todo 1']))
})

test('c27_a_socket_without_a_sign_of_life_is_replaced', async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true })
  await ready()
  await act(async () => void (await vi.advanceTimersByTimeAsync(65_000)))
  expect(net.sockets).toHaveLength(1)
  expect(net.sockets[0]?.sent).toEqual(['ping', 'ping'])
  net.pongs = false
  await act(async () => void (await vi.advanceTimersByTimeAsync(41_000)))
  expect(net.sockets).toHaveLength(2)
})

test('c27_without_a_network_the_status_says_so_and_its_return_connects_at_once', async () => {
  const view = await ready()
  act(() => void window.dispatchEvent(new Event('offline')))
  expect(view.result.current.connection.status).toBe('disconnected')
  act(() => void window.dispatchEvent(new Event('online')))
  await waitFor(() => expect(view.result.current.connection.status).toBe('connected'))
  expect(net.sockets).toHaveLength(2)
})

test('c28_after_a_deploy_clients_do_not_come_back_in_the_same_second', async () => {
  vi.useFakeTimers()
  const clients = Array.from({ length: 40 }, () => hooks(shared))
  await act(async () => void (await vi.advanceTimersByTimeAsync(6000)))
  expect(net.open).toHaveLength(40)
  act(() => {
    for (const socket of net.open) socket.drop(1012)
  })
  const returns: number[] = []
  for (let ms = 0; ms < 4000; ms += 100) {
    await act(async () => void (await vi.advanceTimersByTimeAsync(100)))
    returns.push(net.open.length - (returns.reduce((sum, n) => sum + n, 0)))
  }
  expect(returns.reduce((sum, n) => sum + n, 0)).toBe(40)
  // Spread over two and a half seconds: no tenth of one brings a third of them, none the first half second.
  expect(Math.max(...returns)).toBeLessThan(14)
  expect(returns.slice(0, 4)).toEqual([0, 0, 0, 0])
  for (const client of clients) client.unmount()
})

test('c29_another_user_sees_nothing_of_the_first_one', async () => {
  const client = newClient()
  let identity = 'alice'
  const { QueryClientProvider } = await import('@tanstack/react-query')
  const { renderHook } = await import('@testing-library/react')
  const { ConnectionProvider } = await import('../fixture')
  const view = renderHook(shared, {
    wrapper: ({ children }) => (
      <QueryClientProvider client={client}>
        <ConnectionProvider identity={identity}>{children}</ConnectionProvider>
      </QueryClientProvider>
    ),
  })
  await waitFor(() => expect(titles(view)).toEqual(['todo 2', 'todo 1']))
  await waitFor(() => expect(view.result.current.connection.status).toBe('connected'))
  net.holds = () => true
  let failure: unknown
  act(() => void view.result.current.update({ id: uuidOf(1), data: { title: "alice's" } }, { onError: (error) => (failure = error) }))
  const seen: unknown[] = []
  identity = 'bob'
  view.rerender()
  seen.push(...view.result.current.data)
  await waitFor(() => expect(failure).toMatchObject({ code: 'ABANDONED' }))
  seen.push(...view.result.current.data)
  expect(seen).toEqual([])
  await waitFor(() => expect(net.sockets).toHaveLength(2))
  expect(net.sockets[0]?.readyState).toBe(3)
  expect(client.getQueryCache().getAll().map(({ queryKey }) => queryKey)).toEqual([
    ['ferrosync', 'todos', { room: 'default', identity: 'bob' }],
  ])
})

test.each([
  [4401, 'UNAUTHENTICATED', 'unauthorized'],
  [4403, 'FORBIDDEN', 'disconnected'],
])('close_code_%i_stops_and_says_so', async (closed, code, status) => {
  vi.useFakeTimers({ shouldAdvanceTime: true })
  const view = await ready()
  act(() => net.open[0]?.drop(closed))
  await act(async () => {
    await vi.advanceTimersByTimeAsync(60_000)
    document.dispatchEvent(new Event('visibilitychange'))
    await vi.advanceTimersByTimeAsync(1000)
  })
  expect(net.sockets).toHaveLength(1)
  expect(view.result.current.connection).toMatchObject({ isDisconnected: true })
  expect(errors).toMatchObject([{ code }])
  expect(view.result.current.connection.status).toBe(status)
})

test('another_protocol_is_an_error_that_says_regenerate', async () => {
  net.accepts = false
  errors.length = 0
  hooks(shared)
  await waitFor(() => expect(net.sockets).toHaveLength(1))
  act(() => net.sockets[0]?.open({ protocol: 2 }))
  expect(errors).toMatchObject([{ code: 'PROTOCOL_MISMATCH' }])
  expect(errors[0]?.message).toMatch(/regenerate/)
  expect(net.sockets[0]?.readyState).toBe(3)
})

test('another_schema_is_a_warning_and_no_error', async () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
  net.schema = 'another'
  await ready()
  expect(warn).toHaveBeenCalledTimes(1)
  expect(errors).toEqual([])
})

test('tick_reads_the_lists_that_are_behind_and_no_others', async () => {
  const view = await ready()
  act(() => net.say({ type: 'tick', seq: 5, lists: { todos: 0, notes: 5 } }))
  expect(net.count('GET')).toBe(1)
  net.broadcasts = false
  net.foreign('default/todos', 'insert', todo(3))
  act(() => net.say({ type: 'tick', seq: 1, lists: { todos: 1 } }))
  await waitFor(() => expect(titles(view)).toEqual(['todo 3', 'todo 2', 'todo 1']))
})

test('r11_a_room_of_another_history_is_read_anew', async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true })
  const view = await ready()
  act(() => void net.foreign('default/todos', 'insert', todo(3)))
  await waitFor(() => expect(view.result.current.data).toHaveLength(3))
  // Restored to a backup of before.
  net.lists.get('default/todos')?.delete(uuidOf(3))
  net.seq = 0
  act(() => net.open[0]?.drop())
  await act(async () => void (await vi.advanceTimersByTimeAsync(5000)))
  await waitFor(() => expect(titles(view)).toEqual(['todo 2', 'todo 1']))
})

test('c32_a_list_of_several_pages_is_of_one_moment', async () => {
  const pages: [rows: number[], seq: number, next?: string][] = [
    [[4, 3], 7, 'a'],
    // A row moved before this page was read.
    [[2, 1], 8],
    [[4, 3], 8, 'a'],
    [[2, 1], 8],
  ]
  const asked: string[] = []
  net.holds = () => true
  const view = hooks(() => useCollection(todos))
  for (const [rows, seq, next] of pages) {
    const request = await net.next()
    asked.push(request.query.toString())
    await act(async () => request.answer(200, { todos: rows.map((n) => todo(n)), seq, cursor: '', next }))
  }
  await waitFor(() => expect(titles(view)).toEqual(['todo 4', 'todo 3', 'todo 2', 'todo 1']))
  expect(asked).toEqual(['limit=1000', 'limit=1000&after=a', 'limit=10000', 'limit=10000&after=a'])
})

test('l13_a_list_above_the_limit_is_a_clear_error', async () => {
  net.holds = () => true
  const view = hooks(() => useCollection(todos))
  const request = await net.next()
  const rows = Array.from({ length: 10_000 }, (_, n) => todo(n))
  await act(async () => request.answer(200, { todos: rows, seq: 1, cursor: '', next: 'more' }))
  await waitFor(() => expect(view.result.current.error?.code).toBe('LIST_TOO_LARGE'))
  expect(view.result.current).toMatchObject({ isError: true, data: [] })
})

test('l13_a_last_page_that_crosses_the_limit_is_the_same_error', async () => {
  net.holds = () => true
  const view = hooks(() => useCollection(todos))
  const rows = Array.from({ length: 7400 }, (_, n) => todo(n))
  // Pages end at a megabyte, so that two of them may hold more than a list may have.
  const first = await net.next()
  await act(async () => first.answer(200, { todos: rows, seq: 1, cursor: '', next: 'more' }))
  const second = await net.next()
  await act(async () => second.answer(200, { todos: rows, seq: 1, cursor: '' }))
  await waitFor(() => expect(view.result.current.error?.code).toBe('LIST_TOO_LARGE'))
})

test('optimistic_times_are_of_the_servers_clock', async () => {
  net.now = Date.now() + 3_600_000
  const view = await ready()
  net.holds = ({ method }) => method === 'POST'
  act(() => void view.result.current.add({ title: 'mine' }))
  const [row] = view.result.current.data
  expect(row?.title).toBe('mine')
  expect(Math.abs((row?.createdAt ?? 0) - net.now)).toBeLessThan(5000)
})
