import { EditForm, Pending, type Refusal, RowButtons, useEditing } from 'example-ui'
import type { List } from '../sync'
import { OpenCount } from './OpenCount'

const names = ['name'] as const
const fields = [{ name: 'name', label: 'Name' }] as const

interface ListRowProps {
  readonly list: List
  readonly isOpen: boolean
  readonly pending: boolean
  readonly onRename: (name: string, onError: (error: Refusal) => void) => void
  readonly onRemove: () => void
}

export function ListRow({ list: { id, name }, isOpen, pending, onRename, onRemove }: ListRowProps) {
  const editing = useEditing(names, { name }, (values, onError) => onRename(values.name.trim(), onError))
  if (editing.draft) {
    return (
      <li>
        <EditForm label={`Edit ${name}`} fields={fields} editing={editing} />
      </li>
    )
  }
  return (
    <li className="row">
      <a className="text" href={`#${id}`} aria-current={isOpen ? 'page' : undefined}>
        {name}
      </a>
      {pending ? <Pending /> : <OpenCount listId={id} />}
      <RowButtons title={name} opener={editing.opener} onEdit={editing.open} onRemove={onRemove} />
    </li>
  )
}
