// Lists of scopes and the list of all, side by side, while others work.
import { act, waitFor } from '@testing-library/react'
import { expect, test } from 'vitest'
import { tasks, useCollection, useLiveSync } from '../../fixture'
import { freshNet, net, task, TASKS } from '../../support/fresh'
import { type Row } from '../../support/net'
import { hooks, uuidOf } from '../../support/render'

freshNet(TASKS)

test('c17_c18_what_others_do_in_a_scope_shows_there_and_in_the_list_of_all_and_nowhere_else', async () => {
  const view = hooks(() => {
    useLiveSync('p1')
    return { a: useCollection(tasks, 'p1', 'A'), b: useCollection(tasks, 'p1', 'B'), all: useCollection(tasks, 'p1') }
  })
  await waitFor(() => expect(net.open[0]?.subscriptions).toHaveLength(3))
  const shows = (a: number[], b: number[], all: number[]) =>
    waitFor(() => {
      const { result: { current } } = view
      const ranks = [current.a, current.b, current.all].map(({ data }) => data.map(({ rank }) => rank))
      expect(ranks.map((list) => [...list].sort((one, other) => one - other))).toEqual([a, b, all])
    })
  const theirs = (action: 'insert' | 'update' | 'delete', row: Row) => act(() => void net.foreign('p1/tasks', action, row))
  await shows([1], [2], [1, 2, 3])
  theirs('insert', task(4, 'B'))
  await shows([1], [2, 4], [1, 2, 3, 4])
  theirs('insert', task(5, null))
  await shows([1], [2, 4], [1, 2, 3, 4, 5])
  theirs('update', { id: uuidOf(4), rank: 40 })
  await shows([1], [2, 40], [1, 2, 3, 5, 40])
  theirs('delete', { id: uuidOf(2) })
  await shows([1], [40], [1, 3, 5, 40])
  theirs('insert', task(6, 'A'))
  await shows([1, 6], [40], [1, 3, 5, 6, 40])
  // Each was told of it, and none had to ask.
  expect([net.count('GET'), net.open[0]?.said('resume').at(-1)?.subscriptions.length]).toEqual([3, 3])
})
