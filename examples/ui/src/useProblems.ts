import { useCallback, useState } from 'react'

/** An error that may say what is wrong with the input: any `Error`, and the generated client's `SyncError`. */
export interface Refusal extends Error {
  readonly details?: { readonly issues: readonly { readonly path: readonly (string | number)[]; readonly message: string }[] }
}

/** What went wrong with the last change: messages for fields of a form, or one for the list. */
export interface Problems {
  /** By field name. */
  readonly fields: Readonly<Record<string, string>>
  readonly general: string | undefined
}

export const noProblems: Problems = { fields: {}, general: undefined }

/** Sorts an error into what belongs beside one of the form's `names` and what belongs above the list. */
export function sortProblems(error: Refusal, names: readonly string[]): Problems {
  const issues = error.details?.issues ?? []
  const fields: Record<string, string> = {}
  const others: string[] = []
  for (const issue of issues) {
    const name = names.find((known) => known === issue.path[0])
    if (name === undefined) others.push(`${issue.path.join('.')}: ${issue.message}`)
    else fields[name] ??= issue.message
  }
  if (issues.length === 0) others.push(error.message)
  return { fields, general: others.length > 0 ? others.join('; ') : undefined }
}

/** The problems of one list, for a form with the fields `names`. */
export function useProblems(names: readonly string[]) {
  const [problems, setProblems] = useState(noProblems)
  return {
    problems,
    clear: useCallback(() => setProblems(noProblems), []),
    show: useCallback((error: Refusal) => setProblems(sortProblems(error, names)), [names]),
  }
}
