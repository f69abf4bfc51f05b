import { EditForm, Pending, type Refusal, RowButtons, useEditing } from 'example-ui'
import type { Todo } from '../sync'

const names = ['title'] as const
const fields = [{ name: 'title', label: 'Title' }] as const

interface TodoItemProps {
  todo: Todo
  pending: boolean
  onCheck: (completed: boolean) => void
  onRename: (title: string, onError: (error: Refusal) => void) => void
  onRemove: () => void
}

export function TodoItem({ todo, pending, onCheck, onRename, onRemove }: TodoItemProps) {
  const { title, completed } = todo
  const editing = useEditing(names, { title }, (values, onError) => onRename(values.title.trim(), onError))
  if (editing.draft) {
    return (
      <li>
        <EditForm label={`Edit ${title}`} fields={fields} editing={editing} />
      </li>
    )
  }
  return (
    <li className="row">
      <input
        type="checkbox"
        checked={completed}
        aria-label={`Done: ${title}`}
        onChange={(event) => onCheck(event.target.checked)}
      />
      <span className={completed ? 'text done' : 'text'}>{title}</span>
      {pending && <Pending />}
      <RowButtons title={title} opener={editing.opener} onEdit={editing.open} onRemove={onRemove} />
    </li>
  )
}
