/** Ready states of a WebSocket. */
const OPEN = 1
const CLOSED = 3

/** Does something after what is being done now. By a promise: fake timers may have `queueMicrotask` in their hands. */
export const soon = (what: () => void): void => void Promise.resolve().then(what)

/** The other end of a socket that the page has opened. */
export interface Line {
  readonly url: string
  /** Whether frames reach the page. */
  readonly isOpen: () => boolean
  readonly open: () => void
  /** Tells the page; nothing where it listens no more. */
  readonly say: (frame: object | string) => void
  readonly end: (code: number) => void
}

/** What becomes of sockets. */
export interface Exchange {
  /** The page wants a socket. */
  readonly onDial: (line: Line) => void
  readonly onText: (line: Line, text: string) => void
}

/**
 * A `WebSocket` of which the other end is in the page's memory.
 *
 * Like the platform's, it tells nothing within the call that causes it.
 */
export function socketClass({ onDial, onText }: Exchange): typeof WebSocket {
  // The page's of now: a runner takes a page away when its tests are done, and sockets still close.
  const { Event, EventTarget, MessageEvent } = globalThis
  class FakeWebSocket extends EventTarget {
    static readonly CONNECTING = 0
    static readonly OPEN = OPEN
    static readonly CLOSING = 2
    static readonly CLOSED = CLOSED
    readonly CONNECTING = 0
    readonly OPEN = OPEN
    readonly CLOSING = 2
    readonly CLOSED = CLOSED
    binaryType = 'blob'
    readonly bufferedAmount = 0
    readonly extensions = ''
    readonly protocol = ''
    readyState = 0
    readonly url: string
    readonly #line: Line

    constructor(url: string | URL) {
      super()
      this.url = String(url)
      this.#line = {
        url: this.url,
        isOpen: () => this.readyState === OPEN,
        open: () => {
          if (this.readyState !== 0) return
          this.readyState = OPEN
          this.dispatchEvent(new Event('open'))
        },
        say: (frame) => {
          if (this.readyState !== OPEN) return
          this.dispatchEvent(new MessageEvent('message', { data: typeof frame === 'string' ? frame : JSON.stringify(frame) }))
        },
        end: (code) => {
          if (this.readyState === CLOSED) return
          this.readyState = CLOSED
          // Node has no CloseEvent before version 23; whoever listens reads nothing but these two.
          this.dispatchEvent(Object.assign(new Event('close'), { code, reason: '' }))
        },
      }
      onDial(this.#line)
    }

    send(text: string): void {
      if (this.readyState === OPEN) onText(this.#line, text)
    }

    close(code = 1005): void {
      soon(() => this.#line.end(code))
    }
  }
  // As much of it as clients use: no `onopen` and the like.
  return FakeWebSocket as unknown as typeof WebSocket
}
