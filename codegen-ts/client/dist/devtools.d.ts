// Ferrosync: the client runtime. Built from codegen-ts/client; do not edit.
import { ReactNode } from 'react';

interface SyncDevtoolsProps {
    /** Whether the panel is open at first. Default `false`: a small button. */
    readonly initialIsOpen?: boolean | undefined;
    /** For pages whose policy wants one on `<style>`. */
    readonly nonce?: string | undefined;
}
/**
 * Shows what the sync client does: its rooms, their lists, what is not saved yet, and the last frames; breaks sockets
 * and delays answers.
 *
 * Stands inside `ConnectionProvider`. Load it lazily, so that it is no part of the app:
 *
 * ```tsx
 * const SyncDevtools = lazy(() => import('./sync/devtools'))
 * {import.meta.env.DEV && <Suspense><SyncDevtools /></Suspense>}
 * ```
 */
declare function SyncDevtools({ initialIsOpen, nonce }: SyncDevtoolsProps): ReactNode;

export { SyncDevtools, SyncDevtools as default };
export type { SyncDevtoolsProps };
