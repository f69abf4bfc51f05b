import { type FormEvent, type ReactNode, useState } from 'react'
import { Alert } from './Alert'
import { Field } from './Field'
import { type Refusal, useProblems } from './useProblems'

export interface AddFormProps {
  /** The form's, for those who do not see it. */
  readonly title: string
  readonly label: string
  /** What stands on the button. */
  readonly action: string
  /** The columns that the text becomes: what is wrong with one of them is said below the field. */
  readonly names: readonly string[]
  readonly onAdd: (text: string, onError: (error: Refusal) => void) => void
  /** Further buttons. */
  readonly children?: ReactNode
}

/** A form of one field, that is free again at once. A refusal brings back what was typed, with what is wrong with it. */
export function AddForm({ title, label, action, names, onAdd, children }: AddFormProps) {
  const { problems, clear, show } = useProblems(names)
  const [text, setText] = useState('')

  function submit(event: FormEvent) {
    event.preventDefault()
    clear()
    setText('')
    onAdd(text.trim(), (error) => {
      show(error)
      // Unless something else is being typed by now.
      setText((typed) => typed || text)
    })
  }

  return (
    <form onSubmit={submit} aria-label={title}>
      {problems.general !== undefined && <Alert text={problems.general} onDismiss={clear} />}
      <div className="entry">
        <Field label={label} value={text} onChange={setText} problem={names.map((name) => problems.fields[name]).find(Boolean)} />
        <button type="submit">{action}</button>
      </div>
      {children}
    </form>
  )
}
