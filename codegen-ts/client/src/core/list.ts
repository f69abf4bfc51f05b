import type { ChangeEvent, Intent, ListState, Op, Row } from './types'

/** So many events wait for a gap to close; beyond, the list is read anew instead. */
const MAX_EARLY = 1000

/** A list that knows nothing yet. */
export function createList(compare: ListState['compare'], holds: ListState['holds'] = () => true): ListState {
  return {
    compare,
    holds,
    base: new Map(),
    held: undefined,
    wanted: 0,
    early: new Map(),
    pending: [],
    view: [],
    shown: new Map(),
    dirty: new Set(),
  }
}

export const idOf = (op: Op): string => (op.type === 'put' ? op.row.id : op.id)

/** Adds a local mutation, on top of those before it. */
export function intend(list: ListState, mid: string, ops: readonly Op[]): void {
  list.pending = [...list.pending, { mid, ops, at: undefined }]
  touch(list, ops)
}

/** A mutation was committed at `seq`: it stays in the view until the base has got there. */
export function acknowledge(list: ListState, mid: string, seq: number): void {
  if (!list.pending.some((intent) => intent.mid === mid)) return
  list.pending = list.pending.map((intent) => (intent.mid === mid ? { ...intent, at: seq } : intent))
  settle(list)
}

/** The server refused a mutation: exactly that one leaves the view. */
export function refuse(list: ListState, mid: string): void {
  drop(list, (intent) => intent.mid === mid)
}

/** Takes an event, in whatever order they come and however often. */
export function receive(list: ListState, event: ChangeEvent): void {
  if (event.mid !== undefined) acknowledge(list, event.mid, event.seq)
  if (list.held !== undefined && event.seq <= list.held) return
  list.early.set(event.seq, event)
  drain(list)
  if (list.early.size > MAX_EARLY) {
    want(list, Math.max(...list.early.keys()))
    list.early.clear()
  }
}

/** Takes the server's rows as of `seq`. An older place than the one held is ignored: its rows are known to be stale. */
export function snapshot(list: ListState, rows: readonly Row[], seq: number): void {
  if (list.held !== undefined && seq < list.held) return
  list.base = new Map(rows.map((row) => [row.id, row]))
  list.held = seq
  list.dirty = 'all'
  settle(list)
  drain(list)
}

/** Notes that the room has got to `seq`, with changes of this list. */
export function want(list: ListState, seq: number): void {
  list.wanted = Math.max(list.wanted, seq)
}

/** Whether the base is known to lack something, so that a snapshot is needed. */
export function isBehind(list: ListState): boolean {
  return list.held === undefined || list.held < list.wanted || list.early.size > 0
}

/**
 * The room has another history than the one that was followed: the rows stay on screen, any snapshot replaces them, and
 * `pending` is what is wanted on top of it.
 */
export function rewind(list: ListState, pending: readonly Intent[]): void {
  if (list.held !== undefined) list.held = -1
  list.wanted = 0
  list.early.clear()
  list.pending = pending
  list.dirty = 'all'
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
  settle(list)
}

/** Drops the intents that the base has by now. */
function settle(list: ListState): void {
  const { held } = list
  if (held !== undefined) drop(list, ({ at }) => at !== undefined && at <= held)
}

function drop(list: ListState, leaves: (intent: Intent) => boolean): void {
  const left = list.pending.filter(leaves)
  if (left.length === 0) return
  list.pending = list.pending.filter((intent) => !leaves(intent))
  for (const intent of left) touch(list, intent.ops)
}

function touch(list: ListState, ops: readonly Op[]): void {
  if (list.dirty !== 'all') for (const op of ops) list.dirty.add(idOf(op))
}

function apply({ base, holds }: ListState, op: Op): void {
  if (op.type === 'put' && holds(op.row)) base.set(op.row.id, op.row)
  // It is gone, or is now in another scope.
  else base.delete(idOf(op))
}
