import { QueryClient } from '@tanstack/react-query'
import { act, cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react'
import type { ReactNode } from 'react'
import { afterEach, expect, test } from 'vitest'
import SyncDevtools from '../../src/devtools'
import { dropStore, storeOf } from '../../src/internal'
import { fakeServer } from '../../src/testing'
import { schemaHash, todos, useCollection, useLiveSync } from '../fixture'
import { App } from '../support/render'

function Page(): ReactNode {
  useLiveSync()
  const { data, add } = useCollection(todos)
  return (
    <main>
      <p>{data.map(({ title }) => title).join()}</p>
      <button type="button" onClick={() => add({ title: 'mine' })}>
        add
      </button>
    </main>
  )
}

const clients: QueryClient[] = []
afterEach(() => {
  cleanup()
  for (const client of clients.splice(0)) dropStore(client, undefined)
})

function show(isOpen = true) {
  const server = fakeServer([todos], { schema: schemaHash })
  server.seed(todos, [{ title: 'one' }, { title: 'two' }])
  const client = new QueryClient()
  clients.push(client)
  const page = (devtools: ReactNode) => (
    <App client={client} {...server.connection}>
      <Page />
      {devtools}
    </App>
  )
  const view = render(page(<SyncDevtools initialIsOpen={isOpen} />))
  return { server, store: storeOf(client, undefined), withoutDevtools: () => view.rerender(page(null)) }
}

const panel = () => screen.getByLabelText('Sync devtools')
const room = () => within(screen.getByLabelText('room default'))
/** The cells of the list's row: name, how it is followed, held, base, pending. */
const cells = () => room().getAllByRole('cell').map(({ textContent }) => textContent)
const frames = () => within(screen.getByLabelText('frames')).queryAllByRole('listitem')

test('it_shows_rooms_lists_and_what_passed', async () => {
  const { server } = show()
  await waitFor(() => expect(cells()).toEqual(['todos', 'live', '1', '2', '0']))
  expect(room().getByText('connected, seq 1')).toBeTruthy()
  const types = () => frames().map(({ textContent }) => textContent)
  await waitFor(() => expect(types().some((text) => text?.includes('resumed'))).toBe(true))
  expect(types().some((text) => /→resumedefault\d+ B$/.test(text ?? ''))).toBe(true)
  server.as('bob').insert(todos, { title: 'three' })
  await waitFor(() => expect(cells()).toEqual(['todos', 'live', '2', '3', '0']))
  await waitFor(() => expect(types()[0]).toContain('broadcast'))
})

test('the_text_of_a_frame_is_made_when_it_is_asked_for', async () => {
  show()
  await waitFor(() => expect(frames().length).toBeGreaterThan(0))
  expect(panel().querySelectorAll('pre')).toHaveLength(0)
  await waitFor(() => expect(screen.getAllByText('sync-init')).toHaveLength(1))
  const details = screen.getByText('sync-init').closest('details')
  if (details) details.open = true
  if (details) fireEvent(details, new Event('toggle'))
  await waitFor(() => expect(panel().querySelector('pre')?.textContent).toContain('"type": "sync-init",\n'))
})

test('it_shows_what_stands_on_top_and_the_queue_while_answers_are_held', async () => {
  const { server } = show()
  await waitFor(() => expect(room().getByText('connected, seq 1')).toBeTruthy())
  fireEvent.change(screen.getByLabelText('Delay answers'), { target: { value: 'hold' } })
  fireEvent.click(screen.getByText('add'))
  await waitFor(() => expect(cells()).toEqual(['todos', 'live', '1', '2', '1']))
  await waitFor(() => expect(server.rows(todos)).toHaveLength(3))
  await waitFor(() => expect(screen.getByLabelText('queue of default').textContent).toMatch(/^insert todos [-\da-f]{36}sent$/))
  expect(screen.getByLabelText('pending in default').textContent).toBe('1 change on topnot saved')
  expect(within(panel()).getByText('connected, 1 not saved')).toBeTruthy()
  fireEvent.change(screen.getByLabelText('Delay answers'), { target: { value: '0' } })
  await waitFor(() => expect(cells()).toEqual(['todos', 'live', '2', '3', '0']))
  expect(screen.queryByLabelText('queue of default')).toBeNull()
})

test('it_breaks_a_socket_that_comes_back', async () => {
  const { server } = show()
  await waitFor(() => expect(room().getByText('connected, seq 1')).toBeTruthy())
  const greetings = () => screen.getAllByText('sync-init').length
  await waitFor(() => expect(greetings()).toBe(1))
  fireEvent.click(room().getByText('Drop'))
  server.as('bob').insert(todos, { title: 'missed' })
  await waitFor(() => expect(greetings()).toBe(2))
  await waitFor(() => expect(cells()).toEqual(['todos', 'live', '2', '3', '0']))
})

test('pause_and_clear_are_about_the_list_alone', async () => {
  const { server } = show()
  await waitFor(() => expect(frames().length).toBeGreaterThan(3))
  await act(() => server.idle())
  fireEvent.click(screen.getByText('Pause'))
  fireEvent.click(screen.getByText('Clear'))
  await waitFor(() => expect(frames()).toHaveLength(0))
  expect(screen.getByText('Pause').getAttribute('aria-pressed')).toBe('true')
  server.as('bob').insert(todos, { title: 'three' })
  await waitFor(() => expect(cells()).toEqual(['todos', 'live', '2', '3', '0']))
  expect(frames()).toHaveLength(0)
})

test('closed_it_is_a_button_and_escape_closes_it', async () => {
  show(false)
  const chip = await screen.findByRole('button', { name: /^Sync: / })
  expect(chip.getAttribute('aria-expanded')).toBe('false')
  fireEvent.click(chip)
  expect(screen.getByLabelText('frames')).toBeTruthy()
  fireEvent.keyDown(screen.getByText('Pause'), { key: 'Escape' })
  expect(screen.queryByLabelText('frames')).toBeNull()
})

test('gone_it_leaves_nothing_behind_and_loses_nothing', async () => {
  const { server, store, withoutDevtools } = show()
  await waitFor(() => expect(room().getByText('connected, seq 1')).toBeTruthy())
  fireEvent.change(screen.getByLabelText('Delay answers'), { target: { value: 'hold' } })
  server.as('bob').insert(todos, { title: 'held' })
  expect(screen.getByRole('paragraph').textContent).not.toContain('held')
  withoutDevtools()
  expect(store.tap).toBeUndefined()
  await waitFor(() => expect(screen.getByRole('paragraph').textContent).toContain('held'))
})
