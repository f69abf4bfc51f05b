import { useCallback, useState } from 'react'
import type { MutationCallbacks, SyncError } from './sync'

/** So many rows the server takes in one mutation. */
const MAX_PART = 1_000

/** How far the changes are that are under way: of `total` rows the server has answered `done`. */
export interface Progress {
  readonly done: number
  readonly total: number
}

const nothing: Progress = { done: 0, total: 0 }

/** Changes some rows, all or none of them: `addMany`, `updateMany` or `removeMany` of what they take. */
type Change<Item> = (part: readonly Item[], callbacks: Pick<MutationCallbacks<unknown>, 'onError' | 'onSettled'>) => void

/**
 * Changes many rows, up to a thousand in a mutation, and counts what the server has answered.
 *
 * The hooks would divide them by themselves. Here it is done by hand, so that each part says for itself how it went.
 */
export function useParts() {
  const [progress, setProgress] = useState(nothing)

  const run = useCallback(
    <Item>(items: readonly Item[], change: Change<Item>, onRefused: (error: SyncError, part: readonly Item[]) => void) => {
      setProgress(({ done, total }) => ({ done, total: total + items.length }))
      for (let from = 0; from < items.length; from += MAX_PART) {
        const part = items.slice(from, from + MAX_PART)
        change(part, {
          onError: (error) => onRefused(error, part),
          onSettled: () =>
            setProgress(({ done, total }) => (done + part.length === total ? nothing : { done: done + part.length, total })),
        })
      }
    },
    [],
  )
  return { progress, run }
}
