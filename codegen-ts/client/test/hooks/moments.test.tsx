// What arrives at the worst moment.
import { act, waitFor } from '@testing-library/react'
import { beforeEach, expect, test, vi } from 'vitest'
import { storeOf } from '../../src/internal'
import { type SyncError, tasks, todos, useCollection, useConnectionStatus, useLiveSync } from '../fixture'
import { freshNet, net, titles } from '../support/fresh'
import { refused, START } from '../support/net'
import { hooks, newClient, todo, uuidOf } from '../support/render'

beforeEach(() => {
  vi.useFakeTimers({ shouldAdvanceTime: true })
})
freshNet({ 'default/todos': [todo(1), todo(2)] })

const offline = () => ({ ...useCollection(todos), connection: useConnectionStatus('default') })
const live = () => {
  useLiveSync('default')
  return offline()
}

const pass = (ms: number) => act(async () => void (await vi.advanceTimersByTimeAsync(ms)))

async function ready(use = live, props = {}) {
  const view = hooks(use, props)
  await waitFor(() => expect(view.result.current.data).toHaveLength(2))
  if (use !== offline) await waitFor(() => expect(view.result.current.connection.status).toBe('connected'))
  return view
}

test('a_room_says_where_its_socket_is', async () => {
  net.accepts = false
  const view = hooks(live)
  const status = () => view.result.current.connection
  await waitFor(() => expect(net.sockets).toHaveLength(1))
  await waitFor(() => expect(view.result.current.data).toHaveLength(2))
  expect(status()).toMatchObject({ status: 'connecting', isConnected: false, isConnecting: true, isDisconnected: false })
  // It is up, and says nothing of the lists yet.
  net.deaf = true
  act(() => net.sockets[0]?.open())
  await waitFor(() => expect(status()).toMatchObject({ status: 'synchronizing', isConnected: false, isConnecting: true, lastSeq: 0 }))
  const [socket] = net.sockets
  const [resume] = socket?.said('resume') ?? []
  if (!socket || !resume) throw new Error('nothing is asked')
  net.deaf = false
  act(() => net.hear(socket, resume))
  await waitFor(() => expect(status()).toMatchObject({ status: 'connected', isConnected: true, isConnecting: false }))
  const before = status()
  view.rerender()
  act(() => net.say({ type: 'tick', seq: 0, lists: {} }))
  expect(status()).toBe(before)
  act(() => void net.foreign('default/todos', 'delete', todo(1)))
  await waitFor(() => expect(status().lastSeq).toBe(1))

  act(() => void window.dispatchEvent(new Event('offline')))
  expect(status()).toMatchObject({ status: 'disconnected', isDisconnected: true, isConnecting: false })
  act(() => socket.drop())
  expect(status().status).toBe('disconnected')
  act(() => void window.dispatchEvent(new Event('online')))
  expect(status()).toMatchObject({ status: 'reconnecting', isConnecting: true, isDisconnected: false })
  await waitFor(() => expect(net.sockets).toHaveLength(2))
  // A first try that fails is followed by another one: it has not been there yet, or it has.
  act(() => net.sockets[1]?.drop())
  expect(status().status).toBe('reconnecting')
})

test('a_degraded_room_says_in_addition_whether_its_socket_is_up', async () => {
  const view = await ready()
  net.holds = ({ method }) => method === 'PUT'
  act(() => void view.result.current.update({ id: uuidOf(1), data: { title: 'mine' } }))
  for (let n = 0; n < 3; n++) {
    const request = await net.next()
    await act(async () => request.answer(503, refused('UNAVAILABLE')))
    await pass(3000)
  }
  expect(view.result.current.connection).toMatchObject({ status: 'degraded', isConnected: true, isDisconnected: false, pending: 1 })
})

test('c14_after_a_reset_a_room_is_not_connected_until_its_lists_are_read', async () => {
  const view = await ready()
  net.oldest = 99
  net.foreign('default/todos', 'insert', todo(3))
  act(() => net.open[0]?.drop())
  net.holds = ({ method }) => method === 'GET'
  await pass(5000)
  const lost = await net.next()
  expect(view.result.current.connection.status).toBe('synchronizing')
  await act(async () => lost.lose())
  expect(view.result.current.connection.status).toBe('synchronizing')
  const again = await net.next()
  await act(async () => again.pass())
  await waitFor(() => expect(view.result.current.connection.status).toBe('connected'))
  expect(titles(view)).toEqual(['todo 3', 'todo 2', 'todo 1'])
})

