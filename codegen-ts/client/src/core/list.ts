import { moved } from './cursor'
import type { Answer, ChangeEvent, Group, Intent, ListState, Row, Told } from './types'

/** More answered mutations than these do not wait for a list that has no rows: it may be one that is never read. */
const MAX_UNREAD = 100

/** A collection that nobody looks at yet. */
export const createGroup = <I extends Intent = Intent>(): Group<I> => ({ lists: new Set(), pending: [], history: 0 })

/** A list that knows nothing yet but what is pending. */
export function openList(
  group: Group,
  compare: ListState['compare'],
  holds: ListState['holds'] = () => true,
): ListState {
  const list: ListState = {
    group,
    compare,
    holds,
    base: new Map(),
    reached: 0,
    wanted: 0,
    view: [],
    shown: new Map(),
    dirty: new Set(),
  }
  group.lists.add(list)
  for (const intent of group.pending) {
    want(list, intent.at ?? 0)
    touch(group, intent)
  }
  return list
}

/** Takes the list out of its group. What is pending stays: it is on its way, whoever looks. */
export function closeList(list: ListState): void {
  list.group.lists.delete(list)
  settle(list.group)
}

/** Whether the list's base may lack the intent, so that it stands on top of it: an unknown place is below none. */
export const isOpen = ({ held = -1, reached }: ListState, { at = NaN }: Intent): boolean => !(at <= Math.max(held, reached))

/**
 * Takes what the server answers. An older place than the one held is ignored: its rows are known to be stale. So is what
 * changed since a place that the list has not got to: it is of a history that is over.
 */
export function patch(list: ListState, { from, told, seq, cursor }: Answer): void {
  const { held = -1, base, dirty } = list
  if (seq < held || (from ?? held) > held) return
  if (from === undefined) {
    for (const id of base.keys()) dirty.add(id)
    base.clear()
  }
  take(list, told, seq, cursor)
}

/** Takes an event; one that is not the next is known to be missing from then on, and nothing else. */
export function receive(list: ListState, { seq, prev, mid, told }: ChangeEvent): void {
  const { held = -1, cursor } = list
  if (prev > held) want(list, seq)
  else if (seq > held) take(list, told, seq, cursor && mid ? moved(cursor, seq, mid) : cursor)
}

function take(list: ListState, told: Told, seq: number, cursor: string | undefined): void {
  const { group, base, dirty } = list
  for (const [id, row] of told) {
    dirty.add(id)
    // A row that stands in another scope now is told as one that is gone.
    if (row) base.set(id, row)
    else base.delete(id)
  }
  list.held = seq
  list.cursor = cursor
  settle(group)
}

/** The server has told everything up to `seq`: nothing of this list can be missing but what is known to be. */
export function advance(list: ListState, seq: number): void {
  if (isBehind(list) || seq <= list.reached) return
  list.reached = seq
  settle(list.group)
}

/** Notes that the room has got to `seq`, with changes of this list. */
export function want(list: ListState, seq: number): void {
  list.wanted = Math.max(list.wanted, seq)
}

/** Whether the base is known to lack something, so that the server has to be asked. */
export const isBehind = ({ held = -1, cursor, wanted }: ListState): boolean => cursor === undefined || held < wanted

/** The server cannot tell what changed since: the rows stay on screen until they are read anew. */
export function lapse(list: ListState): void {
  list.cursor = undefined
}

/** Adds a local mutation, on top of those before it. */
export function intend(group: Group, intent: Intent): void {
  group.pending = [...group.pending, intent]
  touch(group, intent)
}

/** A mutation was committed at `seq`: it stays in a view until its base has got there. */
export function acknowledge(group: Group, mid: string | undefined, seq: number): void {
  for (const intent of group.pending) if (intent.mid === mid) intent.at = seq
  settle(group)
}

/** The server refused a mutation: exactly that one leaves the views, as one that every base always had. */
export const refuse = (group: Group, mid: string): void => acknowledge(group, mid, -Infinity)

/**
 * The room has another history than the one that was followed: the rows stay on screen, any snapshot replaces them, and
 * what was acknowledged may never have happened.
 *
 * @returns the mutations that must be sent again, in order.
 */
export function rewind<I extends Intent>(group: Group<I>): readonly I[] {
  group.history += 1
  const lost = group.pending.filter(({ at }) => at !== undefined)
  for (const intent of lost) {
    intent.at = undefined
    touch(group, intent)
  }
  for (const list of group.lists) {
    if (list.held !== undefined) list.held = -1
    list.cursor = undefined
    list.wanted = list.reached = 0
  }
  return lost
}

/** Drops the intents that every base has by now. */
function settle(group: Group): void {
  const lists = [...group.lists]
  group.pending = group.pending.filter((intent, index, { length }) => {
    const { at } = intent
    if (at === undefined) return true
    touch(group, intent)
    return lists.some((list) => {
      if (list.held !== undefined || index >= length - MAX_UNREAD) return isOpen(list, intent)
      // What does not wait for the first rows must be in them.
      want(list, at)
      return false
    })
  })
}

function touch({ lists }: Group, { ops }: Intent): void {
  for (const { dirty } of lists) for (const { id } of ops) dirty.add(id)
}

/** The server's own rows of these ids, in any list that has them. */
export const rowsOf = ({ lists }: Group, ids: readonly string[]): Row[] =>
  ids.flatMap((id) => [...lists].flatMap(({ base }) => base.get(id) ?? [])[0] ?? [])
