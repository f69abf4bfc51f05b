/** A row as the wire has it. Every collection's id column is called `id`. */
export interface Row {
  readonly id: string
  readonly [column: string]: unknown
}

/** What happens to one row. */
export type Op =
  | { readonly type: 'put'; readonly row: Row }
  | { readonly type: 'set'; readonly id: string; readonly fields: Readonly<Record<string, unknown>> }
  | { readonly type: 'delete'; readonly id: string }

/** A local mutation: what the user wants, not what the rows look like afterwards. */
export interface Intent {
  readonly mid: string
  readonly ops: readonly Op[]
  /** The seq it was committed at, once that is known. */
  readonly at: number | undefined
}

/** What one commit did to one collection. */
export interface ChangeEvent {
  readonly seq: number
  /** The last seq before this one that touched the collection. */
  readonly prev: number
  /** The client's name of the mutation. */
  readonly mid: string | undefined
  /** Full rows and removals, never patches. */
  readonly ops: readonly Op[]
}

/**
 * A list on the client: what the server has, and what the user wants beside it.
 *
 * Plain data; it changes only through the functions beside it, which know no clock, no chance and no network.
 */
export interface ListState {
  readonly compare: (a: Row, b: Row) => number
  /** Whether a row belongs here: a list of one scope has that scope's rows only. */
  readonly holds: (row: Row) => boolean
  /** The server's rows at `held`. Only events and snapshots write here. */
  base: Map<string, Row>
  /** The place in the room's order that `base` stands at: `undefined` before the first snapshot. */
  held: number | undefined
  /** The highest seq that `base` is known to lack; nothing is missing where it is not above `held`. */
  wanted: number
  /** Events that came before what they build on, by seq. */
  early: Map<number, ChangeEvent>
  /** In call order. */
  pending: readonly Intent[]
  /** The view that was made last, in order, .. */
  view: Row[]
  /** .. and the same rows by id. */
  shown: Map<string, Row>
  /** The ids that the view is stale for. */
  dirty: Set<string> | 'all'
}

/** The lists of one collection in one room: each has a base of its own, and all show what the user wants. */
export interface Group {
  readonly lists: Set<ListState>
  /** In call order: what some list's base may not have yet. */
  pending: readonly Intent[]
}
