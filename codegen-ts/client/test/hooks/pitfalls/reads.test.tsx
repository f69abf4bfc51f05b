// Answers that were true when they were given, and come when they are not any more.
import { act, waitFor } from '@testing-library/react'
import { expect, test, vi } from 'vitest'
import { todos, useCollection, useLiveSync } from '../../fixture'
import { freshNet, net, titles } from '../../support/fresh'
import { hooks, todo, uuidOf } from '../../support/render'

freshNet({ 'default/todos': [todo(1), todo(2)] })

/** A list that its socket tells of. */
async function ready() {
  const view = hooks(() => {
    useLiveSync()
    return useCollection(todos)
  })
  await waitFor(() => expect(view.result.current.data).toHaveLength(2))
  await waitFor(() => expect(net.open[0]?.subscriptions).toHaveLength(1))
  return view
}

/** A refetch whose answer has todo 1 as `older`: it was given between two events, and waits. */
async function olderAnswer(view: Awaited<ReturnType<typeof ready>>) {
  net.holds = ({ method }) => method === 'GET'
  act(() => void view.result.current.refetch())
  const answer = await net.next()
  act(() => void net.foreign('default/todos', 'update', { id: uuidOf(1), title: 'older' }))
  await waitFor(() => expect(titles(view)).toEqual(['todo 2', 'older']))
  answer.perform()
  return answer
}

test.each([
  ['the difference', 0],
  ['the list', 99],
])('c1_an_answer_with_%s_that_was_given_before_an_event_does_not_overwrite_it', async (_, oldest) => {
  const view = await ready()
  net.oldest = oldest
  const answer = await olderAnswer(view)
  act(() => void net.foreign('default/todos', 'update', { id: uuidOf(1), title: 'new' }))
  await act(async () => answer.pass())
  await waitFor(() => expect(view.client.isFetching()).toBe(0))
  expect(titles(view)).toEqual(['todo 2', 'new'])
  // Nor is the place in the stream taken back: what comes next is no gap.
  const asked = net.open[0]?.said('resume').length
  act(() => void net.foreign('default/todos', 'insert', todo(3)))
  await waitFor(() => expect(titles(view)).toEqual(['todo 3', 'todo 2', 'new']))
  expect(net.open[0]?.said('resume')).toHaveLength(asked ?? 0)
})

test.each([
  ['the difference', 0],
  ['the list', 99],
])('c11_an_answer_with_%s_that_was_given_before_a_delete_does_not_bring_the_row_back', async (_, oldest) => {
  const view = await ready()
  net.oldest = oldest
  const answer = await olderAnswer(view)
  await act(async () => void (await view.result.current.remove(uuidOf(1)).saved))
  expect(titles(view)).toEqual(['todo 2'])
  await act(async () => answer.pass())
  await waitFor(() => expect(view.client.isFetching()).toBe(0))
  expect(titles(view)).toEqual(['todo 2'])
})

test('c3_an_event_that_comes_before_the_answer_that_lacks_it_is_asked_for', async () => {
  const view = await ready()
  const [socket] = net.open
  if (!socket) throw new Error('there is no socket')
  net.broadcasts = false
  net.foreign('default/todos', 'update', { id: uuidOf(1), title: 'lost on the way' })
  const second = net.foreign('default/todos', 'insert', todo(3))
  net.deaf = true
  const asked = () => socket.said('resume').length
  const before = asked()
  act(() => net.publish(second))
  await waitFor(() => expect(asked()).toBe(before + 1))
  // The server answers, and before that is heard there is another event.
  const answer: unknown[] = []
  const speak = vi.spyOn(socket, 'frame').mockImplementation((frame) => void answer.push(frame))
  await act(async () => socket.said('resume').slice(-1).forEach((frame) => net.hear(socket, frame)))
  expect(answer).toMatchObject([{ type: 'resumed' }, { type: 'delta', to: 2 }])
  speak.mockRestore()
  net.deaf = false
  net.broadcasts = true
  act(() => void net.foreign('default/todos', 'insert', todo(4)))
  await act(async () => answer.forEach((frame) => socket.frame(frame)))
  await waitFor(() => expect(titles(view)).toEqual(['todo 4', 'todo 3', 'todo 2', 'lost on the way']))
  expect(net.count('GET')).toBe(1)
})

test('c13_a_change_on_the_way_of_an_answer_into_the_cache_is_not_overwritten', async () => {
  // With a socket its next answer would heal it.
  const view = hooks(() => useCollection(todos))
  await waitFor(() => expect(view.result.current.data).toHaveLength(2))
  net.holds = ({ method }) => method === 'PUT'
  /** Lets an answer's body arrive. */
  let arrive = () => {}
  const read = Response.prototype.text
  vi.spyOn(Response.prototype, 'text').mockImplementation(async function (this: Response) {
    const text = await read.call(this)
    await new Promise<void>((resolve) => (arrive = resolve))
    return text
  })
  // From the body's arrival to the cache it takes some turns of promises: a change comes after each of them once.
  const LAST = 60
  for (let turn = 0; turn <= LAST; turn++) {
    arrive = () => {}
    const title = `change ${turn}`
    const idle = arrive
    act(() => void view.result.current.refetch())
    await waitFor(() => expect(arrive).not.toBe(idle))
    await act(async () => {
      arrive()
      for (let i = 0; i < turn; i++) await Promise.resolve()
      if (turn === LAST) expect(view.client.isFetching()).toBe(0)
      view.result.current.update({ id: uuidOf(1), data: { title } })
    })
    await waitFor(() => expect(view.client.isFetching()).toBe(0))
    expect(titles(view)).toContain(title)
  }
})
