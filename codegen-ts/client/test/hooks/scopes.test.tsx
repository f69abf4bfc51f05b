import { act, waitFor } from '@testing-library/react'
import { expect, test, vi } from 'vitest'
import { lines, tasks, useCollection, useConnectionStatus, useLiveSync } from '../fixture'
import { freshNet, net, task, TASKS } from '../support/fresh'
import { refused } from '../support/net'
import { hooks, newClient, uuidOf } from '../support/render'

freshNet(TASKS)

type Titled = { readonly data: readonly { readonly title: string }[] }
const titles = ({ data }: Titled) => data.map(({ title }) => title)
const three = () => ({ a: useCollection(tasks, 'p1', 'A'), b: useCollection('tasks', 'p1', 'B'), all: useCollection(tasks, 'p1') })
const live = () => {
  useLiveSync('p1')
  return { ...three(), connection: useConnectionStatus('p1') }
}

/** What the three lists show. */
const shown = (view: { result: { current: Record<'a' | 'b' | 'all', Titled> } }) => {
  const { a, b, all } = view.result.current
  return { a: titles(a), b: titles(b), all: titles(all) }
}

async function ready<T extends ReturnType<typeof three>>(use: () => T, props = {}) {
  const view = hooks(use, props)
  await waitFor(() => expect(shown(view)).toEqual({ a: ['task 1'], b: ['task 2'], all: ['task 1', 'task 2', 'task 3'] }))
  return view
}

async function connected() {
  const view = await ready(live)
  await waitFor(() => expect(net.open[0]?.subscriptions).toHaveLength(3))
  return view
}

test('s8_each_list_asks_for_its_scope_and_has_a_key_of_its_own', async () => {
  const view = await connected()
  const reads = net.requests.filter(({ method }) => method === 'GET')
  expect(reads.map(({ path, query }) => [path, query.get('scope')])).toEqual([
    ['/api/p1/tasks', 'A'],
    ['/api/p1/tasks', 'B'],
    ['/api/p1/tasks', null],
  ])
  const { a, all } = view.result.current
  expect(a.queryKey).toEqual(['ferrosync', 'tasks', { room: 'p1', scope: 'A' }])
  expect(a.queryKey).toEqual(tasks.list('p1', { scope: 'A' }).queryKey)
  expect(all.queryKey).toEqual(['ferrosync', 'tasks', { room: 'p1' }])
  expect(net.sockets).toHaveLength(1)
})

test('s8_an_empty_scope_is_asked_for_and_never_means_all', async () => {
  net.holds = () => true
  const view = hooks(() => useCollection(tasks, 'p1', ''))
  const request = await net.next()
  expect(request.query.get('scope')).toBe('')
  await act(async () => request.answer(400, refused('VALIDATION')))
  await waitFor(() => expect(view.result.current.error?.code).toBe('VALIDATION'))
  expect(view.result.current.data).toEqual([])
})

test('s8_s12_a_scope_that_is_not_known_yet_reads_nothing_and_writes_nothing', async () => {
  const client = newClient()
  const view = hooks(() => ({ all: useCollection(tasks, 'p1'), unknown: useCollection(tasks, 'p1', undefined, { meta: {} }), line: useCollection(lines, undefined) }), {}, client)
  await waitFor(() => expect(view.result.current.all.data).toHaveLength(3))
  expect(view.result.current.unknown).toMatchObject({ data: [], isLoading: false })
  let failure: unknown
  await act(async () => {
    await view.result.current.unknown.add({ title: 'lost' }).saved.catch((error: unknown) => (failure = error))
  })
  expect(failure).toMatchObject({ code: 'NO_SCOPE' })
  for (const { queryFn } of [tasks.list('p1', { scope: undefined }), lines.list({ scope: undefined })]) {
    await expect(queryFn({ client })).rejects.toMatchObject({ code: 'NO_SCOPE' })
  }
  expect(tasks.list('p1', { scope: undefined }).enabled).toBe(false)
  expect(net.requests).toHaveLength(1)
})

