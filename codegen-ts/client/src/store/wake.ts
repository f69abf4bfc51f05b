/** What a page notices: the network is gone or back, which an open socket does not; or it is looked at, perhaps after a long sleep. */
export type Waking = 'offline' | 'online' | 'pageshow'

/**
 * Listens to the page.
 *
 * @returns what ends it.
 */
export function listen(hear: (what: Waking) => void): () => void {
  const control = new AbortController()
  for (const type of ['offline', 'online', 'pageshow'] as const) addEventListener(type, () => hear(type), control)
  document.addEventListener('visibilitychange', () => document.hidden || hear('pageshow'), control)
  return () => control.abort()
}
