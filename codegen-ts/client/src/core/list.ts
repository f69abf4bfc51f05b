import { moved } from './cursor'
import type { ChangeEvent, Delta, Group, Intent, ListState, Op, Row, Snapshot } from './types'

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
    held: undefined,
    cursor: undefined,
    reached: 0,
    wanted: 0,
    view: [],
    shown: new Map(),
    dirty: 'all',
  }
  for (const { at = 0 } of group.pending) want(list, at)
  group.lists.add(list)
  return list
}

/** Takes the list out of its group. What is pending stays: it is on its way, whoever looks. */
export function closeList(list: ListState): void {
  list.group.lists.delete(list)
  settle(list.group)
}

export const idOf = (op: Op): string => (op.type === 'put' ? op.row.id : op.id)

/** Whether the list's base may lack the intent, so that it stands on top of it. */
export const isOpen = ({ held, reached }: ListState, { at }: Intent): boolean =>
  at === undefined || held === undefined || at > Math.max(held, reached)

/** Takes the server's rows as of `seq`. An older place than the one held is ignored: its rows are known to be stale. */
export function snapshot(list: ListState, { rows, seq, cursor }: Snapshot): void {
  if (list.held !== undefined && seq < list.held) return
  list.base = new Map()
  for (const row of rows) list.base.set(row.id, row)
  list.dirty = 'all'
  move(list, seq, cursor)
}

/**
 * Takes what changed since a place that the list has passed. One that ends before `held` is ignored, and so is one that
 * begins after it: it is of a history that is over.
 */
export function patch(list: ListState, { from, rows, removed, seq, cursor }: Delta): void {
  const { held = -1 } = list
  if (from > held || seq < held) return
  for (const id of removed) apply(list, { type: 'delete', id })
  for (const row of rows) apply(list, { type: 'put', row })
  move(list, seq, cursor)
}

/** Takes an event; one that is not the next is known to be missing from then on, and nothing else. */
export function receive(list: ListState, { seq, prev, mid, ops }: ChangeEvent): void {
  const { held = -1, cursor } = list
  if (seq <= held) return
  if (prev > held) return want(list, seq)
  for (const op of ops) apply(list, op)
  move(list, seq, cursor && mid ? moved(cursor, seq, mid) : cursor)
}

function apply(list: ListState, op: Op): void {
  // A row that stands in another scope now is told as one that is gone.
  if (op.type === 'put') list.base.set(op.row.id, op.row)
  else list.base.delete(idOf(op))
  touch(list, [op])
}

function move(list: ListState, seq: number, cursor: string | undefined): void {
  list.held = seq
  list.cursor = cursor
  settle(list.group)
}

/** The server has told everything up to `seq`: nothing of this list can be missing but what is known to be. */
export function advance(list: ListState, seq: number): void {
  if (!isBehind(list) && seq > list.reached) {
    list.reached = seq
    settle(list.group)
  }
}

/** Notes that the room has got to `seq`, with changes of this list. */
export function want(list: ListState, seq: number): void {
  list.wanted = Math.max(list.wanted, seq)
}

/** Whether the base is known to lack something, so that the server has to be asked. */
export const isBehind = ({ held, cursor, wanted }: ListState): boolean =>
  held === undefined || cursor === undefined || held < wanted

/** The server cannot tell what changed since: the rows stay on screen until they are read anew. */
export function lapse(list: ListState): void {
  list.cursor = undefined
}

/** Adds a local mutation, on top of those before it. */
export function intend(group: Group, intent: Intent): void {
  group.pending = [...group.pending, intent]
  for (const list of group.lists) touch(list, intent.ops)
}

/** A mutation was committed at `seq`: it stays in a view until its base has got there. */
export function acknowledge(group: Group, mid: string | undefined, seq: number): void {
  for (const intent of group.pending) if (intent.mid === mid) intent.at = seq
  settle(group)
}

/** The server refused a mutation: exactly that one leaves the views. */
export function refuse(group: Group, mid: string): void {
  keep(group, (intent) => intent.mid !== mid)
}

/**
 * The room has another history than the one that was followed: the rows stay on screen, any snapshot replaces them, and
 * what was acknowledged may never have happened.
 *
 * @returns the mutations that must be sent again, in order.
 */
export function rewind<I extends Intent>(group: Group<I>): readonly I[] {
  group.history += 1
  const lost = group.pending.filter(({ at }) => at !== undefined)
  for (const intent of lost) intent.at = undefined
  for (const list of group.lists) {
    if (list.held !== undefined) list.held = -1
    list.cursor = undefined
    list.wanted = list.reached = 0
    list.dirty = 'all'
  }
  return lost
}

/** Drops the intents that every base has by now. */
function settle(group: Group): void {
  const lists = [...group.lists]
  keep(group, (intent) => intent.at === undefined || lists.some((list) => isOpen(list, intent)))
}

function keep(group: Group, stays: (intent: Intent) => boolean): void {
  for (const list of group.lists) {
    for (const intent of group.pending) if (!stays(intent) || !isOpen(list, intent)) touch(list, intent.ops)
  }
  group.pending = group.pending.filter(stays)
}

function touch(list: ListState, ops: readonly Op[]): void {
  if (list.dirty !== 'all') for (const op of ops) list.dirty.add(idOf(op))
}

/** The server's own rows of these ids, in any list that has them. */
export const rowsOf = ({ lists }: Group, ids: readonly string[]): Row[] =>
  ids.flatMap((id) => [...lists].flatMap(({ base }) => base.get(id) ?? [])[0] ?? [])
