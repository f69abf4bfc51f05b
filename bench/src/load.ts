import type { Server } from './server/server'
import { percentile } from './stats'

/** What one case of a scenario came to. Of each only what makes sense there. */
export interface Figures {
  /** A second. */
  rate?: number
  /** Milliseconds. */
  p50?: number
  p99?: number
  /** Microseconds of the server's CPU for each. */
  cpu?: number
  bytes?: number
  /** Bytes that the server's process holds afterwards. */
  memory?: number
  rowsRead?: number
  rowsWritten?: number
  calls?: number
}

export interface Load {
  readonly inFlight: number
  /** How many are measured; fewer where `seconds` are over before. */
  readonly count: number
  readonly seconds?: number
  /** How many go before. */
  readonly warmUp: number
}

/** One that is done: it checks its own answer and throws where that is wrong. `lane` is which of those in flight. */
export type Operation = (lane: number, at: number) => Promise<void>

/** Does the next as soon as one is answered, with always as many in flight. */
export async function closedLoop(server: Server, load: Load, operation: Operation): Promise<Figures> {
  let at = 0
  await lanes(load.inFlight, async (lane) => {
    while (at < load.warmUp) await operation(lane, at++)
  })
  const end = at + load.count
  const latencies: number[] = []
  const deadline = performance.now() + (load.seconds ?? Infinity) * 1_000
  const meter = new Meter(server)
  await lanes(load.inFlight, async (lane) => {
    while (at < end && performance.now() < deadline) {
      const n = at++
      const begun = performance.now()
      await operation(lane, n)
      latencies.push(performance.now() - begun)
    }
  })
  return { ...meter.stop(latencies.length), p50: percentile(latencies, 0.5), p99: percentile(latencies, 0.99) }
}

async function lanes(count: number, lane: (lane: number) => Promise<void>): Promise<void> {
  await Promise.all(Array.from({ length: count }, (_, at) => lane(at)))
}

/** Time and the server's CPU between two moments. */
export class Meter {
  readonly #server: Server
  readonly #begun = performance.now()
  readonly #cpu: number | undefined

  constructor(server: Server) {
    this.#server = server
    this.#cpu = server.process?.cpu()
  }

  /** What each of `count` came to. */
  stop(count: number): Figures {
    const seconds = (performance.now() - this.#begun) / 1_000
    const cpu = this.#server.process?.cpu()
    const memory = this.#server.process?.memory()
    return {
      rate: count / seconds,
      ...(cpu === undefined || this.#cpu === undefined ? {} : { cpu: ((cpu - this.#cpu) / count) * 1e6 }),
      ...(memory === undefined ? {} : { memory }),
    }
  }
}
