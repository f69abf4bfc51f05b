/** A row as the wire has it. Every collection's id column is called `id`. */
export interface Row {
  readonly id: string
  readonly [column: string]: unknown
}

/** What a local change does to one row: there is a new `row`, or it has other `fields`, or, with neither, it goes. */
export interface Op {
  readonly id: string
  readonly row?: Row
  readonly fields?: Readonly<Record<string, unknown>>
}

/** What the server says of rows, by id: all that a row is, or `undefined` where it is gone. */
export type Told = Map<string, Row | undefined>

/** A local mutation: what the user wants, not what the rows look like afterwards. */
export interface Intent {
  readonly mid: string
  readonly ops: readonly Op[]
  /** The seq it was committed at, once that is known. */
  at?: number | undefined
}

/** What one commit did to one list. */
export interface ChangeEvent {
  readonly seq: number
  /** The last seq before this one that touched the list. */
  readonly prev: number
  /** The client's name of the mutation. */
  readonly mid: string | undefined
  readonly told: Told
}

/** What a list is at `seq`, and what to ask the server with for what came after. */
export interface Answer {
  /** What is another than it was here; without it, all rows of the list. */
  readonly from?: number | undefined
  readonly told: Told
  readonly seq: number
  readonly cursor: string | undefined
}

/**
 * What a client has of a collection in a room. A mutation is the collection's: every list shows it, and each stops to
 * where its own base has it.
 *
 * Plain data, like the lists; it changes only through the functions beside it, which know no clock, no chance and no
 * network.
 */
export interface Group<I extends Intent = Intent> {
  readonly lists: Set<ListState>
  /** In call order: what some base may not have yet. */
  pending: readonly I[]
  /** How often the room turned out to have another history than the one that was followed. */
  history: number
}

/** A list on the client: of all rows of a collection in a room, or of a scope's. */
export interface ListState {
  readonly group: Group
  readonly compare: (a: Row, b: Row) => number
  /** Whether a local change leaves a row here: a list of one scope has that scope's rows only. */
  readonly holds: (row: Row) => boolean
  /** The server's rows at `held`. Only what the server tells is written here. */
  readonly base: Map<string, Row>
  /** The place in the room's order that `base` stands at: `undefined` before the first snapshot. */
  held?: number
  /** Asks the server for what came after `held`, or a place before it; nothing where the list has to be read anew. */
  cursor?: string | undefined
  /** So far the server has told everything of this list, which is further than `held` where it was not touched. */
  reached: number
  /** The highest seq that `base` is known to lack; nothing is missing where it is not above `held`. */
  wanted: number
  /** The view that was made last, in order, .. */
  view: readonly Row[]
  /** .. and the same rows by id. */
  readonly shown: Map<string, Row>
  /** The ids that the view is stale for. */
  readonly dirty: Set<string>
}
