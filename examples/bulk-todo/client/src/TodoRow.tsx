import { Pending } from 'example-ui'
import { memo } from 'react'
import type { Todo } from './sync'

interface TodoRowProps {
  readonly todo: Todo
  readonly pending: boolean
  readonly chosen: boolean
  readonly onChoose: (id: string, isChosen: boolean) => void
}

/** A row that is rendered again when it changes itself, and not with the thousand others. */
export const TodoRow = memo(function TodoRow({ todo, pending, chosen, onChoose }: TodoRowProps) {
  const { id, title, completed } = todo
  return (
    <li>
      <label className="row">
        <input type="checkbox" checked={chosen} onChange={(event) => onChoose(id, event.target.checked)} />
        <span className={completed ? 'text done' : 'text'}>{title}</span>
        {completed && <span className="soft">done</span>}
        {pending && <Pending />}
      </label>
    </li>
  )
})
