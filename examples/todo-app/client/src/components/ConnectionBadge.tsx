import { useConnectionStatus } from '../sync'

/** Whether changes of others arrive, and how many of one's own have not been saved yet. */
export function ConnectionBadge() {
  const { status, isConnected, pending } = useConnectionStatus()
  return (
    <p role="status" className="badge" data-connected={isConnected}>
      {status}
      {pending > 0 && `, ${pending} unsaved`}
    </p>
  )
}
