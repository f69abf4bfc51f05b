import type { RefObject } from 'react'

export interface RowButtonsProps {
  /** The row's, so that a screen reader tells the buttons of one row from another's. */
  readonly title: string
  /** Gets the focus back when the row's form closes. */
  readonly opener: RefObject<HTMLButtonElement | null>
  /** Without it there is no such button; the same with the other. */
  readonly onEdit: (() => void) | undefined
  readonly onRemove: (() => void) | undefined
}

export function RowButtons({ title, opener, onEdit, onRemove }: RowButtonsProps) {
  return (
    <>
      {onEdit && (
        <button type="button" ref={opener} aria-label={`Edit ${title}`} onClick={onEdit}>
          Edit
        </button>
      )}
      {onRemove && (
        <button type="button" aria-label={`Delete ${title}`} onClick={onRemove}>
          Delete
        </button>
      )}
    </>
  )
}