test('l3_what_was_sent_before_anything_was_known_is_never_said_to_be_sent_later', async () => {
  net.holds = () => true
  const view = hooks(offline)
  act(() => void view.result.current.add({ id: uuidOf(3), title: 'mine' }))
  const [read, post] = [await net.next(), await net.next()]
  expect(post.body['_since']).toBeUndefined()
  // It is done, the answer is lost, and the room goes on before the list is read.
  post.perform()
  net.foreign('default/todos', 'delete', todo(2))
  await act(async () => read.pass())
  await waitFor(() => expect(view.result.current.data).toHaveLength(2))
  await act(async () => post.lose())
  net.holds = () => false
  await pass(3000)
  await waitFor(() => expect(view.result.current.connection.pending).toBe(0))
  // A server that looks for it after the seq that is known now would do it once more.
  expect(net.seq).toBe(2)
  expect(net.log.map(({ action }) => action)).toEqual(['insert', 'delete'])
})

test.each(['read', 'greeting'] as const)('l3_what_a_lost_history_was_known_by_is_forgotten_by_a_%s', async (how) => {
  const view = await ready(how === 'read' ? offline : live)
  for (const n of [3, 4, 5]) net.foreign('default/todos', 'insert', todo(n))
  if (how === 'read') await act(async () => void (await view.result.current.refetch()))
  await waitFor(() => expect(view.result.current.connection.lastSeq).toBe(3))
  net.holds = ({ method }) => method === 'POST'
  act(() => void view.result.current.add({ id: uuidOf(9), title: 'mine' }))
  const first = await net.next()
  expect(first.body['_since']).toBe(3)
  // The room is put back to its first day, before this gets there.
  net.restore(0)
  net.epoch = 'h2'
  net.broadcasts = false
  if (how === 'read') {
    await act(async () => void (await view.result.current.refetch()))
    await act(async () => first.lose())
  } else {
    // Nobody shows a list, so that none tells of it.
    act(() => view.client.removeQueries())
    act(() => net.open[0]?.drop())
    const http = await net.next()
    await pass(5000)
    await waitFor(() => expect(net.sockets).toHaveLength(2))
    await act(async () => http.lose())
  }
  await pass(2000)
  const second = await net.next()
  expect([second.mid, second.body['_since']]).toEqual([first.mid, undefined])
  // It is done, the answer is lost, and the room comes to where the first history was.
  second.perform()
  for (const n of [6, 7, 8]) net.foreign('default/todos', 'insert', todo(n))
  net.accepts = false
  net.holds = () => false
  await act(async () => second.lose())
  await pass(15_000)
  await waitFor(() => expect(storeOf(view.client, undefined).queue()).toEqual([]))
  expect(net.log.filter(({ clientMutationId }) => clientMutationId === first.mid)).toHaveLength(1)
})

test('r11_a_greeting_that_a_read_has_overtaken_is_no_other_history', async () => {
  net.accepts = false
  const view = hooks(live)
  await waitFor(() => expect(view.result.current.data).toHaveLength(2))
  net.foreign('default/todos', 'insert', todo(3))
  await act(async () => void (await view.result.current.refetch()))
  await waitFor(() => expect(net.sockets).toHaveLength(1))
  net.accepts = true
  // It was on its way when the row came.
  act(() => net.sockets[0]?.open({ seq: 0 }))
  await waitFor(() => expect(view.result.current.connection.status).toBe('connected'))
  expect(net.requests.map(({ query }) => query.get('since'))).toEqual([null, START])
  expect(titles(view)).toEqual(['todo 3', 'todo 2', 'todo 1'])
})

test('r11_a_tick_that_a_read_has_overtaken_is_no_other_history', async () => {
  const view = await ready()
  net.broadcasts = false
  await act(async () => void (await view.result.current.update({ id: uuidOf(1), data: { title: 'mine' } }).saved))
  await act(async () => void (await view.result.current.refetch()))
  act(() => net.say({ type: 'tick', seq: 0, lists: { todos: 0 } }))
  await pass(1000)
  expect(net.requests.map(({ method, query }) => `${method} ${query.get('since')}`)).toEqual(['GET null', 'PUT null', `GET ${START}`])
  expect(titles(view)).toEqual(['todo 2', 'mine'])
})

test('r11_an_echo_of_a_history_that_is_over_is_not_waited_for', async () => {
  const view = await ready()
  for (const n of [3, 4]) net.foreign('default/todos', 'insert', todo(n))
  await waitFor(() => expect(view.result.current.data).toHaveLength(4))
  net.broadcasts = false
  await act(async () => void (await view.result.current.update({ id: uuidOf(1), data: { title: 'mine' } }).saved))
  net.restore(0)
  net.epoch = 'h2'
  // What is sent again is not answered before the echo's time is over.
  net.holds = ({ method }) => method === 'PUT'
  act(() => net.open[0]?.drop())
  await pass(8000)
  await waitFor(() => expect(view.result.current.connection.status).toBe('connected'))
  const reads = net.count('GET')
  await pass(60_000)
  expect(net.count('GET')).toBe(reads)
})

