import { act, waitFor } from '@testing-library/react'
import { expect, test, vi } from 'vitest'
import { isSyncError, todos, useCollection, useConnectionStatus, useLiveSync } from '../fixture'
import { freshNet, net, titles } from '../support/fresh'
import { refused, START } from '../support/net'
import { hooks, todo, uuidOf } from '../support/render'

freshNet({ 'default/todos': [todo(1), todo(2)] })

const offline = () => ({ ...useCollection(todos), connection: useConnectionStatus() })
const live = () => {
  useLiveSync()
  return offline()
}

async function ready(use = live) {
  const view = hooks(use)
  await waitFor(() => expect(view.result.current.data).toHaveLength(2))
  if (use === live) await waitFor(() => expect(view.result.current.connection.isConnected).toBe(true))
  return view
}

test('c7_a_timeout_after_the_commit_rolls_nothing_away_and_the_same_mid_is_sent_again', async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true })
  net.broadcasts = false
  const view = await ready(offline)
  net.holds = ({ method }) => method === 'POST'
  act(() => void view.result.current.add({ title: 'mine' }))
  const first = await net.next()
  first.perform()
  await act(async () => void (await vi.advanceTimersByTimeAsync(10_000)))
  expect(titles(view)).toEqual(['mine', 'todo 2', 'todo 1'])
  expect(view.result.current.addError).toBeNull()
  const again = await net.next()
  expect(again.mid).toBe(first.mid)
  expect(again.body).toEqual(first.body)
  await act(async () => again.pass())
  await waitFor(() => expect(view.result.current.isAdding).toBe(false))
  expect(net.rows('default/todos')).toHaveLength(3)
  expect(titles(view)).toEqual(['mine', 'todo 2', 'todo 1'])
})

test('l8_what_is_no_answer_of_ours_leaves_the_outcome_unknown', async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true })
  const view = await ready(offline)
  net.holds = ({ method }) => method === 'PUT'
  act(() => void view.result.current.update({ id: uuidOf(1), data: { title: 'mine' } }))
  const mids = new Set<string | undefined>()
  const strange: [number, unknown][] = [
    [503, refused('UNAVAILABLE')],
    [500, 'oops'],
    [404, '<html>no such page</html>'],
    [408, refused('TIMEOUT')],
    [429, refused('RATE_LIMITED')],
    [200, { success: true }],
  ]
  for (const [status, body] of strange) {
    const request = await net.next()
    mids.add(request.mid)
    await act(async () => {
      request.answer(status, body)
      await vi.advanceTimersByTimeAsync(10_000)
    })
    expect(titles(view)).toEqual(['todo 2', 'mine'])
    expect(view.result.current.updateError).toBeNull()
  }
  expect(view.result.current.connection).toMatchObject({ status: 'degraded', pending: 1 })
  const last = await net.next()
  await act(async () => last.pass())
  await waitFor(() => expect(view.result.current.connection).toMatchObject({ status: 'disconnected', pending: 0 }))
  expect([...mids, last.mid]).toEqual([last.mid, last.mid])
})

test('l8_retry_after_is_honoured_even_where_the_network_comes_back', async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true })
  const view = await ready(offline)
  net.holds = ({ method }) => method === 'PUT'
  act(() => void view.result.current.update({ id: uuidOf(1), data: { title: 'mine' } }))
  const request = await net.next()
  await act(async () => {
    request.answer(429, refused('RATE_LIMITED'), { 'retry-after': '60' })
    await vi.advanceTimersByTimeAsync(50_000)
    window.dispatchEvent(new Event('online'))
    await vi.advanceTimersByTimeAsync(5000)
  })
  expect(net.count('PUT')).toBe(1)
  await act(async () => void (await vi.advanceTimersByTimeAsync(10_000)))
  expect(net.count('PUT')).toBe(2)
})

