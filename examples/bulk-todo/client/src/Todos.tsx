import { Alert } from 'example-ui'
import { useId, useState } from 'react'
import { Paste } from './Paste'
import { ProgressBar } from './ProgressBar'
import { useCollection } from './sync'
import { TodoRow } from './TodoRow'
import { Toolbar } from './Toolbar'
import { useParts } from './useParts'
import { useSelection } from './useSelection'

export function Todos() {
  const { data, addMany, updateMany, removeMany, isLoading, isPending, error } = useCollection('todos')
  const { progress, run } = useParts()
  const selection = useSelection(data)
  const [problem, setProblem] = useState<string>()
  const id = useId()
  const refused = ({ message }: Error) => setProblem(message)
  return (
    <>
      <section aria-label="Add">
        <Paste onAdd={(todos, onRefused) => run(todos, addMany, onRefused)} />
        <ProgressBar {...progress} />
      </section>
      <section aria-labelledby={id}>
        <h2 id={id}>Todos</h2>
        {problem !== undefined && <Alert text={problem} onDismiss={() => setProblem(undefined)} />}
        {error && <p className="problem">{error.message}</p>}
        <Toolbar
          rows={data}
          selection={selection}
          onComplete={(todos, completed) => {
            selection.none()
            run(todos.map((todo) => ({ id: todo.id, data: { completed } })), updateMany, refused)
          }}
          onRemove={(todos) => {
            selection.none()
            run(todos.map((todo) => todo.id), removeMany, refused)
          }}
        />
        {isLoading && <p className="empty">Loading…</p>}
        {!isLoading && !error && data.length === 0 && <p className="empty">Nothing to do.</p>}
        <ul aria-labelledby={id} className="many">
          {data.map((todo) => (
            <TodoRow
              key={todo.id}
              todo={todo}
              pending={isPending(todo)}
              chosen={selection.ids.has(todo.id)}
              onChoose={selection.choose}
            />
          ))}
        </ul>
      </section>
    </>
  )
}
