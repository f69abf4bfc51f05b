// What can be said of a list: TanStack's options and ours.
import { act, render, screen, waitFor } from '@testing-library/react'
import { build } from 'esbuild'
import { Component, type ReactNode, Suspense } from 'react'
import { expect, test, vi } from 'vitest'
import { cards, isSyncError, type SyncError, tasks, todos, useCollection, useLiveSync, usePendingMutations } from '../fixture'
import { useSuspenseCollection } from '../fixture/react'
import { freshNet, net } from '../support/fresh'
import { refused, type Row } from '../support/net'
import { App, hooks, newClient, todo, uuidOf } from '../support/render'

const card = (n: number, priority: number): Row => ({
  id: uuidOf(n),
  projectId: 'p1',
  title: `card ${n}`,
  priority,
  weight: null,
  dueAt: null,
})

freshNet({ 'default/todos': [todo(1), todo(2)], 'p1/cards': [card(1, 10), card(2, 20), card(3, 30)] })

const reads = () => net.requests.filter(({ method }) => method === 'GET')

test('select_gives_what_it_makes_of_the_rows_and_the_cache_keeps_the_rows', async () => {
  const seen: unknown[] = []
  const view = hooks(() => {
    useLiveSync()
    const todosOf = useCollection(todos, { select: (rows) => rows.map(({ title }) => title) })
    seen.push(todosOf.data)
    return todosOf
  })
  await waitFor(() => expect(view.result.current.data).toEqual(['todo 2', 'todo 1']))
  expect(seen[0]).toBeUndefined()
  expect(view.client.getQueryData(todos.list().queryKey)?.map(({ id }) => id)).toEqual([uuidOf(2), uuidOf(1)])
  act(() => void view.result.current.update({ id: uuidOf(1), data: { title: 'mine' } }))
  expect(view.result.current.data).toEqual(['todo 2', 'mine'])
})

test('what_select_throws_is_the_hooks_error', async () => {
  const view = hooks(() =>
    useCollection(todos, {
      select: () => {
        throw new TypeError('mine')
      },
    }),
  )
  await waitFor(() => expect(view.result.current.isError).toBe(true))
  expect(view.result.current.error?.message).toBe('mine')
})

test('a_suspended_list_has_what_select_gives_from_its_first_render_on', async () => {
  const seen: unknown[] = []
  const view = hooks(() => {
    const { data } = useSuspenseCollection(todos, { select: (rows) => rows.length })
    seen.push(data)
    return data
  })
  await waitFor(() => expect(view.result.current).toBe(2))
  expect(new Set(seen)).toEqual(new Set([2]))
})

test('a_suspended_first_read_asks_where_the_provider_says', async () => {
  const Rows = () => useSuspenseCollection(todos).data.map(({ title }) => title).join()
  const seen = render(
    <App client={newClient()} apiPrefix="/deep/api" headers={{ authorization: 'mine' }}>
      <Suspense>
        <Rows />
      </Suspense>
    </App>,
  )
  await waitFor(() => expect(net.requests).toHaveLength(1))
  expect(net.requests.map(({ path, headers }) => [path, headers['authorization']])).toEqual([['/deep/api/default/todos', 'mine']])
  seen.unmount()
})

test('s8_without_a_sync_id_no_option_makes_a_list_read', async () => {
  const view = hooks(() => ({
    cards: useCollection(cards, undefined, { enabled: true, select: (rows) => rows.length, refetchInterval: 1 }),
    tasks: useCollection(tasks, 'p1', undefined, { enabled: true, refetchOnSuccess: true }),
    off: useCollection(todos, { enabled: false }),
  }))
  await act(async () => {
    await new Promise((resolve) => setTimeout(resolve, 20))
  })
  expect(net.requests).toEqual([])
  expect(view.result.current.cards).toMatchObject({ data: undefined, isLoading: false, error: null })
  expect(view.result.current.off).toMatchObject({ data: [], isLoading: false, error: null })
})