test('an_app_that_throws_stops_nothing', async () => {
  vi.spyOn(console, 'warn').mockImplementation(() => {})
  const thrown: unknown[] = []
  vi.spyOn(globalThis, 'queueMicrotask').mockImplementation((callback) => {
    void Promise.resolve().then(callback).catch((error: unknown) => thrown.push(error))
  })
  net.schema = 'another'
  const broken = new Error('the app is broken')
  const fail = () => {
    throw broken
  }
  const view = await ready(() => {
    useLiveSync('default', { onSchemaChange: fail, onError: fail })
    return offline()
  })
  act(() => net.say({ type: 'error', code: 'RATE_LIMITED', message: 'too often' }))
  act(() => void net.foreign('default/todos', 'insert', todo(3)))
  await waitFor(() => expect(titles(view)).toEqual(['todo 3', 'todo 2', 'todo 1']))
  expect(thrown).toContain(broken)
})

test('l8_whoever_is_told_to_come_back_in_a_month_does_not_come_back_at_once', async () => {
  const view = await ready(offline)
  net.holds = ({ method }) => method === 'PUT'
  act(() => void view.result.current.update({ id: uuidOf(1), data: { title: 'mine' } }))
  const request = await net.next()
  await act(async () => request.answer(429, refused('RATE_LIMITED'), { 'retry-after': `${30 * 24 * 3600}` }))
  await pass(60_000)
  expect(net.count('PUT')).toBe(1)
})

test('l8_reads_wait_as_long_as_they_are_told_to', async () => {
  await ready()
  net.oldest = 99
  net.broadcasts = false
  net.foreign('default/todos', 'insert', todo(3))
  net.holds = ({ method }) => method === 'GET'
  act(() => net.say({ type: 'tick', seq: 1, lists: { todos: 1 } }))
  const read = await net.next()
  await act(async () => read.answer(429, refused('RATE_LIMITED'), { 'retry-after': '60' }))
  await pass(55_000)
  expect(net.count('GET')).toBe(2)
  await pass(10_000)
  expect(net.count('GET')).toBe(3)
})

test('c30_a_read_that_wants_a_sign_in_asks_for_it_and_is_read_then', async () => {
  let signIn = () => {}
  const asked: string[] = []
  net.holds = ({ method }) => method === 'GET'
  const onUnauthorized = ({ code }: SyncError) => {
    asked.push(code)
    return new Promise<void>((resolve) => {
      signIn = resolve
    })
  }
  const view = hooks(offline, { onUnauthorized })
  const read = await net.next()
  await act(async () => read.answer(401, refused('UNAUTHENTICATED')))
  await waitFor(() => expect(view.result.current.error?.code).toBe('UNAUTHENTICATED'))
  expect(asked).toEqual(['UNAUTHENTICATED'])
  net.holds = () => false
  await act(async () => signIn())
  await waitFor(() => expect(view.result.current.data).toHaveLength(2))
})

test('c30_a_socket_that_wanted_a_sign_in_comes_back_when_a_change_is_taken', async () => {
  const view = await ready()
  act(() => net.open[0]?.drop(4401))
  await waitFor(() => expect(view.result.current.connection.status).toBe('unauthorized'))
  act(() => void view.result.current.update({ id: uuidOf(1), data: { title: 'typed' } }))
  await pass(30_000)
  expect(net.sockets).toHaveLength(1)
  // The user signs in elsewhere, and looks at the page again.
  act(() => void document.dispatchEvent(new Event('visibilitychange')))
  await waitFor(() => expect(view.result.current.connection).toMatchObject({ status: 'connected', pending: 0 }))
  expect(net.sockets).toHaveLength(2)
})

test('c27_a_socket_that_is_not_greeted_is_replaced', async () => {
  net.accepts = false
  hooks(live)
  await waitFor(() => expect(net.sockets).toHaveLength(1))
  act(() => net.sockets[0]?.open(null))
  await pass(9000)
  expect(net.sockets).toHaveLength(1)
  await pass(2000)
  expect(net.sockets).toHaveLength(2)
})

test('c27_a_socket_that_says_nothing_of_the_lists_is_replaced', async () => {
  net.deaf = true
  net.accepts = false
  const view = hooks(live)
  // Only a list that has been read lacks something.
  await waitFor(() => expect(view.result.current.data).toHaveLength(2))
  net.accepts = true
  act(() => net.sockets[0]?.open())
  await waitFor(() => expect(view.result.current.connection.status).toBe('synchronizing'))
  await pass(14_000)
  expect(net.sockets).toHaveLength(1)
  net.deaf = false
  await pass(2000)
  expect(net.sockets).toHaveLength(2)
  await waitFor(() => expect(view.result.current.connection.status).toBe('connected'))
})

