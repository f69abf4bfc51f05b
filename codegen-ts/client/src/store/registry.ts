import type { QueryClient } from '@tanstack/react-query'
import { createStore, type Store } from './store'

const stores = /* @__PURE__ */ new WeakMap<QueryClient, Map<string | undefined, Store>>()

/** The store of a user of a QueryClient: made when it is first asked for. */
export function storeOf(client: QueryClient, identity: string | undefined): Store {
  let users = stores.get(client)
  if (!users) stores.set(client, (users = new Map()))
  let store = users.get(identity)
  if (!store) users.set(identity, (store = createStore(client, identity)))
  return store
}

/** Ends a user's store. */
export function dropStore(client: QueryClient, identity: string | undefined): void {
  stores.get(client)?.get(identity)?.dispose()
  stores.get(client)?.delete(identity)
}
