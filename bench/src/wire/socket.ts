import { once } from 'node:events'
import type { Socket } from 'node:net'
import WebSocket from 'ws'
import type { Address } from './http'
import { patiently } from './patience'

export type Frame = Readonly<Record<string, unknown>>

/** Frames go to many sockets with the same bytes: those are parsed once. */
let last: { bytes: Buffer; frame: Frame } | undefined

function parse(bytes: Buffer): Frame {
  if (last?.bytes.equals(bytes)) return last.frame
  const frame = JSON.parse(bytes.toString('utf8')) as Frame
  last = { bytes, frame }
  return frame
}

/** One client's socket to a room. `take` gets every frame. */
export class RoomSocket {
  readonly #socket: WebSocket
  take: (frame: Frame) => void = () => undefined
  /** Where the room stood when it let this one in; unknown of a room that does not count. */
  seq: unknown

  private constructor(socket: WebSocket) {
    this.#socket = socket
    // It closes, too, which whoever waits hears of in time.
    socket.on('error', () => undefined)
    socket.on('message', (data) => this.take(parse(data as Buffer)))
  }

  /** Resolves with the first frame, which says that the room is there. */
  static async open({ host, port }: Address, room: string): Promise<RoomSocket> {
    const url = `ws://${host}:${port}/parties/main/${room}`
    const socket = new RoomSocket(new WebSocket(url, { perMessageDeflate: false, skipUTF8Validation: true }))
    const hello = socket.next('sync-init')
    const first = await Promise.race([hello, once(socket.#socket, 'close').then(() => Promise.reject(new Error('the room closed the socket')))])
    socket.seq = first['seq']
    return socket
  }

  send(frame: object): void {
    this.#socket.send(JSON.stringify(frame))
  }

  /** The next frame of this type. Takes the place of `take` until it has come. */
  next(type: string): Promise<Frame> {
    const before = this.take
    const come = new Promise<Frame>((resolve) => {
      this.take = (frame) => {
        if (frame['type'] !== type) return
        this.take = before
        resolve(frame)
      }
    })
    return patiently(`a frame ${type}`, come)
  }

  /** All that came over the wire, the handshake too. */
  get bytes(): number {
    // The types of `ws` do not tell of the socket below.
    return (this.#socket as unknown as { _socket: Socket })._socket.bytesRead
  }

  async close(): Promise<void> {
    const closed = once(this.#socket, 'close')
    this.#socket.close(1000)
    // The runtime says goodbye at once, and hangs up ten seconds later.
    const look = setInterval(() => {
      if (this.#socket.readyState === WebSocket.CLOSING) this.#socket.terminate()
    }, 5)
    await closed
    clearInterval(look)
  }
}