test('l8_a_waiting_queue_goes_on_at_once_when_the_network_is_back', async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true })
  const view = await ready(offline)
  net.holds = ({ method }) => method === 'PUT'
  act(() => void view.result.current.update({ id: uuidOf(1), data: { title: 'mine' } }))
  for (let i = 0; i < 3; i++) {
    const request = await net.next()
    await act(async () => {
      request.lose()
      await vi.advanceTimersByTimeAsync(i < 2 ? 3000 : 100)
    })
  }
  expect(view.result.current.connection.status).toBe('degraded')
  net.holds = () => false
  await act(async () => {
    window.dispatchEvent(new Event('online'))
    await vi.advanceTimersByTimeAsync(100)
  })
  await waitFor(() => expect(view.result.current.isUpdating).toBe(false))
  expect(view.result.current.connection.status).toBe('disconnected')
})

test('c21_two_quick_adds_are_both_told_of_their_end', async () => {
  const view = await ready()
  const heard: string[] = []
  const callbacks = (name: string) => ({
    onSuccess: (row: { title: string } | undefined) => heard.push(`${name} ${row?.title}`),
    onSettled: () => heard.push(`${name} settled`),
  })
  act(() => {
    view.result.current.add({ title: 'a' }, callbacks('1'))
    view.result.current.add({ title: 'b' }, callbacks('2'))
  })
  await waitFor(() => expect(heard).toEqual(['1 a', '1 settled', '2 b', '2 settled']))
})

test('c21_callbacks_run_after_the_component_is_gone_and_a_broken_one_stops_nothing', async () => {
  const view = await ready()
  const thrown: unknown[] = []
  vi.spyOn(globalThis, 'queueMicrotask').mockImplementation((callback) => {
    void Promise.resolve().then(callback).catch((error: unknown) => thrown.push(error))
  })
  net.holds = ({ method }) => method === 'POST'
  let settled = false
  act(() => {
    view.result.current.add(
      { title: 'mine' },
      {
        onSuccess: () => {
          throw new Error('the callback is broken')
        },
        onSettled: () => {
          settled = true
        },
      },
    )
  })
  const request = await net.next()
  view.unmount()
  request.pass()
  await waitFor(() => expect(settled).toBe(true))
  await waitFor(() => expect(thrown).toEqual([new Error('the callback is broken')]))
})

test('c25_what_is_pending_is_reactive_shared_and_knows_bulk', async () => {
  const view = hooks(() => {
    useLiveSync()
    return { writer: useCollection('todos'), reader: useCollection('todos') }
  })
  await waitFor(() => expect(view.result.current.reader.data).toHaveLength(2))
  net.holds = ({ method }) => method === 'PUT'
  act(() => {
    view.result.current.writer.updateMany([1, 2].map((n) => ({ id: uuidOf(n), data: { completed: true } })))
  })
  const { reader, writer } = view.result.current
  expect(reader.data.map(reader.isPending)).toEqual([true, true])
  expect(reader.isEntitySaving(uuidOf(1))).toBe(true)
  expect([writer.isUpdatingMany, reader.isUpdatingMany, writer.isUpdating]).toEqual([true, false, false])
  const request = await net.next()
  expect(request).toMatchObject({ path: '/api/default/todos/bulk' })
  await act(async () => request.pass())
  await waitFor(() => expect(view.result.current.writer.isUpdatingMany).toBe(false))
  expect(view.result.current.reader.data.map(view.result.current.reader.isPending)).toEqual([false, false])
  expect(view.result.current.reader.isPending).not.toBe(reader.isPending)
})

