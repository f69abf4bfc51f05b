import { useSyncExternalStore } from 'react'
import { useStore } from './context'

/**
 * What the server says that this user may do in the room `syncId`: the value that the app's `authorize` gives. Without
 * one, the room of the single-tenant collections. It comes with the room's socket; `undefined` until then.
 *
 * The type is the app's promise: what comes is what `authorize` was written to give.
 */
export function useAccess<Access = unknown>(syncId = 'default'): Access | undefined {
  const { store } = useStore()
  const access = () => store.room(syncId).access()
  return useSyncExternalStore(store.subscribe, access, access) as Access | undefined
}