test('tanstacks_options_pass_through', async () => {
  net.holds = ({ method }) => method === 'GET'
  const view = hooks(() =>
    useCollection(todos, { placeholderData: [{ ...todo(9), title: 'not yet' }], meta: { page: 'home' }, retry: 1, retryDelay: 1 }),
  )
  expect(view.result.current).toMatchObject({ data: [{ title: 'not yet' }], isLoading: false })
  expect(view.client.getQueryCache().find({ queryKey: todos.list().queryKey })?.meta).toEqual({ page: 'home' })
  const first = await net.next()
  await act(async () => first.answer(500, refused('INTERNAL')))
  const second = await net.next()
  await act(async () => second.pass())
  await waitFor(() => expect(view.result.current.data).toHaveLength(2))
})

test('refetch_on_success_reads_the_list_once_after_each_mutation_that_was_made', async () => {
  const view = hooks(() => {
    useLiveSync()
    return { mine: useCollection(todos, { refetchOnSuccess: true }), other: useCollection(todos) }
  })
  await waitFor(() => expect(net.open[0]?.subscriptions).toHaveLength(1))
  expect(reads()).toHaveLength(1)
  await act(() => view.result.current.mine.updateAsync({ id: uuidOf(1), data: { title: 'a' } }))
  await waitFor(() => expect(reads()).toHaveLength(2))
  expect(reads()[1]?.query.get('since')).not.toBeNull()
  // Neither a refusal nor another component's mutation is a reason.
  await act(() => view.result.current.mine.removeAsync(uuidOf(7)).catch(() => {}))
  await act(() => view.result.current.other.updateAsync({ id: uuidOf(1), data: { title: 'b' } }))
  await act(() => view.result.current.mine.addAsync({ title: 'c' }))
  await waitFor(() => expect(reads()).toHaveLength(3))
  await waitFor(() => expect(view.result.current.mine.data.map(({ title }) => title)).toEqual(['c', 'todo 2', 'b']))
  expect(reads()).toHaveLength(3)
})

test('without_reordering_a_row_keeps_its_place_and_a_new_one_goes_where_the_order_says', async () => {
  let reorderOnUpdate = false
  const view = hooks(() => {
    useLiveSync('p1')
    return { kept: useCollection(cards, 'p1', { reorderOnUpdate }), sorted: useCollection(cards, 'p1') }
  })
  const titles = (which: 'kept' | 'sorted') => view.result.current[which].data.map(({ title }) => title)
  await waitFor(() => expect(net.open[0]?.subscriptions).toHaveLength(1))
  await waitFor(() => expect(titles('kept')).toEqual(['card 1', 'card 2', 'card 3']))
  // One's own change, optimistic and then answered ..
  await act(() => view.result.current.kept.updateAsync({ id: uuidOf(1), data: { priority: 99 } }))
  expect(titles('kept')).toEqual(['card 1', 'card 2', 'card 3'])
  await waitFor(() => expect(titles('sorted')).toEqual(['card 2', 'card 3', 'card 1']))
  // .. and somebody else's.
  act(() => void net.foreign('p1/cards', 'update', { id: uuidOf(3), priority: 0 }))
  act(() => void net.foreign('p1/cards', 'insert', card(4, 25)))
  expect(titles('kept')).toEqual(['card 1', 'card 2', 'card 4', 'card 3'])
  expect(titles('sorted')).toEqual(['card 3', 'card 2', 'card 4', 'card 1'])
  expect(view.result.current.kept.data[3]).toMatchObject({ priority: 0 })
  // What was gone comes back as what it is now.
  act(() => void net.foreign('p1/cards', 'delete', { id: uuidOf(1) }))
  act(() => void net.foreign('p1/cards', 'insert', card(1, 99)))
  expect(titles('kept')).toEqual(['card 2', 'card 4', 'card 3', 'card 1'])
  reorderOnUpdate = true
  view.rerender()
  expect(titles('kept')).toEqual(titles('sorted'))
  reorderOnUpdate = false
  view.rerender()
  expect(titles('kept')).toEqual(titles('sorted'))
})

