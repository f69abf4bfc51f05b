import { useCallback, useState } from 'react'
import type { Todo } from './sync'

const nobody: ReadonlySet<string> = new Set()

/** Which rows are chosen, of those that there are: one that somebody deletes is no longer among them. */
export function useSelection(rows: readonly Todo[]) {
  const [ids, setIds] = useState(nobody)
  const chosen = rows.filter(({ id }) => ids.has(id))
  return {
    ids,
    chosen,
    isAll: rows.length > 0 && chosen.length === rows.length,
    all: () => setIds(new Set(rows.map(({ id }) => id))),
    none: () => setIds(nobody),
    /** The same function for ever, so that rows are not rendered again for it. */
    choose: useCallback((id: string, isChosen: boolean) => {
      setIds((before) => {
        const after = new Set(before)
        if (isChosen) after.add(id)
        else after.delete(id)
        return after
      })
    }, []),
  }
}
