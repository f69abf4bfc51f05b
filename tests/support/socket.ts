import { once } from 'node:events'
import WebSocket from 'ws'

/** A frame as it came: a JSON object with a type. */
export type Frame = Readonly<Record<string, unknown>> & { readonly type: string }

/** What a client says when it knocks, beside the room. */
export interface Knock {
  readonly headers?: Readonly<Record<string, string>>
  readonly protocols?: readonly string[]
  /** With its `?`. */
  readonly query?: string
}

function knock(origin: string, room: string, party: string, { headers, protocols, query = '' }: Knock): WebSocket {
  const url = `${origin.replace('http', 'ws')}/parties/${party}/${encodeURIComponent(room)}${query}`
  return new WebSocket(url, [...(protocols ?? [])], { headers: { ...headers } })
}

/**
 * What a handshake comes to: 101 where it succeeds, the code of the close where the socket is opened only to say that
 * (pages do not see a status), the status where it is not opened at all.
 */
export async function handshake(origin: string, room: string, said: Knock = {}): Promise<number> {
  const socket = knock(origin, room, 'main', said)
  socket.on('error', () => undefined) // it follows the answer that is awaited here
  const status = await Promise.race([
    once(socket, 'message').then(() => 101),
    closeCode(socket),
    once(socket, 'unexpected-response').then(([, response]) => Number(response.statusCode)),
  ])
  socket.terminate()
  return status
}

/** The code that the server closes a socket with. */
async function closeCode(socket: WebSocket): Promise<number> {
  const closed = once(socket, 'close')
  // The runtime says goodbye at once and hangs up ten seconds later. Browsers do not wait for it either.
  const look = setInterval(() => {
    if (socket.readyState === WebSocket.CLOSING) socket.terminate()
  }, 10)
  try {
    return Number((await closed)[0])
  } finally {
    clearInterval(look)
  }
}

/** One client's socket to a room. It keeps every frame, and lets a test wait for the one that it is about. */
export class RoomSocket {
  readonly frames: Frame[] = []
  /** Texts that are no JSON objects: the heartbeat's answers. */
  readonly texts: string[] = []
  readonly #socket: WebSocket
  readonly #waiting = new Set<() => void>()

  private constructor(socket: WebSocket) {
    this.#socket = socket
    socket.on('message', (data) => {
      this.#take(String(data))
      for (const look of this.#waiting) look()
    })
  }

  /** Opens `/parties/:party/:room` of the server at `origin`. */
  static async open(origin: string, room = 'default', party = 'main', said: Knock = {}): Promise<RoomSocket> {
    const socket = knock(origin, room, party, said)
    const opened = new RoomSocket(socket)
    await once(socket, 'open')
    return opened
  }

  /** The sub-protocol that the server took. */
  get protocol(): string {
    return this.#socket.protocol
  }

  /** Sends text and bytes as they are, and all else as JSON. */
  send(message: unknown): void {
    this.#socket.send(typeof message === 'string' || message instanceof Uint8Array ? message : JSON.stringify(message))
  }

  /** Resolves as soon as `done` holds, looking again at everything that comes. */
  async until(what: string, done: (socket: RoomSocket) => boolean, milliseconds = 20_000): Promise<void> {
    if (done(this)) return
    await new Promise<void>((resolve, reject) => {
      const finish = () => {
        this.#waiting.delete(look)
        clearTimeout(timer)
      }
      const look = () => {
        if (!done(this)) return
        finish()
        resolve()
      }
      const timer = setTimeout(() => {
        finish()
        reject(new Error(`after ${milliseconds} ms there is no ${what}; ${this.frames.length} frames have come`))
      }, milliseconds)
      this.#waiting.add(look)
    })
  }

  /** The first frame of a type, which may have come already. */
  async frame(type: string): Promise<Frame> {
    const found = () => this.frames.find((frame) => frame.type === type)
    await this.until(`${type} frame`, () => found() !== undefined)
    return found() as Frame
  }

  /** All changes of all broadcasts so far, in the order in which they came. */
  get changes(): readonly Readonly<Record<string, unknown>>[] {
    return this.frames.flatMap((frame) => (frame.type === 'broadcast' && Array.isArray(frame['changes']) ? frame['changes'] : []))
  }

  /** Whether it is open: not any more as soon as either side says goodbye. */
  get isOpen(): boolean {
    return this.#socket.readyState === WebSocket.OPEN
  }

  /** The code that the server closes it with. */
  async closed(): Promise<number> {
    if (this.#socket.readyState === WebSocket.CLOSED) throw new Error('it is closed already')
    return closeCode(this.#socket)
  }

  /** Closes it; resolves with the code when the other side has answered. */
  async close(): Promise<number> {
    if (this.#socket.readyState === WebSocket.CLOSED) return 1005
    const closed = once(this.#socket, 'close')
    this.#socket.close()
    return Number((await closed)[0])
  }

  #take(text: string): void {
    let frame: unknown
    try {
      frame = JSON.parse(text)
    } catch {
      this.texts.push(text)
      return
    }
    if (typeof frame === 'object' && frame !== null && 'type' in frame && typeof frame.type === 'string') {
      this.frames.push({ ...frame, type: frame.type })
    } else this.texts.push(text)
  }
}
