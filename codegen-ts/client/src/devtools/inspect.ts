import type { Store } from '../store/store'

/** A list as the client has it. */
export interface ListShown {
  readonly key: string
  /** The collection, and the scope where it is one's. */
  readonly name: string
  /** How the socket keeps it. */
  readonly following: string
  /** The place in the room's order that its rows are of; `undefined` before the first. */
  readonly held: number | undefined
  readonly cursor: string | undefined
  /** A later place that it is known to lack. */
  readonly wanted: number | undefined
  /** Rows that the server has told. */
  readonly base: number
  /** What stands on top of them, in order. */
  readonly pending: readonly PendingShown[]
}

/** A mutation that some list does not have yet. */
export interface PendingShown {
  readonly mid: string
  /** The seq it was committed at, once that is known. */
  readonly at: number | undefined
  readonly ops: readonly unknown[]
}

/** A mutation on its way. */
export interface QueuedShown {
  readonly mid: string
  readonly what: string
  readonly state: 'waits' | 'sent' | 'unknown'
  readonly payload: unknown
}

/** A room as the client has it. */
export interface RoomShown {
  readonly name: string
  readonly status: string
  readonly seq: number | undefined
  readonly lists: readonly ListShown[]
  readonly queue: readonly QueuedShown[]
  /** Breaks its socket, as the network would. */
  readonly drop: () => void
}

/** What a store knows, for people to read. */
export function inspect(store: Store): RoomShown[] {
  return [...store.rooms].map(([name, room]) => ({
    name,
    status: room.link() === 'idle' ? 'idle' : store.state(name).status,
    seq: room.seq(),
    drop: room.drop,
    queue: room.queue().map(({ mid, action, collection, ids, payload, sent, lost }) => ({
      mid,
      what: `${action} ${collection} ${ids.length === 1 ? ids[0] : `${ids.length} rows`}`,
      state: sent ? 'sent' : lost ? 'unknown' : 'waits',
      payload,
    })),
    lists: [...room.collections.values()].flatMap((collection) =>
      [...collection.lists.values()].map(({ collection: of, scope, following, state }) => ({
        key: `${of}/${scope ?? ''}`,
        name: scope === undefined ? of : `${of} · ${scope}`,
        following: { no: 'not followed', asked: 'asked', live: 'live', polled: 'polled' }[following],
        held: state.held,
        cursor: state.cursor,
        wanted: state.wanted > (state.held ?? -1) && state.wanted > 0 ? state.wanted : undefined,
        base: state.base.size,
        pending: state.group.pending.map(({ mid, at, ops }) => ({ mid, at, ops })),
      })),
    ),
  }))
}
