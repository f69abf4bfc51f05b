import type { Todo } from './sync'
import type { useSelection } from './useSelection'

interface ToolbarProps {
  readonly rows: readonly Todo[]
  readonly selection: ReturnType<typeof useSelection>
  readonly onComplete: (todos: readonly Todo[], completed: boolean) => void
  readonly onRemove: (todos: readonly Todo[]) => void
}

/** What can be done to those that are chosen. */
export function Toolbar({ rows, selection, onComplete, onRemove }: ToolbarProps) {
  const { chosen, isAll, all, none } = selection
  const isSome = chosen.length > 0 && !isAll
  const open = chosen.filter(({ completed }) => !completed)
  return (
    <div className="toolbar" role="group" aria-label="Those that are chosen">
      <label className="row">
        <input
          type="checkbox"
          checked={isAll}
          disabled={rows.length === 0}
          ref={(box) => {
            if (box) box.indeterminate = isSome
          }}
          onChange={() => (isAll ? none() : all())}
        />
        All
      </label>
      <span className="text soft">
        {chosen.length.toLocaleString('en')} of {rows.length.toLocaleString('en')} chosen
      </span>
      <div className="row">
        {chosen.length > 0 && open.length === 0 ? (
          <button type="button" onClick={() => onComplete(chosen, false)}>
            Reopen
          </button>
        ) : (
          <button type="button" disabled={open.length === 0} onClick={() => onComplete(open, true)}>
            Complete
          </button>
        )}
        <button type="button" disabled={chosen.length === 0} onClick={() => onRemove(chosen)}>
          Delete
        </button>
      </div>
    </div>
  )
}
