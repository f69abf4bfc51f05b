import { useSyncExternalStore } from 'react'

function subscribe(listener: () => void) {
  addEventListener('hashchange', listener)
  return () => removeEventListener('hashchange', listener)
}

/** What stands behind the `#` of the address: so that a reload, a bookmark and the button back keep what is open. */
export function useHash(): string {
  return useSyncExternalStore(subscribe, () => location.hash.slice(1))
}

/** Opens the list of this id; with an empty one, none. */
export function goTo(id: string): void {
  location.hash = id
}
