// What is pending, for a component that changes nothing itself.
import { act, render, screen, waitFor } from '@testing-library/react'
import { expect, test } from 'vitest'
import { dropStore } from '../../../src/internal'
import { todos, useCollection, usePendingMutations } from '../../fixture'
import { freshNet, net } from '../../support/fresh'
import { refused } from '../../support/net'
import { App, newClient, todo, uuidOf } from '../../support/render'

freshNet({ 'default/todos': [todo(1), todo(2), todo(3)] })

test('c25_another_component_sees_the_rows_of_a_bulk_pending_though_nothing_else_of_them_changes', async () => {
  const client = newClient()
  let update = (_: string[]) => {}
  /** Changes that show only when they are made: so that the rows stay what they are, until and after the refusal. */
  function Writer() {
    const { updateMany } = useCollection(todos, { optimisticUpdates: false })
    update = (ids) => void updateMany(ids.map((id) => ({ id, data: { completed: true } })))
    return null
  }
  function Reader() {
    const { data, isPending } = useCollection(todos)
    return data.map((row) => (
      <li key={row.id}>
        {row.title}
        {isPending(row) && ' ..'}
      </li>
    ))
  }
  function Count() {
    return <output>{usePendingMutations().length}</output>
  }
  render(
    <App client={client}>
      <Writer />
      <Reader />
      <Count />
    </App>,
  )
  const shown = () => screen.queryAllByRole('listitem').map(({ textContent }) => textContent)
  await waitFor(() => expect(shown()).toEqual(['todo 3', 'todo 2', 'todo 1']))
  net.holds = ({ method }) => method === 'PUT'
  act(() => update([uuidOf(1), uuidOf(3)]))
  // Within the very event, and by this change alone.
  expect(shown()).toEqual(['todo 3 ..', 'todo 2', 'todo 1 ..'])
  expect(screen.getByRole('status').textContent).toBe('1')
  const request = await net.next()
  await act(async () => request.answer(403, refused('FORBIDDEN')))
  await waitFor(() => expect(shown()).toEqual(['todo 3', 'todo 2', 'todo 1']))
  expect(screen.getByRole('status').textContent).toBe('0')
  dropStore(client, undefined)
})
