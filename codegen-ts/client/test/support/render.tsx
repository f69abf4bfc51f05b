import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { renderHook, type RenderHookResult } from '@testing-library/react'
import { type ReactNode, StrictMode } from 'react'
import { dropStore } from '../../src/internal'
import { ConnectionProvider, type ConnectionProviderProps } from '../fixture/react'

/** A client without TanStack's own retries, which would only make tests slow. */
export const newClient = (): QueryClient => new QueryClient({ defaultOptions: { queries: { retry: false } } })

/** What an app puts round its components. */
export function App({
  client,
  children,
  ...connection
}: ConnectionProviderProps & { readonly client: QueryClient; readonly children: ReactNode }): ReactNode {
  return (
    <StrictMode>
      <QueryClientProvider client={client}>
        <ConnectionProvider {...connection}>{children}</ConnectionProvider>
      </QueryClientProvider>
    </StrictMode>
  )
}

const opened: { readonly client: QueryClient; readonly identity: string | undefined }[] = []

/** Ends what the tests left behind: a mutation outlives its screen, and would go on in the next test. */
export function endStores(): void {
  for (const { client, identity } of opened.splice(0)) dropStore(client, identity)
}

/** Runs hooks in an app, in strict mode. */
export function hooks<T>(
  use: () => T,
  connection: ConnectionProviderProps = {},
  client = newClient(),
): RenderHookResult<T, unknown> & { readonly client: QueryClient } {
  const wrapper = ({ children }: { readonly children: ReactNode }) => (
    <App client={client} {...connection}>
      {children}
    </App>
  )
  opened.push({ client, identity: connection.identity ?? undefined })
  return { ...renderHook(use, { wrapper }), client }
}

/** An id of kind uuid, by number. */
export const uuidOf = (n: number): string => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`

/** A todo as the server has it; a later `n` was created later. */
export const todo = (n: number, title = `todo ${n}`) => ({
  id: uuidOf(n),
  title,
  completed: false,
  content: null,
  createdAt: 1000 + n,
  updatedAt: 1000 + n,
})
