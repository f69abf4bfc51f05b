import type { ReactNode } from 'react'
import { Details, pretty } from './details'
import type { Passed } from './recorder'

const ARROWS = { in: '←', out: '→', state: '•' } as const
const WORDS = { in: 'received', out: 'sent', state: 'state' } as const

const time = (at: number) => new Date(at).toISOString().slice(11, 23)

function size(units: number): string {
  return units < 1000 ? `${units} B` : `${(units / 1000).toFixed(1)} kB`
}

/** What passed, the newest first. */
export function Frames({ passed }: { readonly passed: readonly Passed[] }): ReactNode {
  return (
    <ol aria-label="frames">
      {[...passed].reverse().map(({ id, at, room, direction, type, size: units, text }) => (
        <li key={id}>
          <Details
            summary={
              <>
                <span className="dim">{time(at)}</span>
                <span className={direction} role="img" aria-label={WORDS[direction]}>
                  {ARROWS[direction]}
                </span>
                <span className="what">{type}</span>
                <span className="dim">{room}</span>
                {direction !== 'state' && <span className="dim num">{size(units)}</span>}
              </>
            }
            whole={() => pretty(text)}
          />
        </li>
      ))}
    </ol>
  )
}
