import { acknowledge, refuse, rewind, want } from '../core/list'
import type { Group, Intent } from '../core/types'
import { clientError, type SyncError } from '../errors'
import { isRefusal, type Json, request } from '../wire/http'
import type { AckResult, Action, Pending } from '../wire/protocol'
import { path, search } from './config'
import { jitter, type Timer } from './pause'
import type { Room } from './room'

/** After so many quick tries the queue counts as degraded .. */
const QUICK_TRIES = 3
/** .. and tries this often, without end. */
const SLOW_EVERY = 10_000
/** A queue is as long as the server's. */
const MAX_QUEUE = 10_000
/** The most mutations that a frame has, .. */
const MAX_BATCH = 1000
/** .. and its most UTF-16 units, which are at most three bytes each, of a megabyte. */
const MAX_FRAME = 330_000

/** An answered mutation whose event is so late that it must have been lost: the server is asked instead. */
const ECHO_WITHIN = 5000

/** HTTP's words for what is done. */
const METHODS: Readonly<Record<string, string>> = { insert: 'POST', update: 'PUT', delete: 'DELETE' }

/** A mutation on its way. */
export interface Mutation extends Intent {
  readonly group: Group<Mutation>
  readonly collection: string
  readonly action: Action
  readonly payload: Json
  /** The rows that it touches. */
  readonly ids: readonly string[]
  /** The scope that it stays within, or that a new row gets. */
  readonly scope: string | undefined
  /**
   * The seq that was known when it was sent first: the server looks for it after that. There from then on, and never
   * another one: `undefined` where none was known, or where what was known is of a history that is over.
   */
  since?: number | undefined
  /** Whether it is on its way over the socket that is open now. */
  sent?: boolean | undefined
  /** Whether it went out and was never answered. */
  lost?: boolean | undefined
  /** The server has it, and the rows are `data`, where that is known; or it has refused it. */
  readonly onEnd: (error: SyncError | undefined, data?: unknown) => void
}

/** A mutation that is not saved yet, as an app sees it. */
export interface PendingMutation {
  readonly id: string
  readonly collection: string
  readonly action: Action
  /** The rows that it touches. */
  readonly ids: readonly string[]
  readonly scope: string | undefined
}

/** `degraded`: several tries got no answer. `unauthorized`: the server wants a sign-in first. */
export type Health = 'degraded' | 'unauthorized' | undefined

/** The server's word on a mutation. */
interface Result extends Pick<AckResult, 'seq' | 'data'> {
  readonly clientMutationId?: string
  readonly error?: SyncError | undefined
}

/**
 * The mutations of a room, sent in call order: one at a time over HTTP, many at once over the socket.
 *
 * An edit must not overtake one that it builds on. So one of the same row waits for the answer, and a refusal is
 * believed only where everything before it is settled: else the row to change may only not be there yet. An unknown
 * outcome keeps its mutation, and the same mutation id is sent again.
 */
export interface Outbox {
  /** In call order; another array whenever it is another queue. */
  readonly queue: () => readonly Mutation[]
  readonly health: () => Health
  readonly push: (mutation: Mutation) => void
  /** Sends what may go now. */
  readonly pump: () => void
  /** The room has another history: what was answered there is sent again, before all others. */
  readonly rewind: (groups: readonly Group<Mutation>[]) => void
  /** The mutations whose outcome the server is to be asked for: after a new connection, once. */
  readonly pending: () => Pending[]
  /** The server's answers over the socket; `true` where from now on it takes mutations. */
  readonly settle: (results: readonly Result[], carries?: boolean) => void
  /** Whether the socket owes answers. */
  readonly isOwed: () => boolean
  /** The socket is gone: what it carried may have arrived or not. */
  readonly onDown: () => void
  /** Tries now, unless the server asked to wait; `isKnown` where it knows who asks. */
  readonly wake: (isKnown?: boolean) => void
  /** The server does not know who asks: nothing is sent until the next {@link Outbox.wake}. */
  readonly suspend: (error: SyncError) => void
  readonly close: () => void
}

