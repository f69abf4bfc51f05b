import type { Server } from './server/server'
import { percentile } from './stats'
import type { Turn } from './turns'

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
  /** Resolves when nothing is under way any more that an operation has begun and does not wait for. */
  readonly settled?: () => Promise<void>
}

/** The part of the measured time that may go before it. */
export const WARM_UP = 0.3

/** When so many seconds will be over, as the clock of the server's turn tells it. */
export const deadlineIn = ({ turn }: Server, seconds: number) => turn.clock() + seconds * 1_000

/** One that is done: it checks its own answer and throws where that is wrong. */
export type Operation = (at: number) => Promise<void>

/** Does the next as soon as one is answered, with always as many in flight. */
export async function closedLoop(server: Server, load: Load, operation: Operation): Promise<Figures> {
  const { turn } = server
  const seconds = load.seconds ?? Infinity
  await turn.meet()
  let at = 0
  const warm = deadlineIn(server, seconds * WARM_UP)
  await inSlices(turn, load, warm, () => (at < load.warmUp ? operation(at++) : undefined))
  const end = at + load.count
  const latencies: number[] = []
  const deadline = deadlineIn(server, seconds)
  const meter = new Meter(server)
  const timed = async (n: number) => {
    const begun = performance.now()
    await operation(n)
    latencies.push(performance.now() - begun)
  }
  await inSlices(turn, load, deadline, () => (at < end ? timed(at++) : undefined))
  return { ...meter.stop(latencies.length), p50: percentile(latencies, 0.5), p99: percentile(latencies, 0.99) }
}

/** Does the next until there is none or the time is over. What is under way is waited for before others have their turn. */
async function inSlices(turn: Turn, { inFlight, settled }: Load, deadline: number, next: () => Promise<void> | undefined): Promise<void> {
  let isOver = false
  while (!isOver && turn.clock() < deadline) {
    const end = Math.min(deadline, turn.end)
    const lane = async () => {
      while (!isOver && turn.clock() < end) {
        const done = next()
        if (done === undefined) isOver = true
        else await done
      }
    }
    await Promise.all(Array.from({ length: inFlight }, lane))
    await settled?.()
    await turn.share()
  }
}

/** Time and the server's CPU between two moments. It does next to nothing while others have their turn. */
export class Meter {
  readonly #server: Server
  readonly #begun: number
  readonly #cpu: number | undefined

  constructor(server: Server) {
    this.#server = server
    this.#begun = server.turn.clock()
    this.#cpu = server.process?.cpu()
  }

  /** What each of `count` came to. */
  stop(count: number): Figures {
    const seconds = (this.#server.turn.clock() - this.#begun) / 1_000
    const cpu = this.#server.process?.cpu()
    const memory = this.#server.process?.memory()
    return {
      rate: count / seconds,
      ...(cpu === undefined || this.#cpu === undefined ? {} : { cpu: ((cpu - this.#cpu) / count) * 1e6 }),
      ...(memory === undefined ? {} : { memory }),
    }
  }
}
