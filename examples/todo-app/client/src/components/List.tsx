import { type ReactNode, useId, useRef } from 'react'
import { Alert } from './Alert'

interface ListProps<Row extends { id: string }> {
  title: string
  /** What stands where no row does. */
  empty: string
  rows: readonly Row[]
  isLoading: boolean
  /** Why the rows could not be read. */
  error: Error | null
  /** What is wrong with the last change. */
  problem: string | undefined
  onDismiss: () => void
  /** The form for a new row. */
  form: ReactNode
  /** One row; `removed` is to be called when it is deleted, so that the focus does not get lost with it. */
  children: (row: Row, removed: () => void) => ReactNode
}

export function List<Row extends { id: string }>(props: ListProps<Row>) {
  const { title, empty, rows, isLoading, error, problem, onDismiss, form, children } = props
  const id = useId()
  const heading = useRef<HTMLHeadingElement>(null)
  return (
    <section aria-labelledby={id}>
      <h2 id={id} ref={heading} tabIndex={-1}>
        {title}
      </h2>
      {problem !== undefined && <Alert text={problem} onDismiss={onDismiss} />}
      {error && <p className="problem">{error.message}</p>}
      {form}
      {isLoading && <p className="empty">Loading…</p>}
      {!isLoading && !error && rows.length === 0 && <p className="empty">{empty}</p>}
      <ul aria-labelledby={id}>{rows.map((row) => children(row, () => heading.current?.focus()))}</ul>
    </section>
  )
}
