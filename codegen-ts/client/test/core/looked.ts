import { isBehind, openList } from '../../src/core/list'
import { comparator } from '../../src/core/order'
import type { Group, ListState, Op, Row } from '../../src/core/types'
import { view } from '../../src/core/view'
import { expected, type Scope } from './server'

/** A mutation of ours, as we keep account of it beside the lists. */
export interface Sent {
  readonly mid: string
  readonly ops: readonly Op[]
  /** What of it is shown before it is saved: nothing, where the user wants to see what is saved. */
  readonly shown: readonly Op[]
  at?: number
}

/** A list of the collection, and what is known of it from outside. */
export interface Looked {
  readonly list: ListState
  /** `undefined`: all scopes. */
  readonly scope: Scope
  /** The events that it has heard, by seq. */
  readonly heard: Set<number>
  loaded: boolean
  /** How far it was in the history that it follows. */
  place: number
  /** The rows that stay on screen while those of another history are on their way. */
  frozen: readonly Row[]
}

const compare = comparator('rank', 'desc')

/** Looks at a scope: the list knows nothing but what is pending. */
export function look(group: Group, scope: Scope): Looked {
  const holds = scope === undefined ? undefined : (row: Row) => row['scope'] === scope
  return { list: openList(group, compare, holds), scope, heard: new Set(), loaded: false, place: -1, frozen: [] }
}

/**
 * Holds a list to what the server had at the place where the list is, with what is pending on top.
 *
 * @param wanted what the user wants and the server has not refused.
 * @param rowsAt the server's rows of a scope at a place, in the history that the client follows.
 */
export function check(looked: Looked, wanted: readonly Sent[], rowsAt: (seq: number, scope: Scope) => readonly Row[]): void {
  const { list, scope, heard, loaded, frozen } = looked
  const { held } = list
  const shown = view(list)
  if ((held !== undefined) !== loaded) throw new Error('only a snapshot loads a list')
  // Until then it shows what is pending in some list, which nobody sees.
  if (held !== undefined) {
    const place = Math.max(held, held < 0 ? held : list.reached)
    if (place < looked.place) throw new Error(`${looked.place} was on screen, and ${place} is`)
    looked.place = place
    const rows = held < 0 ? frozen : rowsAt(place, scope)
    const open = wanted.filter(({ at }) => at === undefined || at > place)
    const all = expected(rows, open.flatMap((sent) => sent.shown))
    same(shown, all.filter((row) => scope === undefined || row['scope'] === scope))
  }
  if (new Set(shown.map(({ id }) => id)).size !== shown.length) throw new Error('an id stands there twice')
  if (!isBehind(list)) {
    for (const seq of heard) if (seq > (held ?? -1)) throw new Error(`${seq} is not in what is held, and nobody asks for it`)
  }
  if (view(list) !== shown) throw new Error('a view that did not change is another array')
}

/** Whether the rows are these, in their order. Not `expect`: it would take most of the time of millions of steps. */
export function same(shown: readonly Row[], rows: Row[]): void {
  rows.sort(compare)
  const isOne = (row: Row, index: number) => {
    const other = shown[index]
    return ['id', 'rank', 'done', 'scope'].every((cell) => row[cell] === other?.[cell])
  }
  if (shown.length === rows.length && rows.every(isOne)) return
  throw new Error(`the view is ${JSON.stringify(shown)}, and should be ${JSON.stringify(rows)}`)
}