test('select_sees_the_rows_in_the_places_that_they_keep', async () => {
  const view = hooks(() => {
    useLiveSync('p1')
    return useCollection(cards, 'p1', { reorderOnUpdate: false, select: (rows) => rows.map(({ title }) => title) })
  })
  await waitFor(() => expect(net.open[0]?.subscriptions).toHaveLength(1))
  act(() => void net.foreign('p1/cards', 'update', { id: uuidOf(1), priority: 99 }))
  await waitFor(() => expect(view.client.getQueryData(cards.list('p1').queryKey)?.[2]?.title).toBe('card 1'))
  expect(view.result.current.data).toEqual(['card 1', 'card 2', 'card 3'])
})

test('consistent_reads_are_of_the_list_that_asks_for_them', async () => {
  const view = hooks(() => ({ a: useCollection(cards, 'p1', { consistentReads: true }), b: useCollection(todos) }))
  await waitFor(() => expect(view.result.current.a.data).toHaveLength(3))
  await waitFor(() => expect(view.result.current.b.data).toHaveLength(2))
  // Without a socket, an answered mutation is followed by a read of the list's own.
  await act(() => view.result.current.a.updateAsync({ id: uuidOf(1), data: { title: 'x' } }))
  await waitFor(() => expect(reads()).toHaveLength(3))
  expect(reads().map(({ path, query }) => [path, query.get('consistent')])).toEqual([
    ['/api/p1/cards', 'true'],
    ['/api/default/todos', null],
    ['/api/p1/cards', 'true'],
  ])
})

test('a_list_can_do_without_the_consistency_that_the_page_asks_for', async () => {
  const view = hooks(() => useCollection(cards, 'p1', { consistentReads: false }), { consistentReads: true })
  await waitFor(() => expect(view.result.current.data).toHaveLength(3))
  await view.client.fetchQuery(todos.list())
  expect(reads().map(({ query }) => query.get('consistent'))).toEqual([null, 'true'])
})

test('nothing_is_another_object_before_it_is_another_value', async () => {
  const view = hooks(() => {
    useLiveSync()
    return useCollection(todos)
  })
  await waitFor(() => expect(net.open[0]?.subscriptions).toHaveLength(1))
  await waitFor(() => expect(view.result.current.data).toHaveLength(2))
  const before = view.result.current
  view.rerender()
  expect(view.result.current).toBe(before)
  await act(() => before.updateAsync({ id: uuidOf(1), data: { title: 'mine' } }))
  await waitFor(() => expect(view.result.current.isUpdating).toBe(false))
  const { data, ...after } = view.result.current
  expect(data).not.toBe(before.data)
  expect(data[0]).toBe(before.data[0])
  for (const name of ['add', 'updateAsync', 'removeMany', 'refetch', 'queryKey'] as const) expect(after[name]).toBe(before[name])
})

test('each_call_has_a_form_that_only_promises', async () => {
  const view = hooks(() => useCollection(todos))
  await waitFor(() => expect(view.result.current.data).toHaveLength(2))
  const { addAsync, updateAsync, removeAsync, addManyAsync, updateManyAsync, removeManyAsync } = view.result.current
  const onSuccess = vi.fn()
  const added = await act(() => addAsync({ title: 'a' }, { onSuccess }))
  expect(added).toMatchObject({ title: 'a', completed: false })
  expect(onSuccess).toHaveBeenCalledExactlyOnceWith(added)
  expect(await act(() => updateAsync({ id: uuidOf(1), data: { title: 'b' } }))).toMatchObject({ title: 'b' })
  expect(await act(() => addManyAsync([{ title: 'c' }, { title: 'd' }]))).toHaveLength(2)
  expect(await act(() => updateManyAsync([{ id: uuidOf(2), data: { title: 'e' } }]))).toHaveLength(1)
  expect(await act(() => removeManyAsync([uuidOf(1)]))).toBeUndefined()
  expect(await act(() => removeAsync(uuidOf(2)))).toBeUndefined()
  const error = await act(() => removeAsync(uuidOf(2)).catch((refusal: unknown) => refusal))
  expect(isSyncError(error) && error.code).toBe('NOT_FOUND')
  expect(view.result.current.removeError?.code).toBe('NOT_FOUND')
})