test('s7_every_kind_of_mutation_carries_its_scope', async () => {
  const view = await ready(() => ({ ...three(), line: useCollection(lines, 's1') }))
  const { a, all, line } = view.result.current
  await act(async () => {
    await a.add({ id: uuidOf(4), title: 'four' }).saved
    await a.addMany([{ id: uuidOf(5), title: 'five' }]).saved
    await a.update({ id: uuidOf(4), data: { title: 'FOUR' } }).saved
    await a.updateMany([{ id: uuidOf(5), data: { title: 'FIVE' } }]).saved
    await a.remove(uuidOf(4)).saved
    await a.removeMany([uuidOf(5)]).saved
    await all.update({ id: uuidOf(1), data: { title: 'one' } }).saved
    await line.add({ words: 'words' }).saved
  })
  const sent = net.requests.filter(({ method }) => method !== 'GET')
  expect(sent.map(({ method, path }) => `${method} ${path.replace(/[^/]{36}/, ':id')}`)).toEqual([
    'POST /api/p1/tasks',
    'POST /api/p1/tasks/bulk',
    'PUT /api/p1/tasks/:id',
    'PUT /api/p1/tasks/bulk',
    'DELETE /api/p1/tasks/:id',
    'DELETE /api/p1/tasks/bulk',
    'PUT /api/p1/tasks/:id',
    'POST /api/default/lines',
  ])
  const scopes = sent.map(({ method, path, body, query }) => (method === 'DELETE' && !path.endsWith('bulk') ? query.get('scope') : body['scope']))
  expect(scopes).toEqual(['A', 'A', 'A', 'A', 'A', 'A', undefined, 's1'])
  await waitFor(() => expect(shown(view)).toEqual({ a: ['one'], b: ['task 2'], all: ['one', 'task 2', 'task 3'] }))
})

test('c17_c18_an_add_in_one_scope_shows_there_and_in_the_list_of_all_and_nowhere_else', async () => {
  const view = await connected()
  net.holds = ({ method }) => method === 'POST'
  act(() => void view.result.current.a.add({ title: 'mine' }))
  const expected = { a: ['mine', 'task 1'], b: ['task 2'], all: ['mine', 'task 1', 'task 2', 'task 3'] }
  expect(shown(view)).toEqual(expected)
  const { a, b, all } = view.result.current
  const [row] = all.data
  expect([a, b, all].map(({ isEntitySaving }) => isEntitySaving(String(row?.id)))).toEqual([true, true, true])
  const request = await net.next()
  await act(async () => request.pass())
  await waitFor(() => expect(view.result.current.connection.pending).toBe(0))
  expect(shown(view)).toEqual(expected)
  expect(view.result.current.a.isEntitySaving(String(row?.id))).toBe(false)
  expect(net.count('POST')).toBe(1)
  expect(net.count('GET')).toBe(3)
})

test('s6_a_row_that_left_a_scope_leaves_its_list_and_shows_in_the_other', async () => {
  const view = await connected()
  act(() => void net.foreign('p1/tasks', 'update', { id: uuidOf(1), listId: 'B' }))
  await waitFor(() => expect(shown(view)).toEqual({ a: [], b: ['task 1', 'task 2'], all: ['task 1', 'task 2', 'task 3'] }))
  act(() => void net.foreign('p1/tasks', 'update', { id: uuidOf(1), listId: null }))
  await waitFor(() => expect(shown(view)).toEqual({ a: [], b: ['task 2'], all: ['task 1', 'task 2', 'task 3'] }))
  expect(net.count('GET')).toBe(3)
})

test('c4_a_gap_is_repaired_in_every_scope', async () => {
  const view = await connected()
  net.broadcasts = false
  net.foreign('p1/tasks', 'update', { id: uuidOf(1), title: 'lost' })
  const second = net.foreign('p1/tasks', 'update', { id: uuidOf(2), title: 'heard' })
  act(() => net.publish(second))
  await waitFor(() => expect(shown(view)).toEqual({ a: ['lost'], b: ['heard'], all: ['lost', 'heard', 'task 3'] }))
})

test('c18_changes_of_other_scopes_are_no_gap', async () => {
  const view = await connected()
  for (const n of [1, 2, 3, 4]) act(() => void net.foreign('p1/tasks', 'insert', task(10 + n, 'B')))
  act(() => void net.foreign('p1/tasks', 'insert', task(20, 'A')))
  await waitFor(() => expect(shown(view).a).toEqual(['task 1', 'task 20']))
  expect(net.count('GET')).toBe(3)
})

