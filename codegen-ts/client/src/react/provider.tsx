import { useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useEffect, useInsertionEffect, useRef } from 'react'
import type { SyncConfig } from '../client'
import { dropStore, storeOf } from '../internal'
import { IdentityContext } from './context'

/** Where the server is, and who asks. */
export interface ConnectionProviderProps extends SyncConfig {
  /**
   * Who the user is: an id, or nothing for nobody.
   *
   * Another identity ends the former one's sockets, rows and unsaved mutations, and has query keys of its own.
   */
  readonly identity?: string | null | undefined
  readonly children?: ReactNode
}

/**
 * Tells the hooks below where the server is and who asks. Without one, the server is the page's and the user nobody.
 *
 * Stands below TanStack Query's `QueryClientProvider`.
 */
export function ConnectionProvider({ identity, children, ...config }: ConnectionProviderProps): ReactNode {
  const user = identity ?? undefined
  const store = storeOf(useQueryClient(), user)

  // A child that suspends asks before there is a commit.
  store.configure(config, true)
  // In every commit, and before the effects of the children, whose first request it is for.
  useInsertionEffect(() => store.configure(config))

  const former = useRef(store)
  useEffect(() => {
    const { client, identity: left } = former.current
    // By comparing, not by cleaning up: strict mode runs clean-ups without anything having changed.
    if (former.current !== store) dropStore(client, left)
    former.current = store
  }, [store])

  return <IdentityContext.Provider value={user}>{children}</IdentityContext.Provider>
}
