import type { Intent } from '../core/types'
import { clientError, SyncError } from '../errors'
import { apiError, isRefusal, type Json, type Reply, send, type Sender, toError } from '../wire/http'
import type { AckResult, Action, Mutation as WireMutation, Pending } from '../wire/protocol'
import { path } from './config'
import { jitter, type Pause, pause } from './pause'

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
/** A socket on which mutations get no answer for so long is dead. The server gives up sooner, and says so. */
const ANSWER_WITHIN = 15_000

/** What the server said of a mutation that it did. */
export interface Done {
  readonly seq: number
  /** Missing where all that is known is that it was done. */
  readonly data: unknown
}

/** A mutation on its way. */
export interface Mutation extends Intent {
  readonly collection: string
  readonly action: Action
  readonly payload: Json
  /** The rows that it touches. */
  readonly ids: readonly string[]
  /** The scope that it stays within, or that a new row gets. */
  readonly scope: string | undefined
  /** The seq that was known when it was sent first: the server's proof that it would remember the id. */
  since?: number | undefined
  /** Whether it is on its way over the socket that is open now. */
  sent?: boolean | undefined
  /** Whether it went out and was never answered. */
  lost?: boolean | undefined
  readonly onDone: (done: Done) => void
  readonly onRefused: (error: SyncError) => void
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
export type Health = 'ok' | 'degraded' | 'unauthorized'

/** What an outbox needs of its room. */
export interface OutboxHost extends Sender {
  /** The highest seq that this client knows. */
  readonly seen: () => number | undefined
  /** Sends frames, while the socket takes mutations. */
  readonly carrier: () => ((frame: string) => void) | undefined
  /** The socket that carries mutations answers no more. */
  readonly onSilence: () => void
  readonly onChange: () => void
  readonly onUnauthorized: (error: SyncError) => void
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
  /** Sends these again, before all others. */
  readonly again: (mutations: readonly Mutation[]) => void
  /** The mutations whose outcome the server is to be asked for. */
  readonly pending: () => Pending[]
  /** The server's answers over the socket. */
  readonly settle: (results: readonly AckResult[]) => void
  /** The socket is gone: what it carried may have arrived or not. */
  readonly onDown: () => void
  /** Tries now, unless the server asked to wait; `isKnown` where it knows who asks. */
  readonly wake: (isKnown?: boolean) => void
  /** The server does not know who asks: nothing is sent until the next {@link Outbox.wake}. */
  readonly suspend: () => void
  readonly close: () => void
}

/** Makes a room's outbox. */
export function createOutbox(host: OutboxHost): Outbox {
  const stop = new AbortController()
  let queue: readonly Mutation[] = []
  let health: Health = 'ok'
  /** A request is under way. */
  let asking = false
  /** Until the next wake. */
  let suspended = false
  let tries = 0
  let waiting: Pause | undefined
  /** The server asked not to be called before. */
  let notBefore = 0
  let silence: ReturnType<typeof setTimeout> | undefined
  let planned: ReturnType<typeof setTimeout> | undefined

  function setHealth(next: Health) {
    if (health === next) return
    health = next
    host.onChange()
  }

  function remove(mutation: Mutation) {
    queue = queue.filter((other) => other !== mutation)
    tries = 0
    setHealth('ok')
    host.onChange()
  }

  /** Everything that one task wants to change goes out together. */
  function plan() {
    planned ??= setTimeout(() => {
      planned = undefined
      pump()
    })
  }

  function pump() {
    const [head] = queue
    if (!head || asking || waiting || suspended || stop.signal.aborted) return
    const carry = host.carrier()
    if (!carry || !pipeline(carry)) void request(head)
  }

  /**
   * Sends as many as may go.
   *
   * @returns `false` where the first one is too large for a frame.
   */
  function pipeline(carry: (frame: string) => void): boolean {
    const rows = new Set<string>()
    const texts: string[] = []
    let length = 0
    for (const mutation of queue) {
      const own = mutation.ids.map((id) => `${mutation.collection}/${id}`)
      if (!mutation.sent) {
        const text = JSON.stringify(framed(mutation))
        length += text.length
        if (length > MAX_FRAME && mutation === queue[0]) return false
        if (length > MAX_FRAME || texts.length === MAX_BATCH || own.some((row) => rows.has(row))) break
        texts.push(text)
        mutation.sent = true
      }
      for (const row of own) rows.add(row)
    }
    if (texts.length > 0) {
      carry(`{"type":"mutate","mutations":[${texts.join()}]}`)
      silence ??= setTimeout(host.onSilence, ANSWER_WITHIN)
    }
    return true
  }

  function framed(mutation: Mutation): WireMutation {
    const { mid, collection, action, payload, scope } = mutation
    mutation.since ??= host.seen()
    const { since } = mutation
    return {
      clientMutationId: mid,
      ...(since !== undefined && { since }),
      collection,
      action,
      payload,
      ...(scope !== undefined && { scope }),
    }
  }

  /** Sends one over HTTP. */
  async function request(mutation: Mutation) {
    asking = true
    const { clientMutationId, since, collection, action, scope } = framed(mutation)
    const { payload } = mutation
    const { id, data } = payload
    const bulk = action.startsWith('bulk')
    const method = action.endsWith('insert') ? 'POST' : action.endsWith('update') ? 'PUT' : 'DELETE'
    const proof = { _clientMutationId: clientMutationId, ...(since !== undefined && { _since: since }), ...(scope !== undefined && { scope }) }
    const fields = bulk || method === 'POST' ? payload : (data as Json | undefined)
    const place = path(host.name, collection, ...(bulk ? ['bulk'] : method === 'POST' ? [] : [String(id)]))
    const query = new URLSearchParams(Object.entries(proof).map(([name, value]) => [name, String(value)]))
    const reply = await send(
      host,
      method,
      fields ? place : `${place}?${query}`,
      fields && { ...fields, ...proof },
      stop.signal,
    ).catch(() => undefined)
    asking = false
    // It may be settled meanwhile, by what the socket says.
    if (queue.includes(mutation)) judge(mutation, reply)
    pump()
  }

  function judge(mutation: Mutation, reply: Reply | undefined) {
    const { status = 0, body, retryAfter } = reply ?? {}
    if (status >= 200 && status < 300 && body?.['success'] === true && typeof body['seq'] === 'number') {
      done(mutation, body['seq'], body['data'])
    } else {
      refuse(mutation, reply && toError(reply), retryAfter)
    }
  }

  function done(mutation: Mutation, seq: number, data: unknown) {
    remove(mutation)
    mutation.onDone({ seq, data })
  }

  /** Whatever is no refusal in the server's own words leaves the outcome unknown. */
  function refuse(mutation: Mutation, error: SyncError | undefined, retryAfter: number | undefined) {
    mutation.sent = false
    if (error && isRefusal(error)) {
      if (mutation !== queue[0]) return
      remove(mutation)
      mutation.onRefused(error)
    } else if (error?.status === 401) {
      suspend()
      host.onUnauthorized(error)
    } else {
      mutation.lost = true
      retryLater(retryAfter ?? 0)
    }
  }

  function suspend() {
    suspended = true
    setHealth('unauthorized')
  }

  function retryLater(retryAfter: number) {
    if (waiting) return
    tries += 1
    if (tries >= QUICK_TRIES) setHealth('degraded')
    notBefore = Date.now() + retryAfter
    waiting = pause(Math.max(retryAfter, tries < QUICK_TRIES ? jitter(1000 * 2 ** (tries - 1)) : SLOW_EVERY))
    void waiting.done.then(() => {
      waiting = undefined
      pump()
    })
  }

  function heard() {
    clearTimeout(silence)
    silence = queue.some(({ sent }) => sent) ? setTimeout(host.onSilence, ANSWER_WITHIN) : undefined
  }

  return {
    queue: () => queue,
    health: () => health,
    push: (mutation) => {
      if (queue.length >= MAX_QUEUE || stop.signal.aborted) {
        mutation.onRefused(clientError('QUEUE_FULL', `${MAX_QUEUE} mutations are waiting already`))
        return
      }
      queue = [...queue, mutation]
      host.onChange()
      plan()
    },
    again: (mutations) => {
      queue = [...mutations.filter((mutation) => !queue.includes(mutation)), ...queue]
      for (const mutation of mutations) mutation.sent = false
      host.onChange()
      plan()
    },
    pending: () =>
      queue
        .filter(({ lost }) => lost)
        .slice(0, MAX_BATCH)
        .map(({ mid, since }) => ({ clientMutationId: mid, ...(since !== undefined && { since }) })),
    settle: (results) => {
      for (const { clientMutationId, seq = 0, data, error } of results) {
        const mutation = queue.find(({ mid }) => mid === clientMutationId)
        if (!mutation) continue
        if (error) refuse(mutation, apiError(error, error.status), error.retryAfter && error.retryAfter * 1000)
        else done(mutation, seq, data)
      }
      heard()
      pump()
    },
    onDown: () => {
      for (const mutation of queue) {
        mutation.lost ||= mutation.sent
        mutation.sent = false
      }
      heard()
      plan()
    },
    wake: (isKnown) => {
      if (isKnown && health === 'unauthorized') setHealth('ok')
      if (Date.now() < notBefore) return
      suspended = false
      waiting?.end()
      plan()
    },
    suspend,
    close: () => {
      stop.abort()
      waiting?.end()
      clearTimeout(silence)
      const left = queue
      queue = []
      for (const mutation of left) mutation.onRefused(clientError('ABANDONED', 'the user changed before this was saved'))
    },
  }
}
