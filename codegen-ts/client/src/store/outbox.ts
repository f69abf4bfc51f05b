import { clientError, type SyncError } from '../errors'
import { isRefusal, type Json, type Reply, send, toError } from '../wire/http'
import type { SyncConfig } from './config'
import { jitter, type Pause, pause } from './pause'

/** After so many quick tries the queue counts as degraded .. */
const QUICK_TRIES = 3
/** .. and tries this often, without end. */
const SLOW_EVERY = 10_000
/** A queue is as long as the server's. */
const MAX_QUEUE = 10_000

/** What the server said of a mutation that it did. */
export interface Done {
  readonly seq: number
  readonly data: unknown
}

/** A mutation on its way. */
export interface Mutation {
  readonly mid: string
  readonly collection: string
  readonly method: 'POST' | 'PUT' | 'DELETE'
  readonly path: string
  /** The scope that it stays within, or that a new row gets. */
  readonly scope: string | undefined
  /** Without the mutation's id; `undefined` where the path says it all. */
  readonly body: Json | undefined
  readonly bulk: boolean
  /** The seq that was known when it was sent first: the server's proof that it would remember the id. */
  since?: number | undefined
  readonly onDone: (done: Done) => void
  readonly onRefused: (error: SyncError) => void
}

/** `degraded`: several tries got no answer. `unauthorized`: the server wants a sign-in first. */
export type Health = 'ok' | 'degraded' | 'unauthorized'

/** What an outbox needs of its room. */
export interface OutboxHost {
  readonly config: () => SyncConfig
  /** The highest seq that this client knows. */
  readonly seen: () => number | undefined
  readonly onChange: () => void
  readonly onError: (error: SyncError) => void
}

/** The mutations of a room, sent in call order, one at a time. */
export interface Outbox {
  readonly size: () => number
  readonly health: () => Health
  readonly push: (mutation: Mutation) => void
  /** Sends these again, before all others. */
  readonly again: (mutations: readonly Mutation[]) => void
  /** Settles a mutation whose commit was seen elsewhere. */
  readonly confirm: (mid: string, done: (mutation: Mutation) => Done) => void
  /** Tries now, unless the server asked to wait. */
  readonly wake: () => void
  /** The server does not know who asks: nothing is sent until the next {@link Outbox.wake}. */
  readonly suspend: () => void
  readonly close: () => void
}

type Outcome =
  | { readonly type: 'done'; readonly done: Done }
  | { readonly type: 'refused'; readonly error: SyncError }
  | { readonly type: 'unauthorized'; readonly error: SyncError }
  | { readonly type: 'unknown'; readonly retryAfter: number | undefined }

/**
 * Makes a room's outbox.
 *
 * One at a time, because an edit must not overtake the insert that it builds on. A refusal frees the queue; an unknown
 * outcome keeps it, and the same mutation id is sent again.
 */
export function createOutbox(host: OutboxHost): Outbox {
  const stop = new AbortController()
  let queue: readonly Mutation[] = []
  let health: Health = 'ok'
  let running = false
  let tries = 0
  let waiting: Pause | undefined
  /** The server asked not to be called before. */
  let notBefore = 0

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

  async function pump() {
    if (running || stop.signal.aborted) return
    running = true
    for (let head = queue[0]; head && !stop.signal.aborted; head = queue[0]) {
      const outcome = await attempt(head)
      // Its echo may have come first.
      if (!queue.includes(head)) continue
      if (outcome.type === 'done') {
        remove(head)
        head.onDone(outcome.done)
      } else if (outcome.type === 'refused') {
        remove(head)
        head.onRefused(outcome.error)
      } else if (outcome.type === 'unauthorized') {
        setHealth('unauthorized')
        host.onError(outcome.error)
        break
      } else {
        await retryLater(outcome.retryAfter ?? 0)
      }
    }
    running = false
  }

  async function retryLater(retryAfter: number) {
    tries += 1
    if (tries >= QUICK_TRIES) setHealth('degraded')
    notBefore = Date.now() + retryAfter
    waiting = pause(Math.max(retryAfter, tries < QUICK_TRIES ? jitter(1000 * 2 ** (tries - 1)) : SLOW_EVERY))
    await waiting.done
    waiting = undefined
  }

  async function attempt(mutation: Mutation): Promise<Outcome> {
    mutation.since ??= host.seen()
    const { mid, since, method, path, scope, body } = mutation
    const proof = {
      _clientMutationId: mid,
      ...(since !== undefined && { _since: since }),
      ...(scope !== undefined && { scope }),
    }
    const query = new URLSearchParams(Object.entries(proof).map(([name, value]) => [name, String(value)]))
    try {
      const reply = body
        ? await send(host.config(), method, path, { ...body, ...proof }, stop.signal)
        : await send(host.config(), method, `${path}?${query}`, undefined, stop.signal)
      return judge(reply)
    } catch {
      return { type: 'unknown', retryAfter: undefined }
    }
  }

  function wake() {
    if (Date.now() < notBefore) return
    waiting?.end()
    void pump()
  }

  return {
    size: () => queue.length,
    health: () => health,
    push: (mutation) => {
      if (queue.length >= MAX_QUEUE || stop.signal.aborted) {
        mutation.onRefused(clientError('QUEUE_FULL', `${MAX_QUEUE} mutations are waiting already`))
        return
      }
      queue = [...queue, mutation]
      host.onChange()
      void pump()
    },
    again: (mutations) => {
      queue = [...mutations.filter((mutation) => !queue.includes(mutation)), ...queue]
      host.onChange()
      void pump()
    },
    confirm: (mid, done) => {
      const mutation = queue.find((other) => other.mid === mid)
      if (!mutation) return
      remove(mutation)
      mutation.onDone(done(mutation))
      waiting?.end()
    },
    wake,
    suspend: () => setHealth('unauthorized'),
    close: () => {
      stop.abort()
      waiting?.end()
      const left = queue
      queue = []
      for (const mutation of left) mutation.onRefused(clientError('ABANDONED', 'the user changed before this was saved'))
    },
  }
}

/** What an answer means; everything that is not surely one of ours leaves the outcome unknown. */
function judge(reply: Reply): Outcome {
  const { status, body } = reply
  if (status >= 200 && status < 300 && body?.['success'] === true && typeof body['seq'] === 'number') {
    return { type: 'done', done: { seq: body['seq'], data: body['data'] } }
  }
  if (status === 401) return { type: 'unauthorized', error: toError(reply) }
  if (isRefusal(reply)) return { type: 'refused', error: toError(reply) }
  return { type: 'unknown', retryAfter: reply.retryAfter }
}