test('l5_what_a_lost_socket_was_to_tell_is_read', async () => {
  const view = await ready()
  net.broadcasts = false
  net.foreign('default/todos', 'insert', todo(3))
  net.deaf = true
  act(() => net.say({ type: 'tick', seq: 1, lists: { todos: 1 } }))
  await pass(1000)
  // A proxy lets no socket through any more.
  net.accepts = false
  act(() => net.open[0]?.drop())
  await waitFor(() => expect(titles(view)).toEqual(['todo 3', 'todo 2', 'todo 1']))
  expect(net.requests.map(({ query }) => query.get('since'))).toEqual([null, START])
})

test('l6_an_answer_to_a_question_of_before_is_none_to_that_of_now', async () => {
  const view = await ready()
  const [socket] = net.open
  if (!socket) throw new Error('no socket')
  net.deaf = true
  net.broadcasts = false
  net.foreign('default/todos', 'insert', todo(3))
  const resumes = socket.said('resume').length
  act(() => net.say({ type: 'tick', seq: 1, lists: { todos: 1 } }))
  await waitFor(() => expect(socket.said('resume')).toHaveLength(resumes + 1))
  const { sub } = socket.said('resume').at(-1)?.subscriptions[0] ?? { sub: 0 }
  const said = { sub, collection: 'todos' }
  const resumed = { type: 'resumed', committed: [], missing: [], stale: [] }
  // It cannot be told, is read, and is asked for anew; only then comes what was said of it in between.
  act(() => {
    socket.frame(resumed)
    socket.frame({ type: 'reset', ...said, reason: 'large' })
  })
  await waitFor(() => expect(socket.said('resume')).toHaveLength(resumes + 2))
  act(() => socket.frame({ type: 'delta', ...said, from: 1, to: 9, cursor: '9.r.h1.0', rows: [], removed: [], more: false }))
  net.deaf = false
  net.foreign('default/todos', 'insert', todo(4))
  const [last] = socket.said('resume').slice(-1)
  if (last) act(() => net.hear(socket, last))
  await waitFor(() => expect(titles(view)).toEqual(['todo 4', 'todo 3', 'todo 2', 'todo 1']))
})

test('l13_a_list_that_is_made_again_hears_nothing_of_its_former_self', async () => {
  const view = hooks(() => {
    useLiveSync('p1')
    return { ...useCollection(tasks, 'p1'), connection: useConnectionStatus('p1') }
  })
  await waitFor(() => expect(view.result.current.connection.status).toBe('connected'))
  await waitFor(() => expect(net.open[0]?.subscriptions).toHaveLength(1))
  const [former] = net.open[0]?.subscriptions ?? []
  act(() => view.client.removeQueries())
  view.rerender()
  await act(async () => void (await view.result.current.refetch()))
  await waitFor(() => expect(net.open[0]?.subscriptions.map(({ sub }) => sub)).not.toContain(former?.sub))
  const row = { ...todo(8, 'of nowhere'), projectId: 'p1', listId: null }
  act(() => net.say({ type: 'broadcast', changes: [{ seq: 1, prev: 0, sub: former?.sub, collection: 'tasks', action: 'insert', payload: row }] }))
  act(() => net.say({ type: 'delta', sub: former?.sub, collection: 'tasks', from: 0, to: 1, cursor: '1.r.h1.0', rows: [row], removed: [], more: false }))
  expect(view.result.current.data).toEqual([])
})

test('two_clients_of_a_page_have_nothing_in_common', async () => {
  const [one, other] = [await ready(), await ready()]
  expect(net.sockets).toHaveLength(2)
  net.holds = ({ method }) => method === 'PUT'
  act(() => void one.result.current.update({ id: uuidOf(1), data: { title: 'mine' } }))
  const request = await net.next()
  expect([titles(one), titles(other)]).toEqual([['todo 2', 'mine'], ['todo 2', 'todo 1']])
  one.unmount()
  await act(async () => request.pass())
  await waitFor(() => expect(titles(other)).toEqual(['todo 2', 'mine']))
  await waitFor(() => expect(net.open).toHaveLength(1))
})

test('rows_that_came_with_the_page_are_shown_and_any_answer_is_newer', async () => {
  const client = newClient()
  client.setQueryData(todos.list().queryKey, [{ ...todo(1, 'as it was'), createdAt: 1, updatedAt: 1 }])
  net.holds = ({ method }) => method === 'GET'
  const view = hooks(live, {}, client)
  expect(titles(view)).toEqual(['as it was'])
  const read = await net.next()
  act(() => void view.result.current.update({ id: uuidOf(1), data: { content: 'mine' } }))
  expect(view.result.current.data).toMatchObject([{ title: 'as it was', content: 'mine' }])
  await act(async () => read.pass())
  await waitFor(() => expect(titles(view)).toEqual(['todo 2', 'todo 1']))
})
