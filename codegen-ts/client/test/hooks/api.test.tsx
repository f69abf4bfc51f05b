// What an app has beside the hooks: keys, filters, loaders, names.
import { act, waitFor } from '@testing-library/react'
import { expect, test } from 'vitest'
import {
  cards,
  configureSync,
  createSyncHooks,
  DEFAULT_SYNC_ID,
  lines,
  notes,
  tasks,
  toPatch,
  todos,
  useCollection,
  useLiveSync,
  useUserCollection,
  useUserLiveSync,
  WsEventSchema,
} from '../fixture'
import { freshNet, net } from '../support/fresh'
import { hooks, newClient, todo, uuidOf } from '../support/render'

freshNet({ 'default/todos': [todo(1), todo(2)] })

const reads = () => net.requests.filter(({ method }) => method === 'GET').map(({ path, query }) => [path, query.get('scope')])

test('filters_find_the_lists_of_a_collection_and_of_a_room', async () => {
  const view = hooks(() => {
    useCollection(todos)
    useCollection(cards, 'p1')
    useCollection(cards, undefined)
    useCollection(tasks, 'p1')
    useCollection(tasks, 'p1', 'A')
    useCollection(tasks, 'p2', 'A')
  })
  const found = (filter: object) => view.client.getQueryCache().findAll(filter).length
  await waitFor(() => expect(net.count('GET')).toBe(5))
  expect(found(todos.all())).toBe(1)
  expect(found(tasks.all())).toBe(3)
  expect(found(tasks.inRoom('p1'))).toBe(2)
  expect(found(lines.all())).toBe(0)
  // The list of nobody's room is no room's.
  expect(found(cards.all())).toBe(2)
  expect(found(cards.inRoom('p1'))).toBe(1)
  expect(view.client.getQueryCache().findAll(cards.inRoom(undefined)).map(({ state }) => state.data)).toEqual([undefined])
})

test('what_is_invalidated_is_read_again_and_nothing_else', async () => {
  const view = hooks(() => {
    useCollection(tasks, 'p1', 'A')
    useCollection(tasks, 'p2', 'A')
    return useCollection(todos)
  })
  await waitFor(() => expect(view.result.current.data).toHaveLength(2))
  await waitFor(() => expect(net.count('GET')).toBe(3))
  await act(() => view.client.invalidateQueries(tasks.inRoom('p2')))
  expect(reads().slice(3)).toEqual([['/api/p2/tasks', 'A']])
  await act(() => view.client.invalidateQueries(tasks.all()))
  expect(reads().slice(4)).toEqual([
    ['/api/p1/tasks', 'A'],
    ['/api/p2/tasks', 'A'],
  ])
})

test('a_loader_reads_what_the_page_then_shows_without_a_read_of_its_own', async () => {
  const client = newClient()
  configureSync(client, { apiPrefix: '/v2', headers: { authorization: 'me' } }, 'ann')
  const rows = await client.ensureQueryData(todos.list({ identity: 'ann' }))
  expect(rows.map(({ title }) => title)).toEqual(['todo 2', 'todo 1'])
  expect(net.requests.map(({ path, headers }) => [path, headers['authorization']])).toEqual([['/v2/default/todos', 'me']])
  const view = hooks(() => useCollection(todos, { staleTime: 60_000 }), { identity: 'ann' }, client)
  expect(view.result.current.data).toBe(rows)
  expect(net.requests).toHaveLength(1)
})

test('rows_that_came_with_the_page_show_at_once_and_are_followed_though_they_are_fresh', async () => {
  const client = newClient()
  // As hydration leaves them: rows of a moment that nobody remembers.
  client.setQueryData(todos.list().queryKey, [todo(3), todo(1, 'old')])
  const view = hooks(() => {
    useLiveSync()
    return useCollection(todos, { staleTime: Number.POSITIVE_INFINITY })
  }, {}, client)
  expect(view.result.current.data.map(({ title }) => title)).toEqual(['todo 3', 'old'])
  // A change before the server was heard stands on top of them.
  act(() => void view.result.current.update({ id: uuidOf(1), data: { completed: true } }))
  expect(view.result.current.data[1]).toMatchObject({ title: 'old', completed: true })
  await waitFor(() => expect(view.result.current.data.map(({ title }) => title)).toEqual(['todo 2', 'todo 1']))
  await waitFor(() => expect(net.open[0]?.subscriptions).toHaveLength(1))
  expect(view.result.current.data[1]).toMatchObject({ completed: true })
  act(() => void net.foreign('default/todos', 'update', { id: uuidOf(2), title: 'theirs' }))
  await waitFor(() => expect(view.result.current.data[0]?.title).toBe('theirs'))
})

