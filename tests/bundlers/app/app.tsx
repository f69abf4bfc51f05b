// A small app round an emitted folder. `bundlers/folders.ts` puts the folder beside it, and the ending at its imports.
import { type DehydratedState, hydrate, QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { renderToString } from 'react-dom/server'
import { ConnectionProvider, isSyncError, schemaHash, type Task, useCollection, useLiveSync } from './sync/index'

function Tasks() {
  useLiveSync('b1')
  const { data, isLoading, error, add } = useCollection('tasks', 'b1', 'A')
  if (isSyncError(error)) return <p>{error.code}</p>
  if (isLoading) return <p>loading</p>
  return (
    <ul onClick={() => add({ text: 'new' })}>
      {data.map((task: Task) => (
        <li key={task.id}>{task.text}</li>
      ))}
    </ul>
  )
}

/** The page as a server renders it. */
export function render(state?: DehydratedState): string {
  const client = new QueryClient()
  if (state) hydrate(client, state)
  return renderToString(
    <QueryClientProvider client={client}>
      <ConnectionProvider>
        <Tasks />
      </ConnectionProvider>
    </QueryClientProvider>,
  )
}

export const schema: string = schemaHash
