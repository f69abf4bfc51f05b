// @vitest-environment node
// Pages that are rendered on a server: what they show, and what they must not start.
import { dehydrate, type DehydratedState, HydrationBoundary, QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createElement, type ReactNode } from 'react'
import { renderToString } from 'react-dom/server'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import {
  cards,
  configureSync,
  ConnectionProvider,
  todos,
  useAccess,
  useCollection,
  useConnectionStatus,
  useLiveSync,
  usePendingMutations,
  useSuspenseCollection,
} from '../fixture'
import { storeOf } from '../../src/internal'
import { freshNet, net } from '../support/fresh'
import { todo } from '../support/render'

let timers: NodeJS.Timeout[]

freshNet({ 'default/todos': [todo(1), todo(2)] })

beforeEach(() => {
  expect([typeof window, typeof location]).toEqual(['undefined', 'undefined'])
  timers = []
  const started = globalThis.setTimeout
  vi.spyOn(globalThis, 'setTimeout').mockImplementation(((...args: Parameters<typeof setTimeout>) => {
    const timer = started(...args)
    // What only waits for the task to end keeps nothing open.
    if ((args[1] ?? 0) > 0) timers.push(timer)
    return timer
  }) as typeof setTimeout)
})

afterEach(() => {
  vi.restoreAllMocks()
})

/** The timers that would keep a server's process from ending. */
const waiting = () => timers.filter((timer) => (timer as unknown as { _destroyed: boolean })._destroyed === false)

const Page = () => {
  useLiveSync()
  const { data, isLoading, isError } = useCollection(todos)
  const { data: count } = useCollection('todos', { select: (rows) => rows.length, reorderOnUpdate: false })
  const other = useCollection(cards, undefined)
  const { status, pending } = useConnectionStatus()
  const unsaved = usePendingMutations().length
  const said = [isLoading, isError, other.isLoading, useAccess() ?? 'any', status, pending, unsaved, count ?? 'none']
  return createElement('p', null, [...data.map(({ title }) => title), ...said.map(String)].join())
}

const html = (client: QueryClient, children: ReactNode) =>
  renderToString(
    createElement(QueryClientProvider, { client }, createElement(ConnectionProvider, { apiPrefix: '/api' }, children)),
  )

test('without_rows_a_page_says_that_it_is_loading_and_starts_nothing', () => {
  expect(html(new QueryClient(), createElement(Page))).toBe('<p>true,false,false,any,disconnected,0,0,none</p>')
  expect([net.requests, net.sockets, waiting()]).toEqual([[], [], []])
})

test('rows_that_a_loader_has_read_are_in_the_page_and_nothing_else_is_started', async () => {
  const client = new QueryClient()
  configureSync(client, { host: 'https://app.example', headers: () => ({ cookie: 'session=1' }) })
  await client.ensureQueryData(todos.list())
  expect(html(client, createElement(Page))).toBe('<p>todo 2,todo 1,false,false,false,any,disconnected,0,0,2</p>')
  expect(net.requests.map(({ path, headers }) => [path, headers['cookie']])).toEqual([['/api/default/todos', 'session=1']])
  expect([net.sockets, waiting()]).toEqual([[], []])
})

test('rows_that_were_hydrated_are_in_the_page_and_are_its_base', async () => {
  const loader = new QueryClient()
  configureSync(loader, { host: 'https://app.example' })
  await loader.ensureQueryData(todos.list())
  const client = new QueryClient()
  const state = JSON.parse(JSON.stringify(dehydrate(loader))) as DehydratedState
  expect(html(client, createElement(HydrationBoundary, { state }, createElement(Page)))).toContain('todo 2,todo 1,false')
  const list = storeOf(client, undefined).room('default').collection(todos).list(undefined)
  expect([list.state.held, list.state.base.size]).toEqual([-1, 2])
  expect([net.count('GET'), net.sockets, waiting()]).toEqual([1, [], []])
})

test('a_suspended_list_that_was_read_is_in_the_page', async () => {
  const client = new QueryClient()
  configureSync(client, { host: 'https://app.example' })
  await client.ensureQueryData(todos.list())
  const Rows = () => createElement('b', null, useSuspenseCollection(todos).data.map(({ title }) => title).join())
  expect(html(client, createElement(Rows))).toBe('<b>todo 2,todo 1</b>')
})

test('one_servers_pages_know_nothing_of_each_other', async () => {
  const [one, other] = [new QueryClient(), new QueryClient()]
  configureSync(one, { host: 'https://app.example', headers: { authorization: 'one' } }, 'one')
  configureSync(other, { host: 'https://app.example', headers: { authorization: 'other' } }, 'other')
  await Promise.all([one.ensureQueryData(todos.list({ identity: 'one' })), other.ensureQueryData(todos.list({ identity: 'other' }))])
  expect(net.requests.map(({ headers }) => headers['authorization'])).toEqual(['one', 'other'])
  expect(one.getQueryData(todos.list({ identity: 'other' }).queryKey)).toBeUndefined()
})
