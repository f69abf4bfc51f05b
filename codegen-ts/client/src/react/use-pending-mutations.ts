import { useMemo, useSyncExternalStore } from 'react'
import type { PendingMutation } from '../client'
import { useStore } from './context'

/** What is not saved yet, in call order: of the room `syncId`, or of all rooms. */
export function usePendingMutations(syncId?: string): readonly PendingMutation[] {
  const { store } = useStore()
  const version = useSyncExternalStore(store.subscribe, store.version, store.version)
  // The version stands for all that the store reads.
  return useMemo(
    () => store.queue(syncId).map(({ mid, collection, action, ids, scope }) => ({ id: mid, collection, action, ids, scope })),
    [store, syncId, version],
  )
}
