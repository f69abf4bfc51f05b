// Components under the fake server, as an app's author would test them.
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { act, cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react'
import { type ReactNode, StrictMode } from 'react'
import { afterEach, expect, test, vi } from 'vitest'
import { dropStore } from '../../src/internal'
import { fakeServer } from '../../src/testing'
import type { FakeServer } from '../../src/testing'
import { ConnectionProvider, lines, type NewTodo, tasks, todos, useAccess, useCollection, useConnectionStatus, useLiveSync } from '../fixture'

function Todos({ onError }: { readonly onError?: (code: string) => void }): ReactNode {
  useLiveSync()
  const { data, add, update, remove, isLoading, isPending } = useCollection('todos')
  const { status, pending } = useConnectionStatus()
  const input: NewTodo = { title: 'mine' }
  return (
    <section>
      <output>{`${isLoading ? 'loading' : status} ${pending}`}</output>
      <button type="button" onClick={() => add(input, { onError: ({ code }) => onError?.(code) })}>
        add
      </button>
      <ul>
        {data.map((todo) => (
          <li key={todo.id}>
            {todo.title}
            {todo.completed ? ' done' : ''}
            {isPending(todo) ? ' …' : ''}
            <button type="button" onClick={() => update({ id: todo.id, data: { completed: true } })}>{`do ${todo.title}`}</button>
            <button type="button" onClick={() => remove(todo.id)}>{`drop ${todo.title}`}</button>
          </li>
        ))}
      </ul>
    </section>
  )
}

const opened: { client: QueryClient; identity: string | undefined }[] = []
afterEach(() => {
  vi.useRealTimers()
  // Before the stores go, or what is on screen would ask for others.
  cleanup()
  for (const { client, identity } of opened.splice(0)) dropStore(client, identity)
})

function show(server: FakeServer, screenful: ReactNode): void {
  const client = new QueryClient()
  opened.push({ client, identity: server.connection.identity })
  render(
    <StrictMode>
      <QueryClientProvider client={client}>
        <ConnectionProvider {...server.connection}>{screenful}</ConnectionProvider>
      </QueryClientProvider>
    </StrictMode>,
  )
}

const settled = (server: FakeServer) => act(() => server.idle())
const items = () => screen.queryAllByRole('listitem').map(({ firstChild, childNodes }) => `${firstChild?.textContent}${childNodes[1]?.textContent?.match(/^ (done|…)/)?.[0] ?? ''}`)
const said = () => screen.getByRole('status').textContent

test('a_page_of_jests_jsdom_will_do_which_lacks_what_pages_have', async () => {
  for (const name of ['TextEncoder', 'Response', 'Request', 'Headers', 'fetch', 'setImmediate', 'BroadcastChannel']) vi.stubGlobal(name, undefined)
  const server = fakeServer([todos])
  server.seed(todos, [{ title: 'milk' }])
  show(server, <Todos />)
  await settled(server)
  expect([said(), items()]).toEqual(['connected 0', ['milk']])
  fireEvent.click(screen.getByText('add'))
  await settled(server)
  expect([said(), items().sort()]).toEqual(['connected 0', ['milk', 'mine']])
})

test('it_greets_and_shows_what_is_there', async () => {
  const server = fakeServer([todos])
  server.seed(todos, [{ title: 'seeded', createdAt: 5 }, { title: 'older', createdAt: 3 }])
  show(server, <Todos />)
  expect(said()).toBe('loading 0')
  await settled(server)
  expect(said()).toBe('connected 0')
  expect(items()).toEqual(['seeded', 'older'])
  expect(server.sent().map(({ action, collection, via }) => `${via} ${action} ${collection}`)).toContain('http list todos')
})

test('what_the_page_does_arrives_over_its_socket', async () => {
  const server = fakeServer([todos], { now: 1000 })
  show(server, <Todos />)
  await settled(server)
  fireEvent.click(screen.getByText('add'))
  expect(items()).toEqual(['mine …'])
  await settled(server)
  expect(items()).toEqual(['mine'])
  expect(server.rows(todos)).toEqual([
    { id: expect.any(String) as string, title: 'mine', completed: false, content: null, createdAt: 1000, updatedAt: 1000 },
  ])
  expect(server.sent().at(-1)).toMatchObject({ via: 'socket', action: 'insert', payload: { title: 'mine' } })
  fireEvent.click(screen.getByText('do mine'))
  await settled(server)
  expect(server.rows(todos)[0]?.completed).toBe(true)
  expect(items()).toEqual(['mine done'])
  fireEvent.click(screen.getByText('drop mine'))
  await settled(server)
  expect(server.rows(todos)).toEqual([])
  expect(said()).toBe('connected 0')
})

test('l7_what_waits_is_shown_and_a_foreign_write_beside_it', async () => {
  const server = fakeServer([todos])
  show(server, <Todos />)
  await settled(server)
  server.hold()
  fireEvent.click(screen.getByText('add'))
  await settled(server)
  expect(said()).toBe('connected 1')
  expect(server.held()).toHaveLength(1)
  expect(server.rows(todos)).toEqual([])
  server.as('bob').insert(todos, { title: 'theirs' })
  await settled(server)
  expect(items().sort()).toEqual(['mine …', 'theirs'])
  server.release()
  await settled(server)
  expect(items().sort()).toEqual(['mine', 'theirs'])
  expect(said()).toBe('connected 0')
})

test('a_refusal_is_told_and_takes_back_what_was_shown', async () => {
  const server = fakeServer([todos])
  const onError = vi.fn()
  show(server, <Todos onError={onError} />)
  await settled(server)
  server.refuse('next', { status: 403, code: 'FORBIDDEN', message: 'not you' })
  fireEvent.click(screen.getByText('add'))
  expect(items()).toEqual(['mine …'])
  await settled(server)
  expect(items()).toEqual([])
  expect(onError).toHaveBeenCalledExactlyOnceWith('FORBIDDEN')
  // Only the next one.
  fireEvent.click(screen.getByText('add'))
  await settled(server)
  expect(items()).toEqual(['mine'])
  const undo = server.refuse(({ action }) => action === 'update', { status: 409, code: 'CONFLICT' })
  for (let i = 0; i < 2; i++) {
    fireEvent.click(screen.getByText('do mine'))
    await settled(server)
    expect(items()).toEqual(['mine'])
  }
  undo()
  fireEvent.click(screen.getByText('do mine'))
  await settled(server)
  expect(items()).toEqual(['mine done'])
})

test('l8_what_waits_while_the_network_goes_is_sent_when_it_is_back', async () => {
  const server = fakeServer([todos])
  show(server, <Todos />)
  await settled(server)
  server.hold()
  fireEvent.click(screen.getByText('add'))
  await settled(server)
  act(() => server.offline())
  await settled(server)
  expect(said()).toBe('disconnected 1')
  expect(items()).toEqual(['mine …'])
  // What waited is lost: it is not there to be let in.
  expect(server.held()).toEqual([])
  server.release()
  server.as('bob').insert(todos, { title: 'meanwhile' })
  await settled(server)
  expect(server.rows(todos).map(({ title }) => title)).toEqual(['meanwhile'])
  act(() => server.online())
  await waitFor(() => expect(items().sort()).toEqual(['meanwhile', 'mine']))
  expect(server.rows(todos)).toHaveLength(2)
})

test('closed_by_the_server_it_comes_back_with_what_it_missed', async () => {
  const server = fakeServer([todos])
  show(server, <Todos />)
  await settled(server)
  act(() => server.close(1012))
  server.as('bob').insert(todos, { title: 'missed' })
  expect(items()).toEqual([])
  act(() => server.online())
  await waitFor(() => expect(items()).toEqual(['missed']))
  const lists = () => server.sent().filter(({ action }) => action === 'list').length
  const before = lists()
  act(() => server.close(1012))
  server.as('bob').insert(todos, { title: 'missed too' })
  act(() => server.online())
  await waitFor(() => expect(items()).toHaveLength(2))
  // By its cursor, not by reading again.
  expect(lists()).toBe(before)
})

test.each(['history', 'too_old', 'large', 'access', 'schema'] as const)('a_reset_for_%s_reads_the_lists_again', async (reason) => {
  const server = fakeServer([todos])
  server.seed(todos, [{ title: 'one' }])
  show(server, <Todos />)
  await settled(server)
  const before = server.sent().length
  act(() => server.reset(reason))
  await settled(server)
  expect(server.sent().slice(before)).toEqual([expect.objectContaining({ action: 'list', via: 'http' })])
  expect(items()).toEqual(['one'])
  server.as('bob').insert(todos, { title: 'two' })
  await settled(server)
  expect(items().sort()).toEqual(['one', 'two'])
})

test('it_ends_under_fake_timers_and_uses_none_of_its_own', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'queueMicrotask', 'Date'] })
  vi.setSystemTime(1000)
  const server = fakeServer([todos])
  server.seed(todos, [{ title: 'seeded' }])
  show(server, <Todos />)
  for (let i = 0; i < 4; i++) {
    await act(() => vi.advanceTimersByTimeAsync(10))
    await settled(server)
  }
  expect(items()).toEqual(['seeded'])
  expect(server.rows(todos)[0]?.createdAt).toBe(1000)
})