test('c30_a_token_that_expired_throws_no_edit_away', async () => {
  const view = hooks(offline, { identity: 'u1' })
  await waitFor(() => expect(view.result.current.data).toHaveLength(2))
  net.holds = ({ method }) => method === 'PUT'
  act(() => void view.result.current.update({ id: uuidOf(1), data: { title: 'typed' } }))
  const first = await net.next()
  await act(async () => first.answer(401, refused('UNAUTHENTICATED')))
  await waitFor(() => expect(view.result.current.connection.status).toBe('unauthorized'))
  expect(titles(view)).toEqual(['todo 2', 'typed'])
  expect(view.result.current.updateError).toBeNull()
  // The user signs in elsewhere and comes back.
  act(() => void document.dispatchEvent(new Event('visibilitychange')))
  const again = await net.next()
  expect(again.mid).toBe(first.mid)
  await act(async () => again.pass())
  await waitFor(() => expect(view.result.current.connection.pending).toBe(0))
})

test('c30_a_captive_portals_page_is_no_success', async () => {
  const view = await ready(offline)
  net.holds = ({ method }) => method === 'POST'
  act(() => void view.result.current.add({ title: 'mine' }))
  const first = await net.next()
  await act(async () => first.answer(200, '<html>please pay</html>'))
  const again = await net.next()
  expect(again.mid).toBe(first.mid)
  expect(view.result.current.isAdding).toBe(true)
  await act(async () => again.pass())
  await waitFor(() => expect(view.result.current.isAdding).toBe(false))
})

test('c31_without_a_socket_an_answered_mutation_is_followed_by_one_read', async () => {
  const view = await ready(offline)
  expect(net.count('GET')).toBe(1)
  await act(async () => void (await view.result.current.add({ title: 'mine' }).saved))
  await waitFor(() => expect(net.count('GET')).toBe(2))
  // The server's own columns are there: it is the read that is shown.
  await waitFor(() => expect(view.result.current.data.find(({ title }) => title === 'mine')?.createdAt).toBe(net.now))
  expect(net.requests.filter(({ method }) => method === 'GET').map(({ query }) => query.get('since'))).toEqual([null, START])
})

test('r12_an_echo_that_never_comes_is_read_instead', async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true })
  const view = await ready()
  net.broadcasts = false
  await act(async () => void (await view.result.current.add({ title: 'mine' }).saved))
  const asked = () => net.open[0]?.said('resume').filter(({ subscriptions: [list] }) => list?.cursor).length
  expect(asked()).toBe(1)
  await act(async () => void (await vi.advanceTimersByTimeAsync(6000)))
  expect(asked()).toBe(2)
  expect(view.result.current.data.find(({ title }) => title === 'mine')?.createdAt).toBe(net.now)
})

test('l8_what_a_lost_socket_carried_is_asked_for_and_nothing_is_sent_twice', async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true })
  const view = await ready()
  net.broadcasts = false
  net.holds = ({ method }) => method === 'POST'
  const heard: unknown[] = []
  const hear = { onSuccess: (row: unknown) => heard.push(row), onError: (error: unknown) => heard.push(error) }
  const [socket] = net.open
  act(() => {
    view.result.current.add({ title: 'arrived' }, hear)
    view.result.current.add({ title: 'was lost' }, hear)
  })
  const [arrived, lost] = [await net.next(), await net.next()]
  expect(socket?.said('mutate').map(({ mutations }) => mutations.length)).toEqual([2])
  // Over HTTP nothing gets through either, so that only the socket can tell.
  net.holds = ({ socket }) => socket === undefined
  await act(async () => {
    arrived.perform()
    socket?.drop()
    await vi.advanceTimersByTimeAsync(4000)
  })
  await waitFor(() => expect(net.sockets).toHaveLength(2))
  const second = net.sockets[1]
  await waitFor(() => expect(second?.said('resume')[0]?.pending).toEqual([arrived, lost].map(({ mid }) => ({ clientMutationId: mid, since: 0 }))))
  await waitFor(() => expect(heard[0]).toMatchObject({ title: 'arrived', createdAt: net.now }))
  const http = await net.next()
  expect(http.mid).toBe(arrived.mid)
  await act(async () => http.lose())
  await waitFor(() => expect(heard[1]).toMatchObject({ title: 'was lost' }))
  expect(second?.said('mutate').flatMap(({ mutations }) => mutations.map(({ clientMutationId }) => clientMutationId))).toEqual([lost.mid])
  expect(view.result.current.connection.pending).toBe(0)
  expect(net.rows('default/todos')).toHaveLength(4)
})

