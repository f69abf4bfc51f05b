import type { ChangeEvent, Group, Intent, ListState, Op, Row } from './types'

/** So many events wait for a gap to close; beyond, the list is read anew instead. */
const MAX_EARLY = 1000

/** A collection that nobody looks at yet. */
export const createGroup = (): Group => ({ lists: new Set(), pending: [], history: 0 })

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
    wanted: 0,
    early: new Map(),
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
export const isOpen = ({ held }: ListState, { at }: Intent): boolean => at === undefined || held === undefined || at > held

/** Takes the server's rows as of `seq`. An older place than the one held is ignored: its rows are known to be stale. */
export function snapshot(list: ListState, rows: readonly Row[], seq: number): void {
  if (list.held !== undefined && seq < list.held) return
  list.base = new Map(rows.map((row) => [row.id, row]))
  list.held = seq
  list.dirty = 'all'
  drain(list)
  settle(list.group)
}

/** Notes that the room has got to `seq`, with changes of this list. */
export function want(list: ListState, seq: number): void {
  list.wanted = Math.max(list.wanted, seq)
}

/** Whether the base is known to lack something, so that a snapshot is needed. */
export function isBehind(list: ListState): boolean {
  return list.held === undefined || list.held < list.wanted || list.early.size > 0
}

/** Takes an event, in whatever order they come and however often. One without rows of a list still moves it on. */
export function receive(group: Group, event: ChangeEvent): void {
  for (const list of group.lists) {
    if (list.held !== undefined && event.seq <= list.held) continue
    list.early.set(event.seq, event)
    drain(list)
    if (list.early.size > MAX_EARLY) {
      want(list, Math.max(...list.early.keys()))
      list.early.clear()
    }
  }
  acknowledge(group, event.mid, event.seq)
}

/** Applies the early events whose turn has come. */
function drain(list: ListState): void {
  if (list.held === undefined) return
  for (const event of [...list.early.values()].sort((a, b) => a.seq - b.seq)) {
    if (event.seq > list.held) {
      if (event.prev > list.held) break
      for (const op of event.ops) apply(list, op)
      list.held = event.seq
      touch(list, event.ops)
    }
    list.early.delete(event.seq)
  }
}

function apply({ base, holds }: ListState, op: Op): void {
  if (op.type === 'put' && holds(op.row)) base.set(op.row.id, op.row)
  // It is gone, or stands in another scope now.
  else base.delete(idOf(op))
}

/** Adds a local mutation, on top of those before it. */
export function intend(group: Group, mid: string, ops: readonly Op[]): void {
  group.pending = [...group.pending, { mid, ops, at: undefined }]
  for (const list of group.lists) touch(list, ops)
}

/** A mutation was committed at `seq`: it stays in a view until its base has got there. */
export function acknowledge(group: Group, mid: string | undefined, seq: number): void {
  group.pending = group.pending.map((intent) => (intent.mid === mid ? { ...intent, at: seq } : intent))
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
export function rewind(group: Group): string[] {
  group.history += 1
  const lost = group.pending.filter(({ at }) => at !== undefined).map(({ mid }) => mid)
  group.pending = group.pending.map((intent) => ({ ...intent, at: undefined }))
  for (const list of group.lists) {
    if (list.held !== undefined) list.held = -1
    list.wanted = 0
    list.early.clear()
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