test('c5_a_refusal_leaves_all_lists_and_nothing_else_does', async () => {
  const view = await connected()
  net.holds = ({ method }) => method === 'PUT'
  act(() => {
    view.result.current.all.update({ id: uuidOf(1), data: { title: 'no' } })
    view.result.current.b.update({ id: uuidOf(2), data: { title: 'yes' } })
  })
  expect(shown(view)).toEqual({ a: ['no'], b: ['yes'], all: ['no', 'yes', 'task 3'] })
  const first = await net.next()
  await act(async () => first.answer(403, refused('FORBIDDEN')))
  await waitFor(() => expect(shown(view)).toEqual({ a: ['task 1'], b: ['yes'], all: ['task 1', 'yes', 'task 3'] }))
  const second = await net.next()
  await act(async () => second.pass())
  await waitFor(() => expect(view.result.current.connection.pending).toBe(0))
  expect(shown(view)).toEqual({ a: ['task 1'], b: ['yes'], all: ['task 1', 'yes', 'task 3'] })
})

test('c31_without_a_socket_every_list_that_is_looked_at_is_read_after_an_answer', async () => {
  const view = await ready(three)
  await act(async () => void (await view.result.current.a.add({ title: 'mine' }).saved))
  await waitFor(() => expect(net.count('GET')).toBe(6))
  expect(shown(view)).toEqual({ a: ['mine', 'task 1'], b: ['task 2'], all: ['mine', 'task 1', 'task 2', 'task 3'] })
})

test('c31_a_list_that_nobody_looks_at_is_read_when_somebody_does', async () => {
  let withB = true
  const use = () => ({ a: useCollection(tasks, 'p1', 'A'), b: useCollection(tasks, 'p1', withB ? 'B' : 'A') })
  const view = hooks(use)
  await waitFor(() => expect(titles(view.result.current.b)).toEqual(['task 2']))
  withB = false
  view.rerender()
  const reads = () => net.requests.filter(({ method, query }) => method === 'GET' && query.get('scope') === 'B').length
  await act(async () => void (await view.result.current.a.add({ title: 'mine' }).saved))
  net.foreign('p1/tasks', 'update', { id: uuidOf(2), title: 'changed meanwhile' })
  await waitFor(() => expect(view.client.isFetching()).toBe(0))
  expect(reads()).toBe(1)
  withB = true
  view.rerender()
  await waitFor(() => expect(titles(view.result.current.b)).toEqual(['changed meanwhile']))
  expect(reads()).toBe(2)
})

test('c8_a_list_that_is_opened_later_shows_what_is_on_its_way', async () => {
  let scope = 'B'
  const view = hooks(() => ({ all: useCollection(tasks, 'p1'), one: useCollection(tasks, 'p1', scope) }))
  await waitFor(() => expect(titles(view.result.current.one)).toEqual(['task 2']))
  net.holds = ({ method }) => method === 'PUT'
  act(() => void view.result.current.all.update({ id: uuidOf(1), data: { title: 'edited' } }))
  scope = 'A'
  view.rerender()
  await waitFor(() => expect(titles(view.result.current.one)).toEqual(['edited']))
  const request = await net.next()
  await act(async () => request.answer(403, refused('FORBIDDEN')))
  await waitFor(() => expect(titles(view.result.current.one)).toEqual(['task 1']))
})

test('s7_an_add_without_a_scope_has_none_or_is_refused_where_there_must_be_one', async () => {
  const view = hooks(() => ({ all: useCollection(tasks, 'p1'), lines: useCollection('lines') }))
  await waitFor(() => expect(view.result.current.all.data).toHaveLength(3))
  net.holds = ({ method }) => method === 'POST'
  act(() => void view.result.current.all.add({ title: 'nowhere yet' }))
  expect(view.result.current.all.data[0]).toMatchObject({ title: 'nowhere yet', listId: null })
  const issue = { path: ['scope'], code: 'required', message: 'is required', params: {} }
  await act(async () => {
    for (const { saved } of [view.result.current.lines.add({ words: 'w' }), view.result.current.lines.addMany([{ words: 'v' }, { words: 'w' }])]) {
      await expect(saved).rejects.toMatchObject({ code: 'VALIDATION', details: { issues: [issue] } })
    }
  })
  await waitFor(() => expect(net.count('POST')).toBe(1))
})

