import { useState } from 'react'
import { type List, useCollection } from './sync'
import { useHash } from './useHash'

/** All lists, and the one that the address names. */
export function useLists() {
  const lists = useCollection('lists')
  const id = useHash()
  const open = lists.data.find((list) => list.id === id)
  const [seen, setSeen] = useState<List>()
  // Who looks at a list that is deleted is told which one it was.
  if (open && open !== seen) setSeen(open)
  const isGone = id !== '' && !open && !lists.isLoading && !lists.isError
  return { ...lists, open, isGone, nameOfGone: seen?.id === id ? seen.name : undefined }
}
