import type { Server } from '../server/server'
import { patiently } from './patience'
import { type Frame, RoomSocket } from './socket'

/** Sockets that listen, and how many changes each has been told. */
export class Listeners implements AsyncDisposable {
  readonly #sockets: readonly RoomSocket[]
  readonly #told: Uint32Array
  #least = 0
  #waiting: { count: number; resolve: () => void } | undefined

  private constructor(sockets: readonly RoomSocket[]) {
    this.#sockets = sockets
    this.#told = new Uint32Array(sockets.length)
    for (const [at, socket] of sockets.entries()) socket.take = (frame) => this.#take(at, frame)
  }

  static async open(server: Server, room: string, count: number): Promise<Listeners> {
    const sockets: RoomSocket[] = []
    // A few at a time: more than the runtime takes at once are refused.
    while (sockets.length < count) {
      const some = Math.min(20, count - sockets.length)
      sockets.push(...(await Promise.all(Array.from({ length: some }, () => RoomSocket.open(server, room)))))
    }
    return new Listeners(sockets)
  }

  /** Resolves when every one has been told of so many changes since they were opened. One that is told of more is an error. */
  async until(count: number): Promise<void> {
    if (this.#least < count) {
      const told = new Promise<void>((resolve) => (this.#waiting = { count, resolve }))
      await patiently(`${this.#sockets.length} sockets that are told of ${count} changes`, told)
    }
    if (this.#told.some((told) => told > count)) throw new Error(`somebody was told of more than the ${count} changes that there were`)
  }

  #take(at: number, frame: Frame): void {
    if (frame['type'] !== 'broadcast') return
    const { changes } = frame
    const told = this.#told[at] ?? 0
    this.#told[at] = told + (Array.isArray(changes) ? changes.length : 1)
    // Only the last one's telling can let somebody go on.
    if (told > this.#least) return
    this.#least = Math.min(...this.#told)
    if (this.#waiting && this.#least >= this.#waiting.count) {
      const { resolve } = this.#waiting
      this.#waiting = undefined
      resolve()
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#sockets.map((socket) => socket.close()))
  }
}
