import { insert, ROOM } from '../api'
import { closedLoop, deadlineIn, type Figures, Meter } from '../load'
import type { Cases, Scenario, Size } from '../scenario'
import type { Server } from '../server/server'
import { percentile } from '../stats'
import { warmUp } from '../warm'
import { Listeners } from '../wire/listeners'
import { Pool } from '../wire/pool'
import { Sender } from '../wire/sender'
import { RoomSocket } from '../wire/socket'

const SOCKETS = [1, 50, 200]
const IN_FLIGHT = 32

/** From a request that is sent to the last socket that is told of it. */
export async function idle(server: Server, sockets: number, size: Size): Promise<Figures> {
  await using listeners = await Listeners.open(server, ROOM, sockets)
  using pool = await Pool.open(server, 1)
  const latencies: number[] = []
  const [warmUp, count] = [size.ops(100), size.ops(500)]
  await server.turn.meet()
  let meter = new Meter(server)
  const deadline = deadlineIn(server, size.seconds)
  for (let at = 0; at < warmUp + count && (latencies.length === 0 || server.turn.clock() < deadline); at += 1) {
    await server.turn.share()
    if (at === warmUp) meter = new Meter(server)
    const begun = performance.now()
    const told = listeners.until(at + 1)
    await Promise.all([told.then(() => at >= warmUp && latencies.push(performance.now() - begun)), insert(pool, `todo ${at}`)])
  }
  return { ...meter.stop(latencies.length), p50: percentile(latencies, 0.5), p99: percentile(latencies, 0.99) }
}

/** With 32 requests in flight, until the last socket has been told of the last row. */
export async function overHttp(server: Server, sockets: number, size: Size): Promise<Figures> {
  await using listeners = await Listeners.open(server, ROOM, sockets)
  using pool = await Pool.open(server, IN_FLIGHT)
  let count = 0
  const meter = new Meter(server)
  const load = { inFlight: IN_FLIGHT, count: size.ops(3_000), seconds: size.seconds, warmUp: 0, settled: () => listeners.until(count) }
  const { p50 = NaN, p99 = NaN } = await closedLoop(server, load, async (at) => {
    await insert(pool, `todo ${at}`)
    count += 1
  })
  return { ...meter.stop(count), p50, p99 }
}

/** The same with one more socket, whose client sends the rows. */
export async function overSocket(server: Server, sockets: number, size: Size): Promise<Figures> {
  await using listeners = await Listeners.open(server, ROOM, sockets)
  const socket = await RoomSocket.open(server, ROOM)
  const sender = new Sender(socket)
  const meter = new Meter(server)
  const { p50 = NaN, p99 = NaN } = await sender.run(server, {
    inFlight: IN_FLIGHT,
    perFrame: 1,
    count: size.ops(12_000),
    seconds: size.seconds,
    warmUp: 0,
    settled: (count) => listeners.until(count),
  })
  const figures = meter.stop(sender.count)
  await socket.close()
  return { ...figures, p50, p99 }
}

export const TELL: Scenario = {
  name: 'tell',
  title: 'From a request to the last socket',
  about: 'One POST at a time, from sending it to the moment at which the last of the listening sockets has been told.',
  figures: ['p50', 'p99', 'cpu'],
  isTimed: true,
  takes: () => true,
  run: (server, _, size) => withSockets(server, size, [['', idle]]),
}

export const FAN_OUT: Scenario = {
  name: 'fan-out',
  title: 'Mutations that every socket is told of',
  about:
    'Mutations a second, until the last socket has been told of the last one: 32 in flight, over HTTP, and over one more socket; who takes none there is compared by its HTTP.',
  figures: ['rate', 'p50', 'cpu'],
  isTimed: true,
  takes: () => true,
  run: (server, contender, size) =>
    withSockets(server, size, [
      [' over HTTP', overHttp],
      [' over a socket', contender.hasSocketMutations ? overSocket : undefined],
    ]),
}

type Way = (server: Server, sockets: number, size: Size) => Promise<Figures>

/** A way that it has not comes to what the way before it came to. */
async function withSockets(server: Server, size: Size, ways: readonly (readonly [string, Way | undefined])[]): Promise<Cases> {
  const cases: Cases = new Map()
  await warmUp(server, size)
  for (const full of SOCKETS) {
    const sockets = size.some(full)
    let figures: Figures = {}
    for (const [name, way] of ways) {
      if (way !== undefined) figures = await way(server, sockets, size)
      cases.set(`${full} ${full === 1 ? 'socket' : 'sockets'}${name}`, figures)
    }
  }
  return cases
}
