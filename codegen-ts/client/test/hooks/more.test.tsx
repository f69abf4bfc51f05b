import { act, render, screen, waitFor } from '@testing-library/react'
import { Suspense } from 'react'
import { expect, test, vi } from 'vitest'
import {
  todos,
  useAccess,
  useCollection,
  useConnectionStatus,
  useLiveSync,
  usePendingMutations,
  useSuspenseCollection,
} from '../fixture'
import { freshNet, net, titles } from '../support/fresh'
import { refused } from '../support/net'
import { App, hooks, newClient, todo, uuidOf } from '../support/render'

freshNet({ 'default/todos': [todo(1), todo(2)] })

const live = () => {
  useLiveSync()
  return { ...useCollection(todos), connection: useConnectionStatus(), pending: usePendingMutations(), access: useAccess() }
}

async function ready(use = live, props = {}) {
  const view = hooks(use, props)
  await waitFor(() => expect(view.result.current.data).toHaveLength(2))
  await waitFor(() => expect(net.open[0]?.subscriptions).toHaveLength(1))
  return view
}

test('a_pessimistic_change_shows_when_the_server_has_made_it', async () => {
  const view = await ready(() => {
    useLiveSync()
    return { ...live(), ...useCollection(todos, { optimisticUpdates: false }) }
  })
  net.holds = ({ method }) => method === 'PUT'
  act(() => void view.result.current.update({ id: uuidOf(1), data: { title: 'mine' } }))
  expect(titles(view)).toEqual(['todo 2', 'todo 1'])
  expect(view.result.current.isEntitySaving(uuidOf(1))).toBe(true)
  const request = await net.next()
  await act(async () => request.pass())
  await waitFor(() => expect(titles(view)).toEqual(['todo 2', 'mine']))
  expect(view.result.current.isEntitySaving(uuidOf(1))).toBe(false)
})

test('what_is_pending_is_listed_in_call_order', async () => {
  const view = await ready()
  net.holds = ({ method }) => method !== 'GET'
  act(() => {
    view.result.current.update({ id: uuidOf(1), data: { title: 'mine' } })
    view.result.current.removeMany([uuidOf(2)])
  })
  expect(view.result.current.pending).toMatchObject([
    { collection: 'todos', action: 'update', ids: [uuidOf(1)] },
    { collection: 'todos', action: 'bulk-delete', ids: [uuidOf(2)] },
  ])
  const [first, second] = [await net.next(), await net.next()]
  expect(view.result.current.pending.map(({ id }) => id)).toEqual([first.mid, second.mid])
  await act(async () => first.pass())
  await waitFor(() => expect(view.result.current.pending).toHaveLength(1))
})

test('the_servers_word_on_what_the_user_may_do_comes_with_the_socket', async () => {
  net.access = { role: 'viewer' }
  const view = await ready()
  expect(view.result.current.access).toEqual({ role: 'viewer' })
})

test('mutations_of_one_task_go_in_one_frame_in_order_and_one_row_waits_for_its_answer', async () => {
  const view = await ready()
  net.holds = ({ method }) => method !== 'GET'
  const [socket] = net.open
  const mids = () => socket?.said('mutate').map(({ mutations }) => mutations.map(({ clientMutationId }) => clientMutationId))
  act(() => {
    view.result.current.add({ id: uuidOf(3), title: 'a' })
    view.result.current.add({ id: uuidOf(4), title: 'b' })
    view.result.current.update({ id: uuidOf(3), data: { title: 'c' } })
    view.result.current.add({ id: uuidOf(5), title: 'd' })
  })
  const [a, b] = [await net.next(), await net.next()]
  // The edit must not overtake the row that it edits, nor anything the edit.
  expect(mids()).toEqual([[a.mid, b.mid]])
  await act(async () => b.pass())
  expect(mids()).toHaveLength(1)
  await act(async () => a.pass())
  const [c, d] = [await net.next(), await net.next()]
  expect(mids()).toEqual([[a.mid, b.mid], [c.mid, d.mid]])
  await act(async () => {
    c.pass()
    d.pass()
  })
  await waitFor(() => expect(view.result.current.connection.pending).toBe(0))
  expect(titles(view).sort()).toEqual(['b', 'c', 'd', 'todo 1', 'todo 2'])
})

test('l8_a_refusal_behind_an_unknown_outcome_is_not_believed_yet', async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true })
  const view = await ready()
  net.holds = ({ method }) => method === 'POST'
  let failure: unknown
  act(() => {
    view.result.current.add({ id: uuidOf(3), title: 'parent' })
    view.result.current.add({ id: uuidOf(4), title: 'child' }, { onError: (error) => (failure = error) })
  })
  const [parent, child] = [await net.next(), await net.next()]
  await act(async () => {
    parent.answer(503, refused('UNAVAILABLE'))
    // As if it named a row that is not there yet.
    child.answer(409, refused('CONFLICT'))
  })
  net.holds = () => false
  await act(async () => void (await vi.advanceTimersByTimeAsync(3000)))
  await waitFor(() => expect(view.result.current.connection.pending).toBe(0))
  expect(failure).toBeUndefined()
  expect(titles(view)).toEqual(['child', 'parent', 'todo 2', 'todo 1'])
})

