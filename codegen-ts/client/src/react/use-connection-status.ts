import { useMemo, useSyncExternalStore } from 'react'
import type { ConnectionState } from '../client'
import { useStore } from './context'

/** How the room `syncId` is doing; without one, the worst of all rooms that the page uses. */
export function useConnectionStatus(syncId?: string): ConnectionState {
  const { store } = useStore()
  const version = useSyncExternalStore(store.subscribe, store.version, store.version)
  // The version stands for all that the store reads.
  return useMemo(() => store.state(syncId), [store, syncId, version])
}
