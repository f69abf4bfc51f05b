import { useMemo, useState } from 'react'
import type { AnyCollection, ListKey, SyncError } from '../client'
import type { Action } from '../core/plan'
import { safely, unplaced } from '../internal'
import type { LiveCollection, Saved } from '../store/live-collection'
import type { Store } from '../store/store'
import type { MutationCallbacks } from './calls'

/** The state of a component's own calls of one kind. */
interface Calls {
  readonly running: number
  readonly error: SyncError | null
}

const idle: Calls = { running: 0, error: null }

/** What can be done to a list, and how doing it is called. */
const ACTIONS = [
  ['add', 'Adding'],
  ['update', 'Updating'],
  ['remove', 'Removing'],
  ['addMany', 'AddingMany'],
  ['updateMany', 'UpdatingMany'],
  ['removeMany', 'RemovingMany'],
] as const

/** The calls that change a list, and what became of those of this component; `live` is missing where the list is not known yet. */
export function useCalls(
  live: LiveCollection | undefined,
  collection: AnyCollection,
  room: string | undefined,
  scope: string | null | undefined,
  store: Store,
  queryKey: ListKey,
  optimisticUpdates: boolean | undefined,
  refetchOnSuccess: boolean | undefined,
): Readonly<Record<string, unknown>> {
  const [calls, setCalls] = useState<Partial<Record<Action, Calls>>>({})
  const methods = useMemo(() => {
    const made: Record<string, unknown> = {}
    for (const [action] of ACTIONS) {
      const isMany = action.endsWith('Many')
      const note = (change: (before: Calls) => Calls) =>
        setCalls((before) => ({ ...before, [action]: change(before[action] ?? idle) }))
      const call = (input: unknown, callbacks?: MutationCallbacks<unknown>) => {
        const { ids, saved: settled }: Saved = live
          ? live.mutate(action, input, scope ?? undefined, optimisticUpdates)
          : { ids: [], saved: Promise.reject(unplaced(collection, room)) }
        note(({ running }) => ({ running: running + 1, error: null }))
        const saved = settled.then((rows) => {
          if (refetchOnSuccess) void store.client.invalidateQueries({ queryKey, exact: true })
          return action.startsWith('remove') ? undefined : isMany ? rows : rows[0]
        })
        const end = (error: SyncError | null, data?: unknown) => {
          note((before) => ({ running: before.running - 1, error: error ?? before.error }))
          safely(() => (error ? callbacks?.onError?.(error) : callbacks?.onSuccess?.(data)))
          safely(() => callbacks?.onSettled?.(data, error))
        }
        // Whoever does not look at it has `onError` and the hook's error.
        saved.then((data) => end(null, data), end)
        return isMany ? { ids, saved } : { id: ids[0] ?? '', saved }
      }
      made[action] = call
      made[`${action}Async`] = (...given: Parameters<typeof call>) => call(...given).saved
    }
    return made
  }, [live, store, collection, room, scope, queryKey, optimisticUpdates, refetchOnSuccess])

  return useMemo(() => {
    const made = { ...methods }
    for (const [action, doing] of ACTIONS) {
      const { running, error } = calls[action] ?? idle
      made[`is${doing}`] = running > 0
      made[`${action}Error`] = error
    }
    return made
  }, [methods, calls])
}
