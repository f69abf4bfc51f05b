import type { QueryClient } from '@tanstack/react-query'
import { made } from './made'
import { createStore, type Store } from './store'

const stores = /* @__PURE__ */ new WeakMap<QueryClient, Map<string | undefined, Store>>()

/** The store of a user of a QueryClient: made when it is first asked for. */
export function storeOf(client: QueryClient, identity: string | undefined): Store {
  const users = made(stores, client, () => new Map<string | undefined, Store>())
  return made(users, identity, () => createStore(client, identity))
}

/** Ends a user's store. */
export function dropStore(client: QueryClient, identity: string | undefined): void {
  stores.get(client)?.get(identity)?.dispose()
  stores.get(client)?.delete(identity)
}
