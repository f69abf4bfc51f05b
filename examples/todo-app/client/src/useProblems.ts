import { useCallback, useState } from 'react'
import { isSyncError } from './sync'

/** What went wrong with the last change: messages for fields of a form, or one for the list. */
export interface Problems {
  /** By field name. */
  readonly fields: Readonly<Record<string, string>>
  readonly general: string | undefined
}

const none: Problems = { fields: {}, general: undefined }

/** Sorts an error into what belongs beside one of the form's `names` and what belongs above the list. */
export function sortProblems(error: unknown, names: readonly string[]): Problems {
  const issues = isSyncError(error) ? error.details.issues : []
  const fields: Record<string, string> = {}
  const others: string[] = []
  for (const issue of issues) {
    const name = names.find((known) => known === issue.path[0])
    if (name === undefined) others.push(`${issue.path.join('.')}: ${issue.message}`)
    else fields[name] ??= issue.message
  }
  if (issues.length === 0) others.push(error instanceof Error ? error.message : String(error))
  return { fields, general: others.length > 0 ? others.join('; ') : undefined }
}

/** The problems of one list, for a form with the fields `names`. */
export function useProblems(names: readonly string[]) {
  const [problems, setProblems] = useState(none)
  return {
    problems,
    clear: useCallback(() => setProblems(none), []),
    show: useCallback((error: unknown) => setProblems(sortProblems(error, names)), [names]),
  }
}
