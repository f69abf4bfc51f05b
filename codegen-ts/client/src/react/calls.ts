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
