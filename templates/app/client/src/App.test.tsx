import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { act, fireEvent, render, screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import { App } from './App'
import { ConnectionProvider, todos } from './sync'
import { fakeServer } from './sync/testing'

/** The page, with a server in its memory. */
async function open() {
  const server = fakeServer([todos])
  server.seed(todos, [{ title: 'Buy milk' }])
  render(
    <QueryClientProvider client={new QueryClient()}>
      <ConnectionProvider {...server.connection}>
        <App />
      </ConnectionProvider>
    </QueryClientProvider>,
  )
  await act(() => server.idle())
  return server
}

function addTodo(title: string) {
  fireEvent.change(screen.getByLabelText('What is to be done?'), { target: { value: title } })
  fireEvent.click(screen.getByText('Add'))
}

test('what is added is shown at once, and saved', async () => {
  const server = await open()
  server.hold()
  addTodo('Bake bread')
  expect(screen.getByText('Bake bread')).toBeTruthy()
  server.release()
  await act(() => server.idle())
  expect(server.rows(todos).map(({ title }) => title)).toContain('Bake bread')
})

test('what the server refuses is taken back, and what was typed is not lost', async () => {
  const server = await open()
  server.refuse('next', { status: 403, code: 'FORBIDDEN', message: 'not today' })
  addTodo('Bake bread')
  await act(() => server.idle())
  expect(screen.getByRole('alert').textContent).toBe('not today')
  expect(screen.queryByText('Bake bread')).toBeNull()
  expect(screen.getByDisplayValue('Bake bread')).toBeTruthy()
})
