import type { Progress } from './useParts'

const count = (rows: number) => rows.toLocaleString('en')

/** How far the server is; nothing while nothing is under way. */
export function ProgressBar({ done, total }: Progress) {
  // The line is there before it says something, so that a screen reader hears of it.
  return (
    <div className="progress">
      <p role="status" className="soft">
        {total > 0 && `Saved ${count(done)} of ${count(total)}`}
      </p>
      {total > 0 && <progress aria-label="Saved" max={total} value={done > 0 ? done : undefined} />}
    </div>
  )
}