/** Makes a room's outbox. */
export function createOutbox(room: Room): Outbox {
  const { store } = room
  let queue: readonly Mutation[] = []
  let health: Health
  /** A request is under way. */
  let asking = false
  /** The socket takes mutations. */
  let carries = false
  /** Until the next wake. */
  let suspended = false
  let tries = 0
  let waiting: Timer | undefined
  /** The server asked not to be called before. */
  let notBefore = 0

  function pump() {
    const [head] = queue
    if (!head || asking || waiting || suspended || store.stop.aborted) return
    if (!carries || !pipeline()) void ask(head)
  }

  /**
   * Sends as many as may go.
   *
   * @returns `false` where the first one is too large for a frame.
   */
  function pipeline(): boolean {
    const rows = new Set<string>()
    const texts: string[] = []
    let length = 0
    for (const mutation of queue) {
      const { sent, collection, mid, action, payload, scope } = mutation
      const own = mutation.ids.map((id) => `${collection}/${id}`)
      if (!sent) {
        const text = JSON.stringify({ clientMutationId: mid, since: since(mutation), collection, action, payload, scope })
        length += text.length
        if (length > MAX_FRAME && mutation === queue[0]) return false
        if (length > MAX_FRAME || texts.length === MAX_BATCH || own.some((row) => rows.has(row))) break
        texts.push(text)
        mutation.sent = true
      }
      for (const row of own) rows.add(row)
    }
    if (texts.length > 0) room.send(`{"type":"mutate","mutations":[${texts.join()}]}`)
    return true
  }

  function since(mutation: Mutation): number | undefined {
    if (!('since' in mutation)) mutation.since = room.seq()
    return mutation.since
  }

  /** Sends one over HTTP. */
  async function ask(mutation: Mutation) {
    asking = true
    const { mid, collection, action, payload, scope } = mutation
    const { id, data } = payload
    const [verb = '', bulk] = action.split('-').reverse()
    const proof = { _clientMutationId: mid, _since: since(mutation), scope }
    const fields = bulk || verb === 'insert' ? payload : data
    const place = path(room.name, collection, ...(bulk ? [bulk] : verb === 'insert' ? [] : [`${id}`]))
    const result: Result = await request(
      store,
      room.name,
      METHODS[verb] ?? '',
      fields ? place : place + search(proof),
      fields ? { ...fields, ...proof } : undefined,
    ).catch((error: SyncError) => ({ error }))
    asking = false
    // It may be settled meanwhile, by what the socket says.
    settle([{ ...result, clientMutationId: mid }])
  }

  /** The one place where mutations end. Whatever is no refusal in the server's own words leaves the outcome unknown. */
  function settle(results: readonly Result[], takes = carries) {
    carries = takes
    for (const { clientMutationId, seq, data, error } of results) {
      const mutation = queue.find(({ mid }) => mid === clientMutationId)
      if (!mutation) continue
      mutation.sent = false
      if (!error || isRefusal(error)) {
        if (error && mutation !== queue[0]) continue
        queue = queue.filter((other) => other !== mutation)
        tries = 0
        end(mutation, error, seq, data)
        health = undefined
      } else if (error.status === 401) suspend(error)
      else {
        mutation.lost = true
        retryLater(error.retryAfter ?? 0)
      }
    }
    room.publish()
    store.notify()
    pump()
  }

  function end({ group, mid, onEnd }: Mutation, error: SyncError | undefined, seq = 0, data?: unknown) {
    if (error) refuse(group, mid)
    else {
      acknowledge(group, mid, seq)
      room.onKnown(seq)
      // Every base gets to where the answer says that the room is, unless that was another room.
      const ask = () => {
        if (!group.pending.some((intent) => intent.mid === mid && intent.at === seq)) return
        for (const list of group.lists) want(list, seq)
        room.publish()
      }
      setTimeout(ask, room.isLive() ? ECHO_WITHIN : 0)
    }
    onEnd(error, data)
  }

  const abandon = (mutation: Mutation) => end(mutation, clientError('ABANDONED', 'the user changed'))

  function suspend(error: SyncError) {
    suspended = true
    if (health !== 'unauthorized') room.report(error)
    health = 'unauthorized'
    void store.onUnauthorized(error)
  }

  function retryLater(retryAfter: number) {
    if (waiting) return
    tries += 1
    if (tries >= QUICK_TRIES) health = 'degraded'
    notBefore = Date.now() + retryAfter
    const wait = tries < QUICK_TRIES ? jitter(1000 * 2 ** (tries - 1)) : SLOW_EVERY
    waiting = setTimeout(
      () => {
        waiting = undefined
        pump()
      },
      Math.max(retryAfter, wait),
    )
  }

  return {
    queue: () => queue,
    health: () => health,
    push: (mutation) => {
      if (queue.length >= MAX_QUEUE) end(mutation, clientError('QUEUE_FULL', `over ${MAX_QUEUE} changes wait`))
      else if (store.stop.aborted) abandon(mutation)
      else {
        queue = [...queue, mutation]
        store.notify()
        room.plan()
      }
    },
    pump,
    rewind: (groups) => {
      // In call order, over all collections: ids ascend.
      const lost = groups.flatMap(rewind).sort((one, other) => (one.mid < other.mid ? -1 : 1))
      queue = [...lost.filter((mutation) => !queue.includes(mutation)), ...queue]
      for (const mutation of queue) {
        mutation.sent = false
        mutation.since &&= undefined
      }
      room.plan()
    },
    pending: () =>
      carries
        ? []
        : queue
            .filter(({ lost }) => lost)
            .slice(0, MAX_BATCH)
            .map(({ mid, since }) => ({ clientMutationId: mid, since }) as Pending),
    settle,
    isOwed: () => queue.some(({ sent }) => sent),
    onDown: () => {
      carries = false
      for (const mutation of queue) {
        mutation.lost ||= mutation.sent
        mutation.sent = false
      }
      room.plan()
    },
    wake: (isKnown) => {
      if (isKnown && health === 'unauthorized') health = undefined
      if (Date.now() < notBefore) return
      suspended = false
      clearTimeout(waiting)
      waiting = undefined
      room.plan()
    },
    suspend,
    close: () => {
      clearTimeout(waiting)
      const left = queue
      queue = []
      left.forEach(abandon)
    },
  }
}
