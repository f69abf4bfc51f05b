import { useRef, useState } from 'react'
import { noProblems, type Problems, type Refusal, sortProblems } from './useProblems'

/** What stands in a form: text by field name. */
export type Values<Name extends string> = Readonly<Record<Name, string>>

interface Draft<Name extends string> {
  readonly values: Values<Name>
  readonly problems: Problems
}

/**
 * Editing one row in place. The form closes at once, because the list shows the change at once; a refusal opens it
 * again with what was typed and what is wrong with it.
 */
export function useEditing<Name extends string>(
  names: readonly Name[],
  stored: Values<Name>,
  save: (values: Values<Name>, onError: (error: Refusal) => void) => void,
) {
  const [draft, setDraft] = useState<Draft<Name>>()
  const opener = useRef<HTMLButtonElement>(null)

  function close() {
    setDraft(undefined)
    // After the button is there again.
    requestAnimationFrame(() => opener.current?.focus())
  }

  return {
    draft,
    opener,
    open: () => setDraft({ values: stored, problems: noProblems }),
    change: (name: Name, value: string) =>
      setDraft((open) => open && { ...open, values: { ...open.values, [name]: value } }),
    close,
    submit: () => {
      if (!draft) return
      const { values } = draft
      close()
      if (names.every((name) => values[name] === stored[name])) return
      save(values, (error) => setDraft((open) => open ?? { values, problems: sortProblems(error, names) }))
    },
  }
}

export type Editing<Name extends string> = ReturnType<typeof useEditing<Name>>