test('rows_that_come_while_the_room_is_connected_are_followed_too', async () => {
  const client = newClient()
  hooks(() => useLiveSync(), {}, client)
  await waitFor(() => expect(net.open[0]?.said('resume')).toHaveLength(1))
  client.setQueryData(todos.list().queryKey, [todo(1, 'old')])
  const view = hooks(() => useCollection(todos, { staleTime: Number.POSITIVE_INFINITY }), {}, client)
  expect(view.result.current.data.map(({ title }) => title)).toEqual(['old'])
  await waitFor(() => expect(view.result.current.data).toHaveLength(2))
  await waitFor(() => expect(net.open[0]?.subscriptions).toHaveLength(1))
})

test('a_users_room_is_the_one_of_their_id_and_none_before_that_is_known', async () => {
  net.seed('ann/cards', [{ id: uuidOf(1), projectId: 'ann', title: 'mine', priority: 0, weight: null, dueAt: null }])
  let user: string | undefined
  const view = hooks(() => {
    useUserLiveSync(user)
    return { cards: useUserCollection('cards', user), tasks: useUserCollection(tasks, user, 'A') }
  })
  await act(async () => {
    await new Promise((resolve) => setTimeout(resolve, 20))
  })
  expect([net.requests, net.sockets]).toEqual([[], []])
  user = 'ann'
  view.rerender()
  await waitFor(() => expect(view.result.current.cards.data).toHaveLength(1))
  expect(view.result.current.cards.queryKey).toEqual(cards.list('ann').queryKey)
  expect(view.result.current.tasks.queryKey).toEqual(tasks.list('ann', { scope: 'A' }).queryKey)
  await waitFor(() => expect(net.open[0]?.subscriptions).toHaveLength(2))
  expect(net.sockets.map(({ url }) => new URL(url).pathname)).toEqual(['/parties/main/ann'])
})

test('the_apps_hooks_are_made_once', () => {
  expect(createSyncHooks()).toBe(createSyncHooks())
  expect(createSyncHooks().useCollection).toBe(useCollection)
  expect(createSyncHooks().useUserLiveSync).toBe(useUserLiveSync)
  expect(todos.room).toBe(DEFAULT_SYNC_ID)
  expect(notes.room).toBe(DEFAULT_SYNC_ID)
})

test('a_patch_has_what_a_form_changed', () => {
  const before = { id: 'a', title: 'one', done: false, tags: ['x', 'y'], note: null as string | null }
  expect(toPatch(before, { ...before })).toEqual({})
  expect(toPatch(before, { title: 'two' })).toEqual({ title: 'two' })
  expect(toPatch(before, { ...before, tags: ['x', 'y'], done: true })).toEqual({ done: true })
  expect(toPatch(before, { tags: ['y', 'x'], note: '' })).toEqual({ tags: ['y', 'x'], note: '' })
  expect(toPatch({ note: 'x' as string | null }, { note: null })).toEqual({ note: null })
  expect(toPatch<{ title?: string | undefined }, object>({ title: 'x' }, { title: undefined })).toEqual({})
})

test('the_schema_of_events_takes_what_the_server_says', async () => {
  const view = hooks(() => {
    useLiveSync()
    return useCollection(todos)
  })
  await waitFor(() => expect(net.open[0]?.subscriptions).toHaveLength(1))
  const [socket] = net.open
  const said: unknown[] = []
  socket?.addEventListener('message', (event) => said.push(JSON.parse(String((event as MessageEvent).data))))
  await act(() => view.result.current.addAsync({ title: 'a' }))
  await act(() => view.result.current.removeAsync(uuidOf(8)).catch(() => {}))
  net.say({ type: 'tick', seq: 1, lists: { todos: 1 } })
  net.say({ type: 'error', code: 'FORBIDDEN', message: 'no' })
  net.say({ type: 'reset', sub: 0, collection: 'todos', reason: 'large' })
  net.say({ ...net.greeting(), later: 'a property of a later version' })
  await waitFor(() => expect(new Set(said.map((frame) => (frame as { type: string }).type)).size).toBe(8))
  for (const frame of said) expect(WsEventSchema['~standard'].validate(frame)).toEqual({ value: frame })
})

test('the_schema_of_events_says_what_is_wrong_with_others', () => {
  const issues = (value: unknown) =>
    WsEventSchema['~standard'].validate(value).issues?.map(({ path, code }) => `${path.join('.')} ${code}`)
  expect(issues(null)).toEqual([' invalid_type'])
  expect(issues('pong')).toEqual([' invalid_type'])
  expect(issues({})).toEqual(['type not_one_of'])
  expect(issues({ type: 'toString' })).toEqual(['type not_one_of'])
  expect(issues({ type: 'tick', seq: '1', lists: { todos: null } })).toEqual(['seq invalid_type', 'lists.todos invalid_type'])
  expect(issues({ type: 'error', code: 'A' })).toEqual(['message invalid_type'])
  const change = { seq: 1, prev: 0, collection: 'todos', action: 'replace', payload: [] }
  expect(issues({ type: 'broadcast', changes: [change] })).toEqual(['changes.0.action not_one_of', 'changes.0.payload invalid_type'])
  expect(issues({ type: 'ack', results: [{ error: { code: 'A', message: 'b' } }] })).toEqual(['results.0.error.status invalid_type'])
})
