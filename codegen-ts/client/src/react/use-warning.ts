import { useEffect } from 'react'
import type { Store } from '../store/store'

/** A page whose `useLiveSync` comes this late, in milliseconds, has forgotten it. */
const PATIENCE = 1000

const warned = /* @__PURE__ */ new Set<string>()

/** Says once a collection that nothing keeps its list up to date. In builds for production it is never called. */
export function useWarning(store: Store, name: string, room: string | undefined): void {
  useEffect(() => {
    if (room === undefined || warned.has(name)) return
    const timer = setTimeout(() => {
      if (warned.has(name) || store.room(room).link() !== 'idle') return
      warned.add(name)
      console.warn(`ferrosync: \`${name}\` of \`${room}\` is shown, but no \`useLiveSync\` keeps it up to date`)
    }, PATIENCE)
    return () => clearTimeout(timer)
  }, [store, name, room])
}
