import { useQueryClient } from '@tanstack/react-query'
import { createContext, useContext } from 'react'
import { storeOf } from '../internal'
import type { Store } from '../store/store'

/** Whose data the screen shows. */
export const IdentityContext = /* @__PURE__ */ createContext<string | undefined>(undefined)

/** The identity and its store. */
export function useStore(): { readonly identity: string | undefined; readonly store: Store } {
  const client = useQueryClient()
  const identity = useContext(IdentityContext)
  return { identity, store: storeOf(client, identity) }
}
