import { act, waitFor } from '@testing-library/react'
import { expect, test, vi } from 'vitest'
import { cards, type SyncError, todos, useCollection, useConnectionStatus, useLiveSync } from '../fixture'
import { freshNet, net, titles } from '../support/fresh'
import { refused, START } from '../support/net'
import { hooks, newClient, todo, uuidOf } from '../support/render'

freshNet({ 'default/todos': [todo(1), todo(2)] })

const errors: SyncError[] = []
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
  // The server remembers too little, and the list has to be read.
  net.oldest = 99
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

test('c15_what_comes_too_soon_does_not_show_before_what_it_builds_on', async () => {
  const view = await ready()
  net.broadcasts = false
  net.foreign('default/todos', 'insert', todo(3, 'missed'))
  const early = net.foreign('default/todos', 'update', { id: uuidOf(1), title: 'early' })
  const [socket] = net.open
  net.deaf = true
  act(() => net.publish(early))
  await waitFor(() => expect(socket?.said('resume').at(-1)?.subscriptions).toMatchObject([{ cursor: START }]))
  expect(titles(view)).toEqual(['todo 2', 'todo 1'])
  const [list] = socket?.said('resume').at(-1)?.subscriptions ?? []
  if (!socket || !list) throw new Error('the list is not asked for')
  act(() => socket.frame({ type: 'resumed', committed: [], missing: [], stale: [] }))
  // The answer comes in two pieces: neither shows alone.
  const said = { type: 'delta', sub: list.sub, collection: 'todos', from: 0 }
  act(() => socket.frame({ ...said, to: 1, cursor: '1.r.h1.0', rows: [todo(3, 'missed')], removed: [uuidOf(2)], more: true }))
  expect(titles(view)).toEqual(['todo 2', 'todo 1'])
  act(() => socket.frame({ ...said, from: 1, to: 2, cursor: '2.r.h1.0', rows: [todo(1, 'early'), todo(2)], removed: [], more: false }))
  await waitFor(() => expect(titles(view)).toEqual(['missed', 'todo 2', 'early']))
  expect(net.count('GET')).toBe(1)
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
  await act(async () => void (await view.result.current.refetch()))
  expect(net.requests.map(({ headers }) => headers['authorization'])).toEqual(['h1', 'h2'])
})

test('c19_headers_that_never_come_end_the_attempt_and_the_next_one_asks_anew', async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true })
  let token: string | undefined
  const asked = vi.fn(() => (token === undefined ? new Promise<never>(() => {}) : { authorization: token }))
  const view = hooks(() => ({ ...useCollection(todos), connection: useConnectionStatus('default') }), { headers: asked })
  act(() => void view.result.current.add({ title: 'mine' }))
  await act(async () => void (await vi.advanceTimersByTimeAsync(9900)))
  expect(view.result.current).toMatchObject({ isError: false, connection: { status: 'disconnected', pending: 1 } })
  // The read that the screen asked for says so; the mutation is kept.
  await act(async () => void (await vi.advanceTimersByTimeAsync(200)))
  expect(view.result.current).toMatchObject({ error: { code: 'TIMEOUT_ERROR' }, addError: null, connection: { pending: 1 } })
  expect(asked).toHaveBeenCalledTimes(2)
  expect(net.requests).toEqual([])
  token = 'late'
  await act(async () => void (await vi.advanceTimersByTimeAsync(1000)))
  await waitFor(() => expect(view.result.current.connection.pending).toBe(0))
  await act(async () => void (await view.result.current.refetch()))
  expect(titles(view)).toEqual(['mine', 'todo 2', 'todo 1'])
  expect(new Set(net.requests.map(({ headers }) => headers['authorization']))).toEqual(new Set(['late']))
})

