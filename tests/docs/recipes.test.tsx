// The components of the page, under the fake server, as their readers would run them.
import '@docs/App.test'
import '@docs/OpenCount.test'
import { AddTodo } from '@docs/AddTodo'
import { Board } from '@docs/Board'
import { Claim } from '@docs/Claim'
import { EditTodo } from '@docs/EditTodo'
import { LeaveWarning } from '@docs/LeaveWarning'
import { loadProject } from '@docs/loader'
import { Refusals, useAddTodo } from '@docs/Refusals'
import { SessionProvider } from '@docs/Session'
import { ConnectionProvider, configureSync, type Todo, todos, useCollection, useLiveSync } from '@docs/sync'
import { type FakeServer, fakeServer } from '@docs/sync/testing'
import { dehydrate, HydrationBoundary, QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react'
import { type ReactNode, StrictMode } from 'react'
import { afterEach, expect, test, vi } from 'vitest'

afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

const PLACE = { syncId: 'p1' }

const show = (server: FakeServer, children: ReactNode, client = new QueryClient()) =>
  render(
    <StrictMode>
      <QueryClientProvider client={client}>
        <ConnectionProvider {...server.connection}>{children}</ConnectionProvider>
      </QueryClientProvider>
    </StrictMode>,
  )

const settled = (server: FakeServer) => act(() => server.idle())
const alerts = () => screen.queryAllByRole('alert').map(({ textContent }) => textContent)
const field = (label: string) => screen.getByLabelText<HTMLInputElement>(label)
const type = (label: string, value: string) => fireEvent.input(field(label), { target: { value } })
const press = (name: string) => fireEvent.click(screen.getByRole('button', { name }))
const mutations = (server: FakeServer) => server.sent().filter(({ action }) => action !== 'list')
const titles = (server: FakeServer) => server.rows(todos, PLACE).map(({ title }) => title)

/** The project's todos, each shown by `Row`. */
function Rows({ row: Row = ({ todo }) => <li>{todo.title}</li> }: { readonly row?: (props: { readonly todo: Todo }) => ReactNode }) {
  useLiveSync('p1')
  return useCollection('todos', 'p1').data.map((todo) => <Row todo={todo} key={todo.id} />)
}

const items = () => screen.queryAllByRole('listitem').map(({ textContent }) => textContent)

test('a form says what is wrong, sends what is right and keeps what is refused', async () => {
  const server = fakeServer([todos])
  show(server, <AddTodo projectId="p1" />)
  type('Title', '  ')
  type('Priority', '9')
  press('Save')
  await settled(server)
  expect(alerts()).toEqual(['Title must have at least 1 character', 'Priority must be at most 5'])
  expect(mutations(server)).toEqual([])

  type('Title', ' Milk ')
  type('Priority', '2')
  server.refuse('next', { status: 403, code: 'FORBIDDEN', message: 'not you' })
  press('Save')
  await settled(server)
  expect(alerts()).toEqual(['not you'])
  expect(field('Title').value).toBe(' Milk ')

  press('Save')
  await settled(server)
  expect(server.rows(todos, PLACE)).toMatchObject([{ title: 'Milk', priority: 2 }])
  expect([field('Title').value, field('Priority').value]).toEqual(['', '3'])
})

test('a form of a row sends what it changed and shows what others changed', async () => {
  const server = fakeServer([todos])
  const [row] = server.seed(todos, [{ title: 'Milk', notes: 'one' }], PLACE)
  const onClose = vi.fn()
  show(server, <Rows row={({ todo }) => <EditTodo todo={todo} onClose={onClose} />} />)
  await settled(server)
  type('Notes', 'two')
  act(() => void server.as('bob').update(todos, row?.id ?? '', { title: 'Oat milk', notes: 'bobs' }, PLACE))
  await settled(server)
  expect([field('Title').value, field('Notes').value]).toEqual(['Oat milk', 'two'])
  press('Save')
  await settled(server)
  expect(mutations(server)).toMatchObject([{ action: 'update', payload: { data: { notes: 'two' } } }])
  expect(mutations(server)[0]?.payload).toEqual({ id: row?.id, data: { notes: 'two' } })
  expect(onClose).toHaveBeenCalledOnce()

  press('Save')
  await settled(server)
  expect(mutations(server)).toHaveLength(1)
  expect(onClose).toHaveBeenCalledTimes(2)
  type('Title', '')
  press('Save')
  await settled(server)
  expect(alerts()).toEqual(['Title must have at least 1 character'])
})

test('what is refused is told, and can be tried again', async () => {
  const server = fakeServer([todos])
  function Add() {
    const addTodo = useAddTodo('p1')
    return <button onClick={() => addTodo({ title: 'Milk' })}>Add</button>
  }
  show(
    server,
    <Refusals>
      <Add />
      <Rows />
    </Refusals>,
  )
  await settled(server)
  server.refuse('next', { status: 403, code: 'FORBIDDEN' })
  press('Add')
  expect(items()).toEqual(['Milk'])
  await settled(server)
  expect(items()).toEqual([])
  expect(alerts()).toEqual([expect.stringContaining('“Milk” was not saved: you may not do that here')])
  press('Try again')
  await settled(server)
  expect([items(), alerts()]).toEqual([['Milk'], []])

  server.refuse('next', { status: 409, code: 'CONFLICT' })
  press('Add')
  await settled(server)
  press('Dismiss')
  expect([items(), alerts()]).toEqual([['Milk'], []])
})

test('a board waits, then shows its rows', async () => {
  const server = fakeServer([todos])
  server.seed(todos, [{ title: 'Milk' }], PLACE)
  show(server, <Board projectId="p1" />)
  expect(screen.getByText('Loading …')).toBeTruthy()
  await settled(server)
  expect(items()).toEqual(['Milk'])
  act(() => void server.as('bob').insert(todos, { title: 'Bread' }, PLACE))
  await settled(server)
  expect(items().sort()).toEqual(['Bread', 'Milk'])
})

test('a board that may not be read says so at once, and can be tried again', async () => {
  // React tells of what a boundary has caught.
  vi.spyOn(console, 'error').mockImplementation(() => {})
  const server = fakeServer([todos])
  server.seed(todos, [{ title: 'Milk' }], PLACE)
  const permit = server.refuse(({ action }) => action === 'list', { status: 403, code: 'FORBIDDEN' })
  show(server, <Board projectId="p1" />)
  await settled(server)
  expect(alerts()).toEqual([expect.stringContaining('This project is not yours.')])
  permit()
  press('Try again')
  await settled(server)
  expect([items(), alerts()]).toEqual([['Milk'], []])
})

test('a token that has expired is renewed, and what waited is saved', async () => {
  const server = fakeServer([todos])
  vi.stubGlobal('fetch', vi.fn(server.connection.fetch))
  let version = 1
  const session = {
    userId: 'alice',
    token: async () => `t${version}`,
    refresh: vi.fn(async () => {
      version += 1
      permit()
    }),
  }
  const permit = server.refuse(({ action }) => action === 'insert', { status: 401, code: 'UNAUTHENTICATED' })
  render(
    <QueryClientProvider client={new QueryClient()}>
      <SessionProvider session={session}>
        <AddTodo projectId="p1" />
      </SessionProvider>
    </QueryClientProvider>,
  )
  type('Title', 'Milk')
  press('Save')
  await settled(server)
  expect(titles(server)).toEqual(['Milk'])
  expect(alerts()).toEqual([])
  expect(session.refresh).toHaveBeenCalledOnce()
  const tokens = vi.mocked(fetch).mock.calls.map(([, init]) => new Headers(init?.headers).get('authorization'))
  expect([...new Set(tokens)]).toEqual(['Bearer t1', 'Bearer t2'])
})

test('a change that waits for the server shows when it is made', async () => {
  const server = fakeServer([todos])
  server.seed(todos, [{ title: 'Milk' }], PLACE)
  show(
    server,
    <Rows
      row={({ todo }) => (
        <li>
          {todo.completed ? 'done' : <Claim todo={todo} />}
        </li>
      )}
    />,
  )
  await settled(server)
  server.hold()
  press('Done')
  await settled(server)
  expect(items()).toEqual(['Saving …'])
  expect(screen.getByRole<HTMLButtonElement>('button').disabled).toBe(true)
  server.refuse('next', { status: 403, code: 'FORBIDDEN', message: 'not you' })
  server.release()
  await settled(server)
  expect(items()).toEqual(['Donenot you'])
  press('Done')
  await settled(server)
  expect(items()).toEqual(['done'])
})

test('a page that is closed with unsaved changes asks', async () => {
  const server = fakeServer([todos])
  show(
    server,
    <>
      <AddTodo projectId="p1" />
      <LeaveWarning />
    </>,
  )
  const isAsked = () => !window.dispatchEvent(new Event('beforeunload', { cancelable: true }))
  await settled(server)
  expect(isAsked()).toBe(false)
  server.hold()
  type('Title', 'Milk')
  press('Save')
  await settled(server)
  expect(screen.getByRole('status').textContent).toBe('Saving …')
  expect(isAsked()).toBe(true)
  server.release()
  await settled(server)
  expect(isAsked()).toBe(false)
})

test('rows that a loader has read are shown at once and mended by the socket', async () => {
  const server = fakeServer([todos])
  server.seed(todos, [{ title: 'Milk' }], PLACE)
  const loader = new QueryClient()
  vi.stubGlobal('fetch', vi.fn(server.connection.fetch))
  await loadProject(loader, 'p1', { host: 'https://app.example', cookie: 'session=1' })
  expect(new Headers(vi.mocked(fetch).mock.calls[0]?.[1]?.headers).get('cookie')).toBe('session=1')
  server.as('bob').insert(todos, { title: 'Bread' }, PLACE)
  const state: unknown = JSON.parse(JSON.stringify(dehydrate(loader)))
  show(server, <HydrationBoundary state={state as ReturnType<typeof dehydrate>}>{<Board projectId="p1" />}</HydrationBoundary>)
  expect(items()).toEqual(['Milk'])
  await settled(server)
  expect(items().sort()).toEqual(['Bread', 'Milk'])
})

test('a loader in the browser asks the server of the page, as the provider does', async () => {
  const server = fakeServer([todos])
  server.seed(todos, [{ title: 'Milk' }], PLACE)
  const client = new QueryClient()
  configureSync(client, server.connection)
  await loadProject(client, 'p1')
  show(server, <Board projectId="p1" />, client)
  expect(items()).toEqual(['Milk'])
  await settled(server)
})