test('l8_a_socket_that_answers_no_mutation_is_given_up', async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true })
  const view = await ready()
  net.deaf = true
  act(() => void view.result.current.update({ id: uuidOf(1), data: { title: 'mine' } }))
  await act(async () => void (await vi.advanceTimersByTimeAsync(14_000)))
  expect(net.sockets).toHaveLength(1)
  net.deaf = false
  await act(async () => void (await vi.advanceTimersByTimeAsync(2000)))
  expect(net.sockets).toHaveLength(2)
  await waitFor(() => expect(view.result.current.connection.pending).toBe(0))
  expect(titles(view)).toEqual(['todo 2', 'mine'])
})

test('l13_a_mutation_that_no_frame_can_hold_goes_over_http', async () => {
  const view = await ready()
  net.holds = ({ method }) => method !== 'GET'
  act(() => {
    view.result.current.update({ id: uuidOf(1), data: { content: 'x'.repeat(400_000) } })
    view.result.current.update({ id: uuidOf(2), data: { title: 'small' } })
  })
  const large = await net.next()
  expect(large.socket).toBeUndefined()
  expect(net.held).toHaveLength(0)
  await act(async () => large.pass())
  const small = await net.next()
  expect(small.socket).toBe(net.open[0])
  await act(async () => small.pass())
  await waitFor(() => expect(view.result.current.connection.pending).toBe(0))
})

test('h3_more_rows_than_a_mutation_takes_are_several_mutations', async () => {
  const view = await ready()
  const items = Array.from({ length: 2500 }, (_, n) => ({ id: uuidOf(100 + n), title: `row ${n}` }))
  let saved: unknown[] = []
  let ids: readonly string[] = []
  await act(async () => {
    const saving = view.result.current.addMany(items)
    ids = saving.ids
    saved = await saving.saved
  })
  expect(ids).toEqual(items.map(({ id }) => id))
  expect(saved).toHaveLength(2500)
  expect(net.requests.filter(({ method }) => method === 'POST').map(({ body }) => (body['items'] as unknown[]).length)).toEqual([1000, 1000, 500])
  expect(view.result.current.data).toHaveLength(2502)
})

test('c30_once_the_user_has_signed_in_again_everything_is_tried_again', async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true })
  let signIn = () => {}
  const asked: string[] = []
  const onUnauthorized = ({ code }: { code: string }) => {
    asked.push(code)
    return new Promise<void>((resolve) => {
      signIn = resolve
    })
  }
  const view = await ready(live, { onUnauthorized })
  net.holds = ({ method }) => method === 'PUT'
  act(() => void view.result.current.update({ id: uuidOf(1), data: { title: 'typed' } }))
  const first = await net.next()
  await act(async () => first.answer(401, refused('UNAUTHENTICATED')))
  act(() => net.open[0]?.drop(4401))
  await act(async () => void (await vi.advanceTimersByTimeAsync(30_000)))
  expect(asked).toEqual(['UNAUTHENTICATED'])
  expect(view.result.current.connection).toMatchObject({ status: 'unauthorized', pending: 1 })
  expect(titles(view)).toEqual(['todo 2', 'typed'])
  expect(net.sockets).toHaveLength(1)
  net.holds = () => false
  await act(async () => {
    signIn()
    await vi.advanceTimersByTimeAsync(100)
  })
  await waitFor(() => expect(view.result.current.connection).toMatchObject({ status: 'connected', pending: 0 }))
  expect(net.rows('default/todos')[0]).toMatchObject({ title: 'typed' })
})

test('c33_a_deploy_with_another_schema_is_said_once_and_breaks_nothing', async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true })
  vi.spyOn(console, 'warn').mockImplementation(() => {})
  let said = 0
  const view = await ready(() => {
    useLiveSync('default', { onSchemaChange: () => void (said += 1) })
    return live()
  })
  expect(said).toBe(0)
  net.schema = 'another'
  for (const n of [1, 2]) {
    act(() => net.open[0]?.drop(1012))
    await act(async () => void (await vi.advanceTimersByTimeAsync(5000)))
    await waitFor(() => expect(net.sockets).toHaveLength(n + 1))
    await waitFor(() => expect(net.open[0]?.subscriptions).toHaveLength(1))
  }
  expect(said).toBe(1)
  act(() => void net.foreign('default/todos', 'insert', { ...todo(3), priority: 1 }))
  await waitFor(() => expect(titles(view)).toEqual(['todo 3', 'todo 2', 'todo 1']))
})

test('debug_logs_every_frame', async () => {
  const log = vi.spyOn(console, 'debug').mockImplementation(() => {})
  await ready(live, { debug: true })
  const lines = log.mock.calls.map((words) => words.join(' '))
  expect(lines).toContain('ferrosync default state connected')
  expect(lines.some((line) => line.startsWith('ferrosync default in {"type":"sync-init"'))).toBe(true)
  expect(lines.some((line) => line.startsWith('ferrosync default out {"type":"resume"'))).toBe(true)
  expect(lines).toContain('ferrosync default out GET /api/default/todos')
  expect(lines.some((line) => line.startsWith('ferrosync default in 200 GET /api/default/todos {"todos":['))).toBe(true)
})

test('a_suspended_component_shows_its_rows_when_they_are_there', async () => {
  net.holds = ({ method }) => method === 'GET'
  const Titles = () => useSuspenseCollection(todos).data.map(({ id, title }) => <li key={id}>{title}</li>)
  render(
    <App client={newClient()}>
      <Suspense fallback="loading">
        <Titles />
      </Suspense>
    </App>,
  )
  await screen.findByText('loading')
  const request = await net.next()
  await act(async () => request.pass())
  expect((await screen.findAllByRole('listitem')).map(({ textContent }) => textContent)).toEqual(['todo 2', 'todo 1'])
})
