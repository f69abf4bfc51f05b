import { randomUUID } from 'node:crypto'
import { deadlineIn, type Figures, Meter, WARM_UP } from '../load'
import type { Server } from '../server/server'
import { percentile } from '../stats'
import { PATIENCE, patiently } from './patience'
import type { Frame, RoomSocket } from './socket'

export interface Stream {
  /** Mutations that are not answered yet. */
  readonly inFlight: number
  readonly perFrame: number
  readonly count: number
  readonly seconds: number
  readonly warmUp: number
  /** Resolves when everybody has been told of so many, which the answers do not say. */
  readonly settled?: (count: number) => Promise<void>
}

interface Result {
  readonly clientMutationId: string
  readonly error?: unknown
  readonly seq?: unknown
  readonly data?: { readonly title?: unknown }
}

/** One client that sends inserts over its socket, always as many as are in flight, and checks every answer. */
export class Sender {
  readonly #socket: RoomSocket
  /** Of its mutations' ids: the same again would be the same mutation. */
  readonly #name = randomUUID().slice(0, 13)
  readonly #sent = new Map<string, { title: string; at: number }>()
  #made = 0
  /** The newest that it was told of. */
  #seq: unknown
  #latencies: number[] = []
  #more: () => void = () => undefined
  #broken: Error | undefined

  constructor(socket: RoomSocket) {
    this.#socket = socket
    this.#seq = socket.seq
    socket.take = (frame) => {
      try {
        this.#take(frame)
      } catch (error) {
        this.#broken = error as Error
      }
      this.#more()
    }
  }

  /** How many it has sent, all told. */
  get count(): number {
    return this.#made
  }

  async run(server: Server, stream: Stream): Promise<Figures> {
    await server.turn.meet()
    await this.#sendAll(server, { ...stream, count: stream.warmUp, seconds: stream.seconds * WARM_UP })
    this.#latencies = []
    const meter = new Meter(server)
    await this.#sendAll(server, stream)
    const latencies = this.#latencies
    return { ...meter.stop(latencies.length), p50: percentile(latencies, 0.5), p99: percentile(latencies, 0.99) }
  }

  /** In slices, at whose ends all is answered. */
  async #sendAll(server: Server, stream: Stream): Promise<void> {
    const { turn } = server
    const [end, deadline] = [this.#made + stream.count, deadlineIn(server, stream.seconds)]
    while (this.#made < end && turn.clock() < deadline) {
      await this.#send({ ...stream, count: end - this.#made, seconds: (Math.min(deadline, turn.end) - turn.clock()) / 1_000 })
      await stream.settled?.(this.#made)
      await turn.share()
    }
  }

  #send({ inFlight, perFrame, count, seconds }: Stream): Promise<void> {
    const end = this.#made + count
    const deadline = performance.now() + seconds * 1_000
    const answered = new Promise<void>((resolve, reject) => {
      this.#more = () => {
        if (this.#broken) return reject(this.#broken)
        const isOver = () => this.#made >= end || performance.now() > deadline
        while (!isOver() && this.#sent.size + perFrame <= inFlight) this.#frame(Math.min(perFrame, end - this.#made))
        if (isOver() && this.#sent.size === 0) resolve()
      }
      this.#more()
    })
    return patiently(`answers to ${count} mutations`, answered, seconds + PATIENCE)
  }

  #frame(count: number): void {
    const mutations = Array.from({ length: count }, () => {
      this.#made += 1
      const clientMutationId = `${this.#name}-${this.#made}`
      const title = `todo ${this.#made}`
      this.#sent.set(clientMutationId, { title, at: performance.now() })
      // As our own client does: so no server has to look for it further back.
      return { clientMutationId, since: this.#seq, collection: 'todos', action: 'insert', payload: { title } }
    })
    this.#socket.send({ type: 'mutate', mutations })
  }

  #take(frame: Frame): void {
    if (frame['type'] !== 'ack') return
    for (const result of frame['results'] as readonly Result[]) {
      const sent = this.#sent.get(result.clientMutationId)
      if (sent === undefined || result.error !== undefined || result.data?.title !== sent.title) {
        throw new Error(`a mutation was answered with ${JSON.stringify(result)}`)
      }
      this.#seq = result.seq
      this.#sent.delete(result.clientMutationId)
      this.#latencies.push(performance.now() - sent.at)
    }
  }
}
