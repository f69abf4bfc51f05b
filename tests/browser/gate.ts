import type { APIResponse, BrowserContext, Request, Route } from 'playwright-core'

/** Which way a frame goes: `up` to the server, `down` to the page. */
export type Way = 'up' | 'down'

/** A frame that a test keeps for as long as it likes. */
export interface HeldFrame {
  readonly text: string
  readonly pass: () => void
}

/** A request that a test keeps, before the server has it or after. */
export interface HeldRequest {
  /** The server does it, and its answer waits. */
  readonly perform: () => Promise<void>
  /** The answer arrives; the server does it first where it has not yet. */
  readonly pass: () => Promise<void>
}

interface Rule {
  readonly way: Way
  readonly matches: RegExp
  readonly queue: Queue<HeldFrame>
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
  /** The sockets up to this number carry nothing any more, and nobody is told. */
  dead = 0
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

  #handle(way: Way, frame: string, socket: number, send: (text: string) => void): void {
    if (socket <= this.dead) return
    const text = this.change(frame)
    this.frames.push({ way, text })
    for (const look of this.#waiting) look()
    const rule = [...this.#rules].find((one) => one.way === way && one.matches.test(text))
    if (rule) rule.queue.put({ text, pass: () => send(text) })
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

  /** Keeps frames back, until it is ended. */
  hold(way: Way, matches: RegExp): Queue<HeldFrame> {
    const queue = new Queue<HeldFrame>(() => this.#rules.delete(rule))
    const rule = { way, matches, queue }
    this.#rules.add(rule)
    return queue
  }

  /** Keeps requests back whose method and URL match, until it is ended. */
  async holdRequests(matches: RegExp): Promise<Queue<HeldRequest>> {
    const handler = async (route: Route, request: Request) => {
      if (!matches.test(`${request.method()} ${request.url()}`)) return route.fallback()
      let response: Promise<APIResponse> | undefined
      const performed = () => (response ??= route.fetch())
      queue.put({
        perform: async () => void (await performed()),
        pass: async () => route.fulfill({ response: await performed() }),
      })
    }
    const queue = new Queue<HeldRequest>(() => void this.#context.unroute('**/api/**', handler))
    await this.#context.route('**/api/**', handler)
    return queue
  }
}

/** What is kept at the gate, in its order. */
export class Queue<Held> {
  readonly #held: Held[] = []
  readonly #takers: ((held: Held) => void)[] = []
  /** Keeps no more. What is kept already stays. */
  readonly end: () => void

  constructor(end: () => void) {
    this.end = end
  }

  put(held: Held): void {
    const taker = this.#takers.shift()
    if (taker) taker(held)
    else this.#held.push(held)
  }

  /** The next that is kept, once it is there. It stays kept until it is passed. */
  next(): Promise<Held> {
    const held = this.#held.shift()
    return held === undefined ? new Promise((resolve) => this.#takers.push(resolve)) : Promise.resolve(held)
  }
}
