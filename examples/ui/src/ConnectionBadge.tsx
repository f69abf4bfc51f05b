export interface ConnectionBadgeProps {
  /** In a word. */
  readonly status: string
  /** Whether changes of others arrive. */
  readonly isConnected: boolean
  /** How many of one's own changes have not been saved yet. */
  readonly pending: number
}

/** How the connection is doing. Takes what `useConnectionStatus()` gives. */
export function ConnectionBadge({ status, isConnected, pending }: ConnectionBadgeProps) {
  return (
    <p role="status" className="badge" data-connected={isConnected}>
      {status}
      {pending > 0 && `, ${pending} unsaved`}
    </p>
  )
}
