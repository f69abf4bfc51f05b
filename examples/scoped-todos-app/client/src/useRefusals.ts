import { useCallback, useState } from 'react'
import type { SyncError } from './sync'

/** What the server's words mean in this app. */
const WORDS: Readonly<Record<string, string>> = {
  CONFLICT: 'its list was deleted.',
  NOT_FOUND: 'somebody had deleted it.',
  TOO_LARGE: 'that is too much at once. Delete some of its todos first.',
}

interface Refusal {
  readonly key: number
  readonly text: string
}

/**
 * What the server refused. It is told above everything: the list that somebody typed into may be gone by the time that the
 * server says so.
 */
export function useRefusals() {
  const [refusals, setRefusals] = useState<readonly Refusal[]>([])
  return {
    refusals,
    /** `what` was not done: “Buy milk” was not added. */
    refused: useCallback((what: string, { code, message }: SyncError) => {
      setRefusals((before) => [...before, { key: (before.at(-1)?.key ?? 0) + 1, text: `${what}: ${WORDS[code] ?? message}` }])
    }, []),
    dismiss: useCallback((key: number) => setRefusals((before) => before.filter((refusal) => refusal.key !== key)), []),
  }
}

export type Refused = ReturnType<typeof useRefusals>['refused']
