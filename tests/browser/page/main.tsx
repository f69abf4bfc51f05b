// A page with lists, for tests: what a person sees and does, and nothing that a test could not find by its label.
// `?board=b&lists=A,B,*` are the lists of two scopes and the one of all; `live=0` has no socket; `clients=20` is as many pages.
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { StrictMode, useState } from 'react'
import { createRoot } from 'react-dom/client'
import { ConnectionProvider, useCollection, useConnectionStatus, useLiveSync } from '../../apps/access/client/none'

const asked = new URLSearchParams(location.search)
const board = asked.get('board') ?? 'b1'
const lists = (asked.get('lists') ?? '*').split(',')

/** The tasks of one list, or of all. */
function Tasks({ list }: { readonly list: string }) {
  const place: [string] | [string, string] = list === '*' ? [board] : [board, list]
  const tasks = useCollection('tasks', ...place)
  const [text, setText] = useState('')
  const [reads, setReads] = useState(0)
  const error = tasks.addError ?? tasks.updateError ?? tasks.removeError
  return (
    <section aria-label={`tasks of ${list}`}>
      <input aria-label="new" value={text} onChange={({ target }) => setText(target.value)} />
      <button onClick={() => tasks.add({ text })}>add</button>
      <button onClick={() => void tasks.refetch().then(() => setReads((before) => before + 1))}>refetch</button>
      <output aria-label="reads">{reads}</output>
      <output aria-label="loading">{String(tasks.isLoading)}</output>
      <p role="alert">{error?.code}</p>
      <ul>
        {tasks.data.map((task) => (
          <li key={task.id} data-id={task.id} data-text={task.text} data-saving={tasks.isPending(task)}>
            <input
              aria-label="text"
              value={task.text}
              onChange={({ target }) => tasks.update({ id: task.id, data: { text: target.value } })}
            />
            <button onClick={() => tasks.remove(task.id)}>remove</button>
          </li>
        ))}
      </ul>
    </section>
  )
}

function Live() {
  const [schemas, setSchemas] = useState(0)
  useLiveSync(board, { onSchemaChange: () => setSchemas((before) => before + 1) })
  return <output aria-label="other schemas">{schemas}</output>
}

function Status() {
  const { status, pending } = useConnectionStatus(board)
  return (
    <p>
      <output aria-label="status">{status}</output>
      <output aria-label="pending">{pending}</output>
    </p>
  )
}

function Client() {
  return (
    <article>
      {asked.get('live') !== '0' && <Live />}
      <Status />
      {lists.map((list) => (
        <Tasks key={list} list={list} />
      ))}
    </article>
  )
}

const clients = Array.from({ length: Number(asked.get('clients') ?? 1) }, () => new QueryClient())
const root = document.createElement('main')
document.body.append(root)
createRoot(root).render(
  <StrictMode>
    {clients.map((client, index) => (
      <QueryClientProvider key={index} client={client}>
        <ConnectionProvider>
          <Client />
        </ConnectionProvider>
      </QueryClientProvider>
    ))}
  </StrictMode>,
)
