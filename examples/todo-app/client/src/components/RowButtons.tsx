import type { RefObject } from 'react'

interface RowButtonsProps {
  title: string
  opener: RefObject<HTMLButtonElement | null>
  onEdit: () => void
  onRemove: () => void
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