test('s11_s13_optimistic_rows_have_their_owner_and_no_time_of_deletion', async () => {
  net.userId = 'session-user'
  for (const [identity, owner] of [['alice', 'alice'], [undefined, 'session-user']] as const) {
    net.holds = () => false
    const view = hooks(live, identity ? { identity } : {})
    await waitFor(() => expect(view.result.current.connection.isConnected).toBe(true))
    await waitFor(() => expect(view.result.current.a.data.length).toBeGreaterThan(0))
    net.holds = ({ method }) => method === 'POST'
    act(() => void view.result.current.a.add({ title: owner }))
    expect(view.result.current.a.data.find(({ title }) => title === owner)).toEqual({
      id: expect.any(String),
      projectId: 'p1',
      listId: 'A',
      ownerId: owner,
      title: owner,
      code: null,
      tags: [],
      rank: 0,
      createdAt: expect.any(Number),
      deletedAt: null,
    })
    view.unmount()
  }
  // Nobody's, where nobody is known.
  net.holds = ({ method }) => method === 'POST'
  const view = hooks(() => useCollection(tasks, 'p1', 'C'))
  await waitFor(() => expect(view.result.current.isLoading).toBe(false))
  act(() => void view.result.current.add({ title: 'mine' }))
  expect(view.result.current.data).toMatchObject([{ ownerId: '' }])
})

test('h1_an_event_says_delete_of_a_row_that_is_only_marked', async () => {
  const view = await connected()
  act(() => void net.foreign('p1/tasks', 'delete', { id: uuidOf(1) }))
  await waitFor(() => expect(shown(view)).toEqual({ a: [], b: ['task 2'], all: ['task 2', 'task 3'] }))
})

test('r7_a_cascade_is_several_changes_of_one_seq_and_each_list_takes_its_own', async () => {
  net.seed('p1/cards', [{ id: uuidOf(9), projectId: 'p1', title: 'card', priority: 0, weight: null, dueAt: null }])
  const view = await ready(() => ({ ...live(), cards: useCollection('cards', 'p1') }))
  await waitFor(() => expect(view.result.current.cards.data).toHaveLength(1))
  await waitFor(() => expect(view.result.current.connection.isConnected).toBe(true))
  act(() => {
    net.cascade(
      'theirs',
      ['p1/cards', 'delete', [{ id: uuidOf(9) }]],
      ['p1/tasks', 'bulk-delete', [{ id: uuidOf(1) }, { id: uuidOf(2) }]],
      // Another reference of the same parent: set to null.
      ['p1/tasks', 'bulk-update', [{ id: uuidOf(3), title: 'orphan' }]],
    )
  })
  await waitFor(() => expect(shown(view)).toEqual({ a: [], b: [], all: ['orphan'] }))
  expect(view.result.current.cards.data).toEqual([])
  expect(net.seq).toBe(1)
  // Nobody takes the second change of a seq for a repetition of the first, nor for a gap.
  act(() => void net.foreign('p1/tasks', 'insert', task(7, 'A')))
  await waitFor(() => expect(shown(view)).toEqual({ a: ['task 7'], b: [], all: ['orphan', 'task 7'] }))
  expect(net.count('GET')).toBe(4)
})

test.each([
  ['first', 0],
  ['last', 1],
])('r7_an_own_cascade_is_acknowledged_by_the_mid_on_its_%s_change', async (_, named) => {
  const view = await ready(() => ({ ...live(), cards: useCollection('cards', 'p1') }))
  await waitFor(() => expect(net.open[0]?.subscriptions).toHaveLength(4))
  net.holds = ({ method }) => method === 'PUT'
  let saved: unknown
  act(() => void view.result.current.a.update({ id: uuidOf(1), data: { title: 'mine' } }, { onSuccess: (row) => (saved = row) }))
  const request = await net.next()
  net.broadcasts = false
  const changes = net.cascade(
    String(request.mid),
    ['p1/cards', 'update', [{ id: uuidOf(8), title: 'a card that follows' }]],
    ['p1/tasks', 'update', [{ id: uuidOf(1), title: 'mine' }]],
  )
  net.broadcasts = true
  act(() => net.publish(...changes.map(({ clientMutationId, ...change }, index) => (index === named && clientMutationId ? { ...change, clientMutationId } : change))))
  expect(view.result.current.a.isEntitySaving(uuidOf(1))).toBe(false)
  expect(shown(view).a).toEqual(['mine'])
  await act(async () => request.pass())
  // The row of its own collection, not the first row of the commit.
  await waitFor(() => expect(saved).toMatchObject({ id: uuidOf(1), title: 'mine' }))
  expect(shown(view)).toEqual({ a: ['mine'], b: ['task 2'], all: ['mine', 'task 2', 'task 3'] })
})

