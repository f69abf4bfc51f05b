import { type FormEvent, useState } from 'react'
import { isSyncError, useCollection, useConnectionStatus, useLiveSync } from './sync'

export function App() {
  // One socket for the room; every hook that shows something of it shares it.
  useLiveSync()
  const { status } = useConnectionStatus()
  return (
    <>
      <header>
        <h1>Todos</h1>
        <p role="status">{status}</p>
      </header>
      <main>
        <Todos />
      </main>
    </>
  )
}

/** What a person is told of a change that was refused. */
function textOf(error: unknown): string {
  if (isSyncError(error) && error.details.issues.length > 0) return error.details.issues.map(({ message }) => message).join('; ')
  return error instanceof Error ? error.message : String(error)
}

function Todos() {
  const { data, add, update, remove, isLoading, isPending, error } = useCollection('todos')
  const [title, setTitle] = useState('')
  const [problem, setProblem] = useState<string>()
  const onError = (refused: unknown) => setProblem(textOf(refused))

  function submit(event: FormEvent) {
    event.preventDefault()
    setProblem(undefined)
    setTitle('')
    add(
      { title: title.trim() },
      {
        onError(refused) {
          onError(refused)
          // What was typed is not lost, unless something else is being typed by now.
          setTitle((typed) => typed || title)
        },
      },
    )
  }

  return (
    <>
      <form onSubmit={submit}>
        <input
          aria-label="What is to be done?"
          placeholder="What is to be done?"
          autoComplete="off"
          value={title}
          onChange={(event) => setTitle(event.target.value)}
        />
        <button type="submit">Add</button>
      </form>
      {problem !== undefined && <p role="alert">{problem}</p>}
      {error && <p role="alert">{error.message}</p>}
      {isLoading && <p>Loading…</p>}
      <ul>
        {data.map((todo) => (
          <li key={todo.id} aria-busy={isPending(todo)}>
            <label>
              <input
                type="checkbox"
                checked={todo.completed}
                onChange={() => update({ id: todo.id, data: { completed: !todo.completed } }, { onError })}
              />
              <span>{todo.title}</span>
            </label>
            <button type="button" aria-label={`Delete ${todo.title}`} onClick={() => remove(todo.id, { onError })}>
              Delete
            </button>
          </li>
        ))}
      </ul>
    </>
  )
}
