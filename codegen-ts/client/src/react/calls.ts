import type { SyncError } from '../client'

/** What one call wants to hear of its end. They run although the component may be gone by then. */
export interface MutationCallbacks<Data> {
  readonly onSuccess?: ((data: Data) => void) | undefined
  readonly onError?: ((error: SyncError) => void) | undefined
  readonly onSettled?: ((data: Data | undefined, error: SyncError | null) => void) | undefined
}

/**
 * What a call gives back at once.
 *
 * `saved` settles when the server has the mutation or refuses it, however long that takes; ignoring it is fine.
 */
export interface Saving<Data> {
  /** The row's id, final from now on. */
  readonly id: string
  readonly saved: Promise<Data>
}

/** The same for many rows. */
export interface SavingMany<Data> {
  /** The rows' ids, in the call's order. */
  readonly ids: readonly string[]
  readonly saved: Promise<Data>
}

/** Runs a call's callbacks at its end. An error of theirs is the page's to see, and stops nothing. */
export function hear<Data>(saved: Promise<Data>, callbacks: MutationCallbacks<Data> | undefined): void {
  if (!callbacks) return
  const { onSuccess, onError, onSettled } = callbacks
  const safely = (callback: () => void) => {
    try {
      callback()
    } catch (error) {
      queueMicrotask(() => {
        throw error
      })
    }
  }
  saved.then(
    (data) => {
      safely(() => onSuccess?.(data))
      safely(() => onSettled?.(data, null))
    },
    (error: SyncError) => {
      safely(() => onError?.(error))
      safely(() => onSettled?.(undefined, error))
    },
  )
}