test('l11_a_conflict_says_which_column_it_is_about', async () => {
  const view = await connected()
  net.holds = ({ method }) => method !== 'GET'
  const issues = [{ path: ['title'], code: 'taken', message: 'is taken', params: {} }]
  act(() => void view.result.current.a.add({ title: 'task 2' }))
  const request = await net.next()
  await act(async () => request.answer(409, { error: { code: 'CONFLICT', message: '`title` is taken', issues, requestId: 'r1' } }))
  await waitFor(() => expect(view.result.current.a.addError).toMatchObject({ code: 'CONFLICT', status: 409, details: { issues } }))
  expect(shown(view)).toEqual({ a: ['task 1'], b: ['task 2'], all: ['task 1', 'task 2', 'task 3'] })
})

test('c30_an_owner_that_is_not_signed_in_waits_and_loses_nothing', async () => {
  const view = await connected()
  net.holds = ({ method }) => method === 'POST'
  act(() => void view.result.current.a.add({ title: 'mine' }))
  const request = await net.next()
  await act(async () => request.answer(401, refused('UNAUTHENTICATED')))
  await waitFor(() => expect(view.result.current.connection).toMatchObject({ status: 'unauthorized', pending: 1 }))
  expect(shown(view).a).toEqual(['mine', 'task 1'])
})

test('l3_what_is_sent_again_is_what_was_said_first', async () => {
  const view = await connected()
  net.holds = ({ method }) => method === 'POST'
  const form = { title: 'as typed', tags: ['one'] }
  act(() => void view.result.current.a.add(form))
  form.title = 'typed on'
  form.tags.push('two')
  const first = await net.next()
  await act(async () => first.lose())
  const again = await net.next()
  // A mutation id stands for one content: with another one the server would refuse it.
  expect(again.body).toEqual(first.body)
  expect(again.body).toMatchObject({ title: 'as typed', tags: ['one'], scope: 'A' })
  expect(view.result.current.a.data[0]).toMatchObject({ title: 'as typed', tags: ['one'] })
})

test('l12_what_is_shown_and_sent_is_the_transformed_value', async () => {
  const view = await connected()
  net.holds = ({ method }) => method !== 'GET'
  act(() => {
    const { id } = view.result.current.a.add({ title: '  mine ', tags: [' x ', 'y'], code: undefined })
    view.result.current.a.updateMany([{ id, data: { title: ' again ' } }])
  })
  expect(view.result.current.a.data[0]).toMatchObject({ title: 'again', tags: ['x', 'y'], code: null })
  const { _clientMutationId, _since, ...body } = (await net.next()).body
  expect(body).toEqual({ id: expect.any(String), title: 'mine', tags: ['x', 'y'], scope: 'A' })
})

test('l10_a_column_that_is_set_on_insert_only_is_refused_in_an_update_before_anything_is_sent', async () => {
  const view = await connected()
  net.holds = ({ method }) => method !== 'GET'
  act(() => void view.result.current.a.add({ title: 'mine', code: 'c1' }))
  expect(view.result.current.a.data[0]).toMatchObject({ code: 'c1' })
  await act(async () => {
    // As JavaScript may call it: the types refuse it.
    const data = { code: 'c2' } as { title?: string }
    await expect(view.result.current.a.update({ id: uuidOf(1), data }).saved).rejects.toMatchObject({
      code: 'VALIDATION',
      details: { issues: [{ path: ['code'], code: 'readonly_column' }] },
    })
  })
  expect(shown(view).all).toEqual(['mine', 'task 1', 'task 2', 'task 3'])
  expect(net.count('PUT')).toBe(0)
})

