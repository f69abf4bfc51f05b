import { EditForm, Pending, type Refusal, RowButtons, useEditing } from 'example-ui'
import type { Note } from '../sync'

const names = ['title', 'content'] as const
const fields = [
  { name: 'title', label: 'Title' },
  { name: 'content', label: 'Text', rows: 2 },
] as const

interface NoteItemProps {
  note: Note
  pending: boolean
  onEdit: (note: { title: string; content: string | null }, onError: (error: Refusal) => void) => void
  onRemove: () => void
}

export function NoteItem({ note, pending, onEdit, onRemove }: NoteItemProps) {
  const { title, content } = note
  const editing = useEditing(names, { title, content: content ?? '' }, (values, onError) =>
    onEdit({ title: values.title.trim(), content: values.content.trim() || null }, onError),
  )
  if (editing.draft) {
    return (
      <li>
        <EditForm label={`Edit ${title}`} fields={fields} editing={editing} />
      </li>
    )
  }
  return (
    <li className="row">
      <div className="text">
        <strong>{title}</strong>
        {content !== null && <p>{content}</p>}
      </div>
      {pending && <Pending />}
      <RowButtons title={title} opener={editing.opener} onEdit={editing.open} onRemove={onRemove} />
    </li>
  )
}
