// What a provider is given, and another one later, under strict mode.
import { act, renderHook, waitFor } from '@testing-library/react'
import type { ReactNode } from 'react'
import { expect, test, vi } from 'vitest'
import { dropStore } from '../../../src/internal'
import { type ConnectionProviderProps, todos, useCollection, useConnectionStatus, useLiveSync } from '../../fixture'
import { freshNet, net } from '../../support/fresh'
import { App, newClient, todo, uuidOf } from '../../support/render'

freshNet({ 'default/todos': [todo(1), todo(2)] })

/** An app whose provider gets other properties with `given`. */
function app(first: ConnectionProviderProps) {
  const client = newClient()
  let properties = first
  const wrapper = ({ children }: { readonly children: ReactNode }) => (
    <App client={client} {...properties}>
      {children}
    </App>
  )
  const shown: string[][] = []
  const view = renderHook(
    () => {
      useLiveSync('default')
      const list = useCollection(todos)
      shown.push(list.data.map(({ title }) => title))
      return { ...list, connection: useConnectionStatus('default') }
    },
    { wrapper },
  )
  const given = (next: ConnectionProviderProps) => {
    properties = next
    shown.length = 0
    view.rerender()
  }
  /** Mutations outlive their screen. */
  const end = () => {
    view.unmount()
    for (const identity of ['alice', 'bob', undefined]) dropStore(client, identity)
  }
  return { client, view, shown, given, end }
}

test('c19_values_of_a_later_render_are_what_a_reconnect_and_a_request_send', async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true })
  const { view, given, end } = app({ query: { token: 'q1' }, headers: { authorization: 'h1' } })
  await waitFor(() => expect(view.result.current.connection.status).toBe('connected'))
  given({ query: { token: 'q2' }, headers: { authorization: 'h2' } })
  // What it has is good enough for a socket that is open.
  expect(net.sockets).toHaveLength(1)
  act(() => net.open[0]?.drop())
  await act(async () => void (await vi.advanceTimersByTimeAsync(5000)))
  await waitFor(() => expect(net.sockets).toHaveLength(2))
  await act(async () => void (await view.result.current.refetch()))
  expect(net.sockets.map(({ url }) => new URL(url).search)).toEqual(['?token=q1', '?token=q2'])
  expect(net.requests.map(({ headers }) => headers['authorization'])).toEqual(['h1', 'h2'])
  end()
})

test('c29_no_render_after_another_user_came_shows_a_row_of_the_first_one', async () => {
  const { client, view, shown, given, end } = app({ identity: 'alice' })
  await waitFor(() => expect(view.result.current.data).toHaveLength(2))
  await waitFor(() => expect(net.open[0]?.subscriptions).toHaveLength(1))
  net.holds = () => true
  let failure: unknown
  act(() => void view.result.current.update({ id: uuidOf(1), data: { title: "alice's" } }, { onError: (error) => (failure = error) }))
  const hers = await net.next()
  given({ identity: 'bob' })
  await waitFor(() => expect(failure).toMatchObject({ code: 'ABANDONED' }))
  expect(shown.flat()).toEqual([])
  // Nothing of hers is sent in his name, or waits in his cache.
  await waitFor(() => expect(net.open).toHaveLength(1))
  await waitFor(() => expect(net.held.some(({ method }) => method === 'GET')).toBe(true))
  expect(net.held.map(({ method }) => method)).not.toContain('PUT')
  expect(net.open[0]?.said('resume').flatMap(({ pending }) => pending)).toEqual([])
  expect(client.getQueryCache().getAll().map(({ queryKey }) => queryKey)).toEqual([['ferrosync', 'todos', { room: 'default', identity: 'bob' }]])
  // Her answer comes late, and is nobody's.
  await act(async () => hers.pass())
  expect(shown.flat()).toEqual([])
  end()
})