test('l13_a_list_that_is_forgotten_reads_no_more_and_what_was_changed_through_it_is_saved', async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true })
  const view = await connected()
  net.holds = () => true
  act(() => void view.result.current.b.add({ title: 'mine' }))
  const post = await net.next()
  net.broadcasts = false
  // What was missed cannot be told, and has to be read.
  net.oldest = 99
  net.foreign('p1/tasks', 'update', { id: uuidOf(1), title: 'missed' })
  act(() => net.say({ type: 'tick', seq: net.seq, lists: { tasks: net.seq } }))
  for (let n = 0; n < 3; n++) {
    const read = await net.next()
    await act(async () => read.lose())
  }
  view.unmount()
  view.client.removeQueries()
  net.held.length = 0
  const reads = net.count('GET')
  await act(async () => void (await vi.advanceTimersByTimeAsync(60_000)))
  expect(net.count('GET')).toBe(reads)
  expect(net.count('POST')).toBeGreaterThan(1)
  net.holds = () => false
  post.pass()
  await vi.waitFor(() => expect(net.rows('p1/tasks').map(({ title }) => title)).toContain('mine'))
})

test('l13_lists_that_no_socket_keeps_are_read_now_and_then', async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true })
  const heard: string[] = []
  const onError = ({ code }: { code: string }) => heard.push(code)
  const view = hooks(() => {
    useLiveSync('p1', { onError })
    return Array.from({ length: 66 }, (_, n) => useCollection(tasks, 'p1', `s${n}`))
  })
  await waitFor(() => expect(net.open[0]?.subscriptions).toHaveLength(64))
  await waitFor(() => expect(view.result.current.some(({ isLoading }) => isLoading)).toBe(false))
  expect(heard).toEqual(['TOO_MANY_LISTS'])
  const kept = net.open[0]?.subscriptions.map(({ scope }) => scope)
  const n = view.result.current.findIndex((_, n) => !kept?.includes(`s${n}`))
  act(() => void net.foreign('p1/tasks', 'insert', task(9, `s${n}`)))
  await act(async () => void (await vi.advanceTimersByTimeAsync(10_000)))
  await waitFor(() => expect(titles(view.result.current[n] ?? { data: [] })).toEqual(['task 9']))
  // Of which list something is said, that one is read at once.
  net.broadcasts = false
  net.foreign('p1/tasks', 'insert', task(10, `s${n}`))
  act(() => net.say({ type: 'tick', seq: 2, lists: { tasks: 2 } }))
  await waitFor(() => expect(titles(view.result.current[n] ?? { data: [] })).toEqual(['task 9', 'task 10']))
  expect(heard).toEqual(['TOO_MANY_LISTS'])
})

test('l13_what_is_looked_at_is_kept_rather_than_what_was', async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true })
  const heard: string[] = []
  const onError = ({ code }: { code: string }) => heard.push(code)
  const client = newClient()
  let scope = 'one'
  const view = hooks(
    () => {
      useLiveSync('p1', { onError })
      return useCollection(tasks, 'p1', scope)
    },
    {},
    client,
  )
  const kept = () => net.open[0]?.subscriptions.map(({ scope }) => scope) ?? []
  await waitFor(() => expect(kept()).toEqual(['one']))
  // Lists that were looked at stay for a while.
  const former = hooks(() => Array.from({ length: 63 }, (_, n) => useCollection(tasks, 'p1', `s${n}`)), {}, client)
  await waitFor(() => expect(kept()).toHaveLength(64))
  former.unmount()
  scope = 'two'
  view.rerender()
  await waitFor(() => expect(kept()).toContain('two'))
  const lost = ['one', ...Array.from({ length: 63 }, (_, n) => `s${n}`)].find((scope) => !kept().includes(scope))
  net.foreign('p1/tasks', 'insert', task(9, lost ?? ''))
  act(() => void net.foreign('p1/tasks', 'insert', task(10, 'two')))
  await waitFor(() => expect(titles(view.result.current)).toEqual(['task 10']))
  // Whoever comes back to one that was let go finds it as it is.
  scope = lost ?? ''
  view.rerender()
  await waitFor(() => expect(kept()).toContain(scope))
  await waitFor(() => expect(titles(view.result.current)).toEqual(['task 9']))
  expect(heard).toEqual([])
})
