import type { KeyboardEvent } from 'react'
import { Alert } from './Alert'
import { Field } from './Field'
import type { Editing } from './useEditing'

interface EditFormProps<Name extends string> {
  readonly label: string
  /** `rows`: how many lines a field of several has. */
  readonly fields: readonly { readonly name: Name; readonly label: string; readonly rows?: number }[]
  readonly editing: Editing<Name>
}

/** The form in the place of a row. Enter saves, Escape goes back. */
export function EditForm<Name extends string>({ label, fields, editing }: EditFormProps<Name>) {
  const { draft, change, close, submit } = editing
  if (!draft) return null

  function onKeyDown(event: KeyboardEvent) {
    if (event.key === 'Escape') close()
  }

  return (
    <form
      aria-label={label}
      onKeyDown={onKeyDown}
      onSubmit={(event) => {
        event.preventDefault()
        submit()
      }}
    >
      {draft.problems.general !== undefined && <Alert text={draft.problems.general} onDismiss={close} />}
      {fields.map(({ name, label: text, rows }, at) => (
        <Field
          key={name}
          label={text}
          value={draft.values[name]}
          onChange={(value) => change(name, value)}
          problem={draft.problems.fields[name]}
          rows={rows}
          autoFocus={at === 0}
        />
      ))}
      <div className="row">
        <button type="submit">Save</button>
        <button type="button" onClick={close}>
          Cancel
        </button>
      </div>
    </form>
  )
}
