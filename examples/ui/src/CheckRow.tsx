import { EditForm } from './EditForm'
import { Pending } from './Pending'
import { RowButtons } from './RowButtons'
import { useEditing } from './useEditing'
import type { Refusal } from './useProblems'

const names = ['title'] as const
const fields = [{ name: 'title', label: 'Title' }] as const

export interface CheckRowProps {
  readonly title: string
  readonly checked: boolean
  /** Whether the server has not confirmed a change of it yet. */
  readonly pending: boolean
  /** Without these, what they are for is not to be had here. */
  readonly onCheck?: ((checked: boolean) => void) | undefined
  readonly onRename?: ((title: string, onError: (error: Refusal) => void) => void) | undefined
  readonly onRemove?: (() => void) | undefined
}

/** A thing to do: checked, renamed in place and deleted. */
export function CheckRow({ title, checked, pending, onCheck, onRename, onRemove }: CheckRowProps) {
  const editing = useEditing(names, { title }, (values, onError) => onRename?.(values.title.trim(), onError))
  if (onRename && editing.draft) {
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
        checked={checked}
        disabled={!onCheck}
        aria-label={`Done: ${title}`}
        onChange={(event) => onCheck?.(event.target.checked)}
      />
      <span className={checked ? 'text done' : 'text'}>{title}</span>
      {pending && <Pending />}
      <RowButtons title={title} opener={editing.opener} onEdit={onRename && editing.open} onRemove={onRemove} />
    </li>
  )
}
