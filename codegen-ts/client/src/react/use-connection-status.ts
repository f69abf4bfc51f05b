import { useSyncExternalStore } from 'react'
import type { ConnectionState } from '../client'
import { useStore } from './context'

/** How the room `syncId` is doing; without one, the worst of all rooms that the page uses. */
export function useConnectionStatus(syncId?: string): ConnectionState {
  const { store } = useStore()
  const state = () => store.state(syncId)
  return useSyncExternalStore(store.subscribe, state, state)
}