/** Several calls whose answers a test writes by hand, on their way in one frame. */
async function unanswered() {
  const view = await ready()
  net.deaf = true
  const heard: string[] = []
  const hear = (name: string) => ({
    onSuccess: (row: unknown) => heard.push(`${name} ${(row as { title?: string } | undefined)?.title ?? 'gone'}`),
    onError: ({ code }: { code: string }) => heard.push(`${name} ${code}`),
  })
  act(() => {
    view.result.current.add({ title: 'a' }, hear('add'))
    view.result.current.update({ id: uuidOf(1), data: { title: 'mine' } }, hear('update'))
    view.result.current.remove(uuidOf(2), hear('remove'))
    view.result.current.add({ title: 'b' }, hear('again'))
  })
  const [socket] = net.open
  if (!socket) throw new Error('no socket is open')
  await waitFor(() => expect(socket.said('mutate')).toHaveLength(1))
  const [frame] = socket.said('mutate')
  const mids = frame?.mutations.map(({ clientMutationId }) => clientMutationId) ?? []
  expect(mids).toHaveLength(4)
  const saved = (index: number, seq: number, data?: unknown) => ({ clientMutationId: mids[index], seq, data })
  const failed = (index: number, status: number, code: string) => ({ clientMutationId: mids[index], error: { code, message: code, status } })
  const sentAgain = () => socket.said('mutate').slice(1).map(({ mutations }) => mutations.map(({ clientMutationId }) => mids.indexOf(clientMutationId)))
  return { view, socket, heard, saved, failed, sentAgain }
}

test('c21_each_of_many_answers_in_one_frame_ends_its_own_mutation', async () => {
  const { view, socket, heard, saved, failed, sentAgain } = await unanswered()
  let changes = 0
  const stop = view.client.getQueryCache().subscribe(({ type }) => (changes += Number(type === 'updated')))
  act(() => socket.frame({ type: 'ack', results: [failed(0, 403, 'FULL'), failed(1, 403, 'FORBIDDEN'), saved(2, 1), saved(3, 2, todo(4, 'b'))] }))
  stop()
  // What was refused is gone, in one change of the list; the rest stays until the server tells of it.
  expect(changes).toBe(1)
  expect(titles(view).sort()).toEqual(['b', 'todo 1'])
  expect(view.result.current.connection.pending).toBe(0)
  await waitFor(() => expect(heard.sort()).toEqual(['add FULL', 'again b', 'remove gone', 'update FORBIDDEN']))
  expect(view.result.current.updateError).toMatchObject({ code: 'FORBIDDEN' })
  expect(sentAgain()).toEqual([])
})

test('l8_of_many_answers_a_refusal_is_believed_only_when_all_before_it_is_settled', async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true })
  const { view, socket, heard, saved, failed, sentAgain } = await unanswered()
  act(() => socket.frame({ type: 'ack', results: [failed(0, 503, 'UNAVAILABLE'), failed(1, 404, 'NOT_FOUND'), saved(2, 1), saved(3, 2, todo(4, 'b'))] }))
  await waitFor(() => expect(heard.sort()).toEqual(['again b', 'remove gone']))
  expect(view.result.current.connection.pending).toBe(2)
  expect(titles(view).sort()).toEqual(['a', 'b', 'mine'])
  // Both go again, in their order; the row to change may only not have been there yet.
  await act(async () => void (await vi.advanceTimersByTimeAsync(2000)))
  expect(sentAgain()).toEqual([[0, 1]])
  act(() => socket.frame({ type: 'ack', results: [saved(0, 3, todo(3, 'a')), failed(1, 404, 'NOT_FOUND')] }))
  await waitFor(() => expect(heard.sort()).toEqual(['add a', 'again b', 'remove gone', 'update NOT_FOUND']))
  expect(view.result.current.connection.pending).toBe(0)
})

