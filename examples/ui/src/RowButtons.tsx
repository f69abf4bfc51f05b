import type { RefObject } from 'react'

export interface RowButtonsProps {
  /** The row's, so that a screen reader tells the buttons of one row from another's. */
  readonly title: string
  /** Gets the focus back when the row's form closes. */
  readonly opener: RefObject<HTMLButtonElement | null>
  readonly onEdit: () => void
  readonly onRemove: () => void
}

export function RowButtons({ title, opener, onEdit, onRemove }: RowButtonsProps) {
  return (
    <>
      <button type="button" ref={opener} aria-label={`Edit ${title}`} onClick={onEdit}>
        Edit
      </button>
      <button type="button" aria-label={`Delete ${title}`} onClick={onRemove}>
        Delete
      </button>
    </>
  )
}