function Tasks({ list }: { readonly list: string }): ReactNode {
  useLiveSync('p1')
  const { data, add } = useCollection('tasks', 'p1', list)
  const access = useAccess<string>('p1')
  return (
    <ul aria-label={access ?? '?'}>
      {data.map(({ id, title, ownerId, listId }) => (
        <li key={id}>{`${title} ${ownerId} ${listId}`}</li>
      ))}
      <button type="button" onClick={() => add({ title: ' mine ' })}>
        add
      </button>
    </ul>
  )
}

test('scopes_owners_and_access_are_the_servers', async () => {
  const server = fakeServer([tasks, lines], { userId: 'alice', access: (room: string) => `editor of ${room}` })
  server.seed(tasks, [{ title: 'elsewhere' }], { syncId: 'p1', scope: 'b' })
  show(server, <Tasks list="a" />)
  await settled(server)
  expect(screen.getByRole('list').getAttribute('aria-label')).toBe('editor of p1')
  server.as('bob').insert(tasks, { title: 'theirs' }, { syncId: 'p1', scope: 'b' })
  const other = server.as('bob').insert(tasks, { title: 'theirs' }, { syncId: 'p1', scope: 'a' })
  fireEvent.click(screen.getByText('add'))
  await settled(server)
  expect(items().sort()).toEqual(['mine alice a', 'theirs bob a'])
  server.as('bob').remove(tasks, other.id, { syncId: 'p1' })
  await settled(server)
  expect(items()).toEqual(['mine alice a'])
  expect(server.rows(tasks, { syncId: 'p1' })).toHaveLength(3)
  expect(() => server.rows(tasks)).toThrow('`syncId` is required')
})
