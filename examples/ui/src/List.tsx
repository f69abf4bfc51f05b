import { type ReactNode, useId, useRef } from 'react'
import { Alert } from './Alert'

export interface ListProps<Row extends { readonly id: string }> {
  readonly title: string
  /** What stands where no row does. */
  readonly empty: string
  readonly rows: readonly Row[]
  readonly isLoading: boolean
  /** Why the rows could not be read. */
  readonly error: Error | null
  /** What is wrong with the last change, until it is read. */
  readonly problem?: string | undefined
  readonly onDismiss?: (() => void) | undefined
  /** The form for a new row. */
  readonly form?: ReactNode
  /** One row; `removed` is to be called when it is deleted, so that the focus does not get lost with it. */
  readonly children: (row: Row, removed: () => void) => ReactNode
}

export function List<Row extends { readonly id: string }>(props: ListProps<Row>) {
  const { title, empty, rows, isLoading, error, problem, onDismiss, form, children } = props
  const id = useId()
  const heading = useRef<HTMLHeadingElement>(null)
  return (
    <section aria-labelledby={id}>
      <h2 id={id} ref={heading} tabIndex={-1}>
        {title}
      </h2>
      {problem !== undefined && onDismiss && <Alert text={problem} onDismiss={onDismiss} />}
      {error && <p className="problem">{error.message}</p>}
      {form}
      {isLoading && <p className="empty">Loading…</p>}
      {!isLoading && !error && rows.length === 0 && <p className="empty">{empty}</p>}
      <ul aria-labelledby={id}>{rows.map((row) => children(row, () => heading.current?.focus()))}</ul>
    </section>
  )
}
