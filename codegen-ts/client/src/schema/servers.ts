import type { QueryClient } from '@tanstack/react-query'
import type { SyncConfig } from '../store/config'
import { storeOf } from '../store/registry'

/**
 * Says where the server is, outside of React: in a router's loader, or where pages are rendered on a server.
 *
 * There is no page there whose server it could be, so `host` is given. `identity` is that of the provider. In the
 * browser the provider does this.
 */
export function configureSync(client: QueryClient, config: SyncConfig, identity?: string | null): void {
  storeOf(client, identity ?? undefined).configure(config)
}
