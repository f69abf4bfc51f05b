import type { SyncError } from '../client'
import { refused } from './refusals'
import type { Call, Refusal, Which } from './types'

/** What a call is answered with. */
export interface Answer {
  readonly status: number
  readonly body: object
  readonly retryAfter?: number | undefined
}

/** A call at the door: what does it, and what happens where the network breaks before that. */
interface Waiting {
  readonly call: Call
  readonly go: () => void
  readonly lose: () => void
}

/** Where every call passes: there it waits, or is refused, or goes in. */
export class Door {
  readonly sent: Call[] = []
  readonly held: Waiting[] = []
  holds: ((call: Call) => boolean) | undefined
  /** How many are inside, or on their way in or out. */
  busy = 0
  /** How often anything has happened. */
  events = 0
  #refusals: { readonly which: Which; readonly refusal: Refusal }[] = []
  #requests = 0

  refuse(which: Which, refusal: Refusal): () => void {
    const rule = { which, refusal }
    this.#refusals.push(rule)
    return () => {
      this.#refusals = this.#refusals.filter((other) => other !== rule)
    }
  }

  /**
   * Takes a call in.
   *
   * @param perform does it; what it throws is the answer.
   * @throws TypeError where the network broke while it waited.
   */
  async enter(call: Call, perform: () => object): Promise<Answer> {
    this.sent.push(call)
    this.events += 1
    this.busy += 1
    try {
      // Nothing is answered within the call that asks.
      await undefined
      if (this.holds?.(call)) {
        this.busy -= 1
        await new Promise<void>((go, lose) => {
          this.held.push({ call, go, lose: () => lose(new TypeError('the network is gone')) })
        }).finally(() => {
          this.busy += 1
        })
      }
      return this.#answer(call, perform)
    } finally {
      this.busy -= 1
      this.events += 1
    }
  }

  /** Lets in what waits; so many of them. */
  release(count = this.held.length): void {
    for (const { go } of this.held.splice(0, count)) go()
  }

  /** The network breaks. */
  lose(): void {
    for (const { lose } of this.held.splice(0)) lose()
  }

  #answer(call: Call, perform: () => object): Answer {
    const rule = this.#refusals.find(({ which }) =>
      typeof which === 'function' ? which(call) : which === call.action || (which === 'next' && call.payload !== undefined),
    )
    if (rule && typeof rule.which !== 'function') this.#refusals = this.#refusals.filter((other) => other !== rule)
    return this.attempt(() => {
      if (!rule) return perform()
      const { status, code, message = code, issues, retryAfter } = rule.refusal
      throw Object.assign(refused(status, code, message, issues), { retryAfter })
    })
  }

  /** An answer, whatever comes of it. */
  attempt(perform: () => object): Answer {
    try {
      return { status: 200, body: perform() }
    } catch (error) {
      const { status = 500, code, message, details, retryAfter } = error as SyncError & { retryAfter?: number }
      if (details === undefined) throw error
      const { issues } = details
      this.#requests += 1
      const requestId = `fake-${this.#requests}`
      return { status, body: { error: { code, message, ...(issues.length > 0 && { issues }), requestId } }, retryAfter }
    }
  }
}
