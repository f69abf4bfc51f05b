import type { BrowserContext, Request, Route } from 'playwright-core'

/** Which way a frame goes: `up` to the server, `down` to the page. */
export type Way = 'up' | 'down'

/** A frame or an answer that a test keeps for as long as it likes. */
export interface Held {
  readonly text: string
  readonly pass: () => Promise<void>
}

interface Rule {
  readonly way: Way
  readonly matches: (text: string) => boolean
  readonly take: (held: Held) => void
}

/** The rooms' sockets. */
const SOCKETS = /\/parties\//u

/**
 * What stands between a page and its server: lets everything by but what a test wants to keep, to lose or to change. A
 * frame that is kept keeps none of those behind it.
 */
export class Gate {
  /** Every frame that came to the gate, by its way, whether it got through or not. */
  readonly frames: { readonly way: Way; readonly text: string }[] = []
  /** How many sockets were ever opened. */
  sockets = 0
  /** What is made of a frame before it is looked at. */
  change = (text: string): string => text
  readonly #rules = new Set<Rule>()
  readonly #waiting = new Set<() => void>()
  readonly #context: BrowserContext

  private constructor(context: BrowserContext) {
    this.#context = context
  }

  static async build(context: BrowserContext): Promise<Gate> {
    const gate = new Gate(context)
    await context.routeWebSocket(SOCKETS, (socket) => {
      gate.sockets += 1
      const own = gate.sockets
      const upstream = socket.connectToServer()
      socket.onMessage((message) => gate.#handle('up', String(message), own, (text) => upstream.send(text)))
      upstream.onMessage((message) => gate.#handle('down', String(message), own, (text) => socket.send(text)))
    })
    return gate
  }

  /** The sockets up to this number carry nothing any more, and nobody is told. */
  dead = 0

  #handle(way: Way, frame: string, socket: number, send: (text: string) => void): void {
    if (socket <= this.dead) return
    const text = this.change(frame)
    this.frames.push({ way, text })
    for (const look of this.#waiting) look()
    const rule = [...this.#rules].find((one) => one.way === way && one.matches(text))
    if (rule) rule.take({ text, pass: async () => send(text) })
    else send(text)
  }

  /** Resolves with the next frame of this way, from now on, that matches; it has got through unless a rule says otherwise. */
  next(way: Way, matches: RegExp): Promise<string> {
    let from = this.frames.length
    return new Promise((resolve) => {
      const look = () => {
        for (; from < this.frames.length; from += 1) {
          const { way: goes = way, text = '' } = this.frames[from] ?? {}
          if (goes !== way || !matches.test(text)) continue
          this.#waiting.delete(look)
          resolve(text)
          return
        }
      }
      this.#waiting.add(look)
    })
  }

  /** Keeps frames back. */
  hold(way: Way, matches: RegExp): Queue {
    const queue = new Queue((stop) => this.#rules.delete(stop as Rule))
    const rule = { way, matches: (text: string) => matches.test(text), take: queue.put }
    queue.rule = rule
    this.#rules.add(rule)
    return queue
  }

  /**
   * Keeps answers back, over HTTP: the server has done what was asked, and its answer waits.
   *
   * @param matches the method and the URL.
   */
  async holdAnswers(matches: RegExp): Promise<Queue> {
    const handler = async (route: Route, request: Request) => {
      if (!matches.test(`${request.method()} ${request.url()}`)) return route.fallback()
      const response = await route.fetch()
      queue.put({ text: await response.text(), pass: () => route.fulfill({ response }) })
    }
    const queue = new Queue(() => void this.#context.unroute('**/api/**', handler))
    await this.#context.route('**/api/**', handler)
    return queue
  }
}

/** What is kept at the gate, in its order. */
export class Queue {
  rule: unknown
  readonly #held: Held[] = []
  readonly #takers: ((held: Held) => void)[] = []
  readonly #stop: (rule: unknown) => void

  constructor(stop: (rule: unknown) => void) {
    this.#stop = stop
  }

  readonly put = (held: Held): void => {
    const taker = this.#takers.shift()
    if (taker) taker(held)
    else this.#held.push(held)
  }

  /** The next that is kept, once it is there. It stays kept until it is passed. */
  next(): Promise<Held> {
    const held = this.#held.shift()
    return held ? Promise.resolve(held) : new Promise((resolve) => this.#takers.push(resolve))
  }

  /** Keeps no more. */
  end(): void {
    this.#stop(this.rule)
  }
}
