/** What the page notices of the network and of itself. */
export interface WakeEvents {
  /** The network is back. */
  readonly online: () => void
  /** The network is gone; an open socket does not notice that by itself. */
  readonly offline: () => void
  /** The page is looked at again, perhaps after a long sleep. */
  readonly visible: () => void
}

/**
 * Listens to the page.
 *
 * @returns what ends it.
 */
export function onWake(events: WakeEvents): () => void {
  if (typeof window === 'undefined') return () => {}
  const control = new AbortController()
  const options = { signal: control.signal }
  window.addEventListener('online', events.online, options)
  window.addEventListener('offline', events.offline, options)
  window.addEventListener('pageshow', events.visible, options)
  document.addEventListener(
    'visibilitychange',
    () => {
      if (document.visibilityState === 'visible') events.visible()
    },
    options,
  )
  return () => control.abort()
}