test.each([
  ['never_comes', () => new Promise<never>(() => {})],
  ['fails_without_a_reason', () => Promise.reject(undefined)],
])('c19_a_query_that_%s_ends_the_attempt_and_the_next_one_asks_anew', async (_, broken) => {
  vi.useFakeTimers({ shouldAdvanceTime: true })
  const query = vi.fn<() => Promise<Record<string, string>>>(broken)
  const view = hooks(shared, { query })
  await waitFor(() => expect(query).toHaveBeenCalledTimes(1))
  query.mockImplementation(async () => ({ token: 'fresh' }))
  // No longer than a connection may take, and the wait before the next one.
  await act(async () => void (await vi.advanceTimersByTimeAsync(13_000)))
  await waitFor(() => expect(view.result.current.connection.status).toBe('connected'))
  expect(query).toHaveBeenCalledTimes(2)
  expect(net.sockets.map(({ url }) => new URL(url).search)).toEqual(['?token=fresh'])
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
  expect(view.result.current).toEqual({ p1: 'connected', p2: 'connecting', all: 'connecting' })
  act(() => net.sockets[0]?.drop())
  expect(view.result.current).toEqual({ p1: 'reconnecting', p2: 'connecting', all: 'connecting' })
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
  expect(net.sockets[0]?.sent.filter((text) => text === 'ping')).toHaveLength(2)
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

test('tick_asks_for_the_lists_that_are_behind_and_no_others', async () => {
  const view = await ready()
  const resumes = () => net.open[0]?.said('resume').length
  const before = resumes()
  act(() => net.say({ type: 'tick', seq: 5, lists: { todos: 0, notes: 5 } }))
  net.broadcasts = false
  net.foreign('default/todos', 'insert', todo(3))
  expect(resumes()).toBe(before)
  act(() => net.say({ type: 'tick', seq: 1, lists: { todos: 1 } }))
  await waitFor(() => expect(titles(view)).toEqual(['todo 3', 'todo 2', 'todo 1']))
  expect(net.count('GET')).toBe(1)
})

test('l6_a_return_asks_for_the_difference_and_not_for_the_list', async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true })
  const view = await ready()
  act(() => void net.foreign('default/todos', 'insert', todo(3)))
  act(() => net.open[0]?.drop())
  net.foreign('default/todos', 'delete', todo(1))
  net.foreign('default/todos', 'update', { id: uuidOf(3), title: 'changed' })
  await act(async () => void (await vi.advanceTimersByTimeAsync(5000)))
  await waitFor(() => expect(titles(view)).toEqual(['changed', 'todo 2']))
  expect(net.count('GET')).toBe(1)
})

test('r11_a_cursor_moves_with_what_is_followed_so_that_another_history_is_noticed', async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true })
  const view = await ready()
  const [socket] = net.open
  await waitFor(() => expect(socket?.subscriptions).toHaveLength(1))
  act(() => void net.foreign('default/todos', 'insert', todo(3, 'never happened')))
  await waitFor(() => expect(view.result.current.data).toHaveLength(3))
  // A backup is put back, and the room has come as far as before when the client returns.
  act(() => socket?.drop())
  net.restore(0)
  net.foreign('default/todos', 'insert', todo(4))
  net.foreign('default/todos', 'insert', todo(5))
  await act(async () => void (await vi.advanceTimersByTimeAsync(5000)))
  await waitFor(() => expect(titles(view)).toEqual(['todo 5', 'todo 4', 'todo 2', 'todo 1']))
})

test('p2_the_server_hears_how_far_the_client_is', async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true })
  await ready()
  const [socket] = net.open
  await waitFor(() => expect(socket?.subscriptions).toHaveLength(1))
  act(() => {
    for (let n = 0; n < 65; n++) net.foreign('default/todos', 'update', { id: uuidOf(1), title: `edit ${n}` })
  })
  expect(socket?.said('seen')).toEqual([{ type: 'seen', seq: 64 }])
  await act(async () => void (await vi.advanceTimersByTimeAsync(2000)))
  expect(socket?.said('seen')).toEqual([{ type: 'seen', seq: 64 }, { type: 'seen', seq: 65 }])
  await act(async () => void (await vi.advanceTimersByTimeAsync(10_000)))
  expect(socket?.said('seen')).toHaveLength(2)
})

test.each(['too_old', 'large', 'access', 'schema'] as const)('l6_reset_%s_reads_the_list_anew_and_sends_nothing_again', async (reason) => {
  vi.useFakeTimers({ shouldAdvanceTime: true })
  const view = await ready()
  await act(async () => void (await view.result.current.add({ title: 'mine' }).saved))
  net.seed('default/todos', [todo(9, 'as it is now')])
  net.epoch = 'h2'
  net.reason = reason
  act(() => net.open[0]?.drop())
  await act(async () => void (await vi.advanceTimersByTimeAsync(5000)))
  await waitFor(() => expect(titles(view)).toContain('as it is now'))
  expect(net.requests.filter(({ method }) => method === 'GET').map(({ query }) => query.get('since'))).toEqual([null, null])
  expect(net.count('POST')).toBe(1)
})