test('l3_every_kind_of_mutation_carries_its_mid_and_what_was_known', async () => {
  const view = await ready()
  net.foreign('default/todos', 'insert', todo(3))
  await waitFor(() => expect(view.result.current.data).toHaveLength(3))
  const { add, addMany, update, updateMany, remove, removeMany } = view.result.current
  await act(async () => {
    await add({ id: uuidOf(4), title: 'four' }).saved
    await addMany([{ id: uuidOf(5), title: 'five', content: undefined }]).saved
    await update({ id: uuidOf(1), data: { title: 'one' } }).saved
    await updateMany([{ id: uuidOf(2), data: { completed: true } }]).saved
    await remove(uuidOf(1)).saved
    await removeMany([uuidOf(2), uuidOf(3)]).saved
  })
  const sent = net.requests.filter(({ method }) => method !== 'GET')
  const base = '/api/default/todos'
  expect(sent.map(({ method, path }) => `${method} ${path}`)).toEqual([
    `POST ${base}`,
    `POST ${base}/bulk`,
    `PUT ${base}/${uuidOf(1)}`,
    `PUT ${base}/bulk`,
    `DELETE ${base}/${uuidOf(1)}`,
    `DELETE ${base}/bulk`,
  ])
  expect(sent.map(({ body: { _clientMutationId, _since, ...fields } }) => fields)).toEqual([
    { id: uuidOf(4), title: 'four' },
    { items: [{ id: uuidOf(5), title: 'five' }] },
    { title: 'one' },
    { items: [{ id: uuidOf(2), data: { completed: true } }] },
    {},
    { ids: [uuidOf(2), uuidOf(3)] },
  ])
  expect(sent.map(({ body, query }) => Number(body['_since'] ?? query.get('_since')))).toEqual([1, 2, 3, 4, 5, 6])
  expect(new Set(sent.map(({ mid }) => mid)).size).toBe(6)
  expect(titles(view).sort()).toEqual(['five', 'four'])
})

test('l11_an_invalid_value_is_refused_at_once_and_nothing_is_sent', async () => {
  const view = await ready()
  let failure: unknown
  act(() => void view.result.current.add({ title: '' }, { onError: (error) => (failure = error) }))
  await waitFor(() => expect(isSyncError(failure)).toBe(true))
  expect(view.result.current.addError).toMatchObject({
    code: 'VALIDATION',
    kind: 'CLIENT_ERROR',
    details: { issues: [{ path: ['title'], code: 'too_short', params: { min: 1 } }] },
  })
  await act(async () => {
    await expect(view.result.current.updateMany([{ id: uuidOf(1), data: {} }]).saved).rejects.toMatchObject({
      details: { issues: [{ path: ['items', 0, 'data'], code: 'empty_patch' }] },
    })
    await expect(view.result.current.remove('1').saved).rejects.toMatchObject({
      details: { issues: [{ path: ['id'], code: 'invalid_uuid' }] },
    })
  })
  expect(net.requests.filter(({ method }) => method !== 'GET')).toEqual([])
  expect(view.result.current.data).toHaveLength(2)
})

test('stable_identities_calls_and_the_empty_list_do_not_change_with_a_render', async () => {
  const view = hooks(offline)
  const before = view.result.current
  expect(before.data).toHaveLength(0)
  view.rerender()
  const after = view.result.current
  for (const name of ['data', 'add', 'update', 'remove', 'addMany', 'updateMany', 'removeMany', 'isPending', 'isEntitySaving'] as const) {
    expect(after[name]).toBe(before[name])
  }
  await waitFor(() => expect(view.result.current.data).toHaveLength(2))
  expect(view.result.current.add).toBe(before.add)
})
