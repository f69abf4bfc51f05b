// The lists of one collection in one room. A mutation is the collection's: every list shows it, and each drops it by
// itself once its own base has got there.
import * as one from './list'
import type { ChangeEvent, Group, ListState, Op, Row } from './types'

/** A collection that nobody looks at. */
export function createGroup(): Group {
  return { lists: new Set(), pending: [] }
}

/** Adds a list, which shows at once what is pending. */
export function join(group: Group, list: ListState): void {
  group.lists.add(list)
  for (const { mid, ops, at } of group.pending) {
    one.intend(list, mid, ops)
    if (at === undefined) continue
    one.acknowledge(list, mid, at)
    one.want(list, at)
  }
}

/** Takes a list out. What is pending stays: it is on its way, whoever looks. */
export function leave(group: Group, list: ListState): void {
  group.lists.delete(list)
  settle(group)
}

/** Adds a local mutation. */
export function intend(group: Group, mid: string, ops: readonly Op[]): void {
  group.pending = [...group.pending, { mid, ops, at: undefined }]
  for (const list of group.lists) one.intend(list, mid, ops)
}

/** A mutation was committed at `seq`. */
export function acknowledge(group: Group, mid: string, seq: number): void {
  note(group, mid, seq)
  for (const list of group.lists) one.acknowledge(list, mid, seq)
  settle(group)
}

/** The server refused a mutation. */
export function refuse(group: Group, mid: string): void {
  group.pending = group.pending.filter((intent) => intent.mid !== mid)
  for (const list of group.lists) one.refuse(list, mid)
}

/** Takes an event, which is every list's: one that has none of its rows still learns how far the collection is. */
export function receive(group: Group, event: ChangeEvent): void {
  if (event.mid !== undefined) note(group, event.mid, event.seq)
  for (const list of group.lists) one.receive(list, event)
  settle(group)
}

/** Takes the rows of one list as of `seq`. */
export function snapshot(group: Group, list: ListState, rows: readonly Row[], seq: number): void {
  one.snapshot(list, rows, seq)
  settle(group)
}

/**
 * The room has another history than the one that was followed, and what was acknowledged may never have happened.
 *
 * @returns the mutations that must be sent again, in order.
 */
export function rewind(group: Group): string[] {
  const lost = group.pending.filter(({ at }) => at !== undefined).map(({ mid }) => mid)
  group.pending = group.pending.map((intent) => ({ ...intent, at: undefined }))
  // To those too whose base had it: that base is of the other history.
  for (const list of group.lists) one.rewind(list, group.pending)
  return lost
}

function note(group: Group, mid: string, seq: number): void {
  group.pending = group.pending.map((intent) => (intent.mid === mid ? { ...intent, at: seq } : intent))
}

/** Drops what was committed and is in every base. */
function settle(group: Group): void {
  if (group.pending.length === 0) return
  const shown = new Set([...group.lists].flatMap(({ pending }) => pending.map(({ mid }) => mid)))
  group.pending = group.pending.filter(({ mid, at }) => at === undefined || shown.has(mid))
}
