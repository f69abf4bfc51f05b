import { useEffect, useInsertionEffect, useRef } from 'react'
import type { SyncError } from '../client'
import { useStore } from './context'

/** What can be said beside the room. */
export interface LiveSyncOptions {
  /** Hears what goes wrong behind the lists: a refused connection, a read that was refused, a server of another version. */
  readonly onError?: ((error: SyncError) => void) | undefined
  /** The server has another schema than these files, as after a deploy: the page works on, and had better be loaded again. */
  readonly onSchemaChange?: (() => void) | undefined
}

/** Keeps the lists of `rooms` up to date, by one socket a room, however many components ask for it. */
export function useRooms(rooms: readonly string[], schema: string | undefined, options: LiveSyncOptions = {}): void {
  const { store } = useStore()
  const latest = useRef(options)
  useInsertionEffect(() => {
    latest.current = options
  })
  // The same rooms are the same effect, whatever array they come in.
  const names = JSON.stringify([...new Set(rooms)])
  useEffect(() => {
    const onError = (error: SyncError) => latest.current.onError?.(error)
    const onSchemaChange = () => latest.current.onSchemaChange?.()
    const releases = (JSON.parse(names) as string[]).map((name) => store.room(name).connect({ schema, onError, onSchemaChange }))
    return () => {
      for (const release of releases) release()
    }
  }, [store, names, schema])
}
