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
  /** How many go before, at most; fewer where a part of `seconds` is over. */
  readonly warmUp: number
}

/** The part of the measured time that may go before it. */
export const WARM_UP = 0.3

/** When so many seconds will be over, as `performance.now` tells it. */
export const deadlineIn = (seconds: number) => performance.now() + seconds * 1_000

/** One that is done: it checks its own answer and throws where that is wrong. */
export type Operation = (at: number) => Promise<void>

/** Does the next as soon as one is answered, with always as many in flight. */
export async function closedLoop(server: Server, load: Load, operation: Operation): Promise<Figures> {
  let at = 0
  const seconds = load.seconds ?? Infinity
  const warm = deadlineIn(seconds * WARM_UP)
  await lanes(load.inFlight, async () => {
    while (at < load.warmUp && performance.now() < warm) await operation(at++)
  })
  const end = at + load.count
  const latencies: number[] = []
  const deadline = deadlineIn(seconds)
  const meter = new Meter(server)
  await lanes(load.inFlight, async () => {
    while (at < end && performance.now() < deadline) {
      const n = at++
      const begun = performance.now()
      await operation(n)
      latencies.push(performance.now() - begun)
    }
  })
  return { ...meter.stop(latencies.length), p50: percentile(latencies, 0.5), p99: percentile(latencies, 0.99) }
}

async function lanes(count: number, lane: () => Promise<void>): Promise<void> {
  await Promise.all(Array.from({ length: count }, lane))
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