test('c25_a_mutation_is_pending_by_its_own_id_until_it_is_saved', async () => {
  const view = hooks(() => ({ todos: useCollection(todos), pending: usePendingMutations() }))
  await waitFor(() => expect(view.result.current.todos.data).toHaveLength(2))
  net.holds = ({ method }) => method === 'PUT'
  // Two of one row: what is pending changes with the first answer, the rows do not.
  act(() => void view.result.current.todos.update({ id: uuidOf(1), data: { title: 'a' } }))
  act(() => void view.result.current.todos.update({ id: uuidOf(1), data: { title: 'b' } }))
  const [first, second] = view.result.current.pending.map(({ id }) => id) as [string, string]
  const pending = () => [first, second].map((id) => view.result.current.todos.isMutationPending(id))
  expect(pending()).toEqual([true, true])
  const request = await net.next()
  await act(async () => request.pass())
  await waitFor(() => expect(pending()).toEqual([false, true]))
  expect(view.result.current.todos.isEntitySaving(uuidOf(1))).toBe(true)
  const last = await net.next()
  await act(async () => last.pass())
  await waitFor(() => expect(pending()).toEqual([false, false]))
})

class Boundary extends Component<{ readonly children: ReactNode }, { readonly error?: SyncError }> {
  override state: { readonly error?: SyncError } = {}
  static getDerivedStateFromError = (error: SyncError) => ({ error })
  override render() {
    return this.state.error ? `caught ${this.state.error.code} ${this.state.error.status}` : this.props.children
  }
}

test('throw_on_error_gives_the_boundary_a_sync_error', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => {})
  net.holds = () => true
  const List = () => useCollection(todos, { throwOnError: (error: SyncError) => error.status === 403 }).data.length
  render(
    <App client={newClient()}>
      <Boundary>
        <List />
      </Boundary>
    </App>,
  )
  const request = await net.next()
  await act(async () => request.answer(403, refused('FORBIDDEN')))
  await waitFor(() => screen.getByText('caught FORBIDDEN 403'))
})

test('a_collection_that_nothing_keeps_up_to_date_is_warned_of_once', async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true })
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
  try {
    const warnings = () => warn.mock.calls.flat().filter((said) => String(said).includes('useLiveSync'))
    hooks(() => {
      useLiveSync('p2')
      return [useCollection(tasks, 'p2'), useCollection(tasks, undefined)]
    })
    await act(() => vi.advanceTimersByTimeAsync(2000))
    expect(warnings()).toEqual([])
    hooks(() => [useCollection(tasks, 'p1'), useCollection(tasks, 'p1', 'A')])
    await act(() => vi.advanceTimersByTimeAsync(2000))
    hooks(() => useCollection(tasks, 'p3'))
    await act(() => vi.advanceTimersByTimeAsync(2000))
    expect(warnings()).toEqual([expect.stringContaining('`tasks` of `p1`')])
  } finally {
    vi.useRealTimers()
  }
})

test('nothing_of_the_warning_is_in_a_build_for_production', async () => {
  const bundle = async (mode: string) => {
    const { outputFiles } = await build({
      stdin: { contents: "export { useCollection } from './src/react'", resolveDir: `${import.meta.dirname}/../..`, loader: 'ts' },
      bundle: true,
      write: false,
      minify: true,
      format: 'esm',
      packages: 'external',
      define: { 'process.env.NODE_ENV': JSON.stringify(mode) },
    })
    return outputFiles[0]?.text ?? ''
  }
  expect(await bundle('development')).toContain('keeps it up to date')
  const text = await bundle('production')
  expect(text).not.toContain('keeps it up to date')
  expect(text).not.toContain('process')
})
