import { useSyncExternalStore } from 'react'

/** The project that the address names, `#ID`: a reload and a link open it again. */
export function useChosen(): string | undefined {
  return useSyncExternalStore(listen, () => location.hash.slice(1) || undefined)
}

function listen(onChange: () => void) {
  addEventListener('hashchange', onChange)
  return () => removeEventListener('hashchange', onChange)
}
