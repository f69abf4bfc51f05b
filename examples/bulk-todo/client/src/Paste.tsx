import { Alert } from 'example-ui'
import { type FormEvent, useId, useRef } from 'react'
import { linesOf, placeOf } from './lines'
import type { NewTodo, SyncError } from './sync'
import { usePaste } from './usePaste'

/** So many wrong lines are named. */
const MOST_NAMED = 5

interface PasteProps {
  readonly onAdd: (todos: readonly NewTodo[], onRefused: (error: SyncError, part: readonly NewTodo[]) => void) => void
}

/** Adds a todo for each line. What is refused comes back into the box, and says which line is wrong. */
export function Paste({ onAdd }: PasteProps) {
  const id = useId()
  const area = useRef<HTMLTextAreaElement>(null)
  const { text, wrong, problem, type, take, putBack } = usePaste()
  const count = linesOf(text).length

  function submit(event: FormEvent) {
    event.preventDefault()
    onAdd(take(), putBack)
  }

  function show(line: number) {
    area.current?.focus()
    area.current?.setSelectionRange(...placeOf(text, line))
  }

  return (
    <form onSubmit={submit} aria-label="New todos">
      <label htmlFor={id}>One todo a line. Paste as many as you like.</label>
      <textarea
        id={id}
        ref={area}
        rows={6}
        value={text}
        aria-invalid={wrong.length > 0}
        aria-describedby={wrong.length > 0 ? `${id}-wrong` : undefined}
        onChange={(event) => type(event.target.value)}
      />
      {problem !== undefined && <Alert text={`These were not added: ${problem}`} onDismiss={() => type(text)} />}
      {wrong.length > 0 && (
        <div role="alert" id={`${id}-wrong`} className="wrong">
          <p className="problem">These were not added. Mend them and add them again:</p>
          <ul>
            {wrong.slice(0, MOST_NAMED).map(({ line, message }) => (
              <li key={line}>
                <button type="button" onClick={() => show(line)}>
                  Line {line}
                </button>
                <span className="problem">{message}</span>
              </li>
            ))}
          </ul>
          {wrong.length > MOST_NAMED && <p className="problem">and {wrong.length - MOST_NAMED} more</p>}
        </div>
      )}
      <button type="submit" disabled={count === 0}>
        {count > 1 ? `Add ${count.toLocaleString('en')} todos` : 'Add'}
      </button>
    </form>
  )
}