test('r11_a_room_of_another_history_is_read_anew_and_what_it_lost_is_sent_again', async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true })
  const view = await ready()
  await waitFor(() => expect(net.open[0]?.subscriptions).toHaveLength(1))
  act(() => void net.foreign('default/todos', 'insert', todo(3)))
  await waitFor(() => expect(view.result.current.data).toHaveLength(3))
  // It is acknowledged, and its event has not come, when the room is restored to a backup of before.
  net.broadcasts = false
  await act(async () => void (await view.result.current.update({ id: uuidOf(1), data: { title: 'mine' } }).saved))
  net.restore(0)
  act(() => net.open[0]?.drop())
  await act(async () => void (await vi.advanceTimersByTimeAsync(5000)))
  await waitFor(() => expect(titles(view)).toEqual(['todo 2', 'mine']))
  await waitFor(() => expect(net.rows('default/todos').map(({ title }) => title)).toEqual(['mine', 'todo 2']))
  expect(new Set(net.requests.filter(({ method }) => method === 'PUT').map(({ mid }) => mid)).size).toBe(1)
  expect(net.count('PUT')).toBe(2)
})

test('c32_a_row_that_moved_between_two_pages_is_there_once', async () => {
  net.pageSize = 2
  net.seed('default/todos', [todo(3), todo(4)])
  net.holds = () => true
  const view = hooks(() => useCollection(todos))
  const first = await net.next()
  first.pass()
  const second = await net.next()
  // One row of the first page goes, one that is not read yet changes, and a new one comes where has been read already.
  net.foreign('default/todos', 'delete', todo(1))
  net.foreign('default/todos', 'update', { id: uuidOf(4), title: 'changed' })
  net.foreign('default/todos', 'insert', { ...todo(5), id: uuidOf(0) })
  second.pass()
  const third = await net.next()
  expect([first, second, third].map(({ query }) => query.toString())).toEqual(['', `after=${uuidOf(2)}`, `since=${START}`])
  expect(view.result.current.data).toEqual([])
  await act(async () => third.pass())
  await waitFor(() => expect(titles(view)).toEqual(['todo 5', 'changed', 'todo 3', 'todo 2']))
})

test('c32_a_list_that_never_stands_still_is_given_up_and_not_read_for_ever', async () => {
  net.holds = () => true
  const view = hooks(() => useCollection(todos))
  for (let n = 0; n < 5; n++) {
    const page = await net.next()
    await act(async () => page.answer(200, { ...(n > 0 && { reset: true, reason: 'large' }), todos: [todo(1)], seq: n, cursor: `${n}.r.h1.0`, next: 'a' }))
    const last = await net.next()
    await act(async () => last.answer(200, { todos: [todo(2)], seq: n, cursor: `${n}.r.h1.0` }))
  }
  const mend = await net.next()
  await act(async () => mend.answer(200, { reset: true, reason: 'large', todos: [todo(1)], seq: 9, cursor: '9.r.h1.0', next: 'a' }))
  await waitFor(() => expect(view.result.current.error?.code).toBe('UNAVAILABLE'))
  expect(net.held).toEqual([])
})

test('l13_a_list_above_the_limit_is_a_clear_error', async () => {
  net.holds = () => true
  const view = hooks(() => useCollection(todos))
  // Pages end at a megabyte, so that two of them may hold more than a list may have.
  const first = await net.next()
  await act(async () => first.answer(200, { todos: Array.from({ length: 7400 }, (_, n) => todo(n)), seq: 1, cursor: '1.r.h1.0', next: 'more' }))
  const second = await net.next()
  await act(async () => second.answer(200, { todos: Array.from({ length: 2601 }, (_, n) => todo(10_000 + n)), seq: 1, cursor: '1.r.h1.0' }))
  await waitFor(() => expect(view.result.current.error?.code).toBe('LIST_TOO_LARGE'))
  expect(view.result.current).toMatchObject({ isError: true, data: [] })
})

test('l13_a_list_at_the_limit_is_none', async () => {
  net.pageSize = 4000
  net.seed('default/todos', Array.from({ length: 10_000 }, (_, n) => todo(n)))
  const view = hooks(() => useCollection(todos))
  await waitFor(() => expect(view.result.current.data).toHaveLength(10_000))
  expect(net.count('GET')).toBe(4)
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
