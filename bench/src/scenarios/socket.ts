import { countRows, requireRows, ROOM } from '../api'
import type { Cases, Scenario } from '../scenario'
import { Sender } from '../wire/sender'
import { RoomSocket } from '../wire/socket'

/** Before anything is measured: `warm.ts` says why. */
const WARM_UP = { inFlight: 8, perFrame: 1, count: 8_000 }

const STREAMS = {
  '1 in flight': { inFlight: 1, perFrame: 1, count: 1_500 },
  '8 in flight': { inFlight: 8, perFrame: 1, count: 8_000 },
  '64 in flight': { inFlight: 64, perFrame: 1, count: 30_000 },
  '80 in flight, 20 a frame': { inFlight: 80, perFrame: 20, count: 30_000 },
}

export const SOCKET: Scenario = {
  name: 'socket',
  title: 'Inserts over one socket',
  about: 'One client sends rows over its socket, a frame each unless it says otherwise, and is told of them by acknowledgement and broadcast.',
  figures: ['rate', 'p50', 'p99', 'cpu'],
  isTimed: true,
  takes: ({ hasSocketMutations }) => hasSocketMutations,
  async run(server, _, size) {
    const cases: Cases = new Map()
    let rows = await countRows(server)
    const load = async (stream: typeof WARM_UP) => {
      const socket = await RoomSocket.open(server, ROOM)
      const sender = new Sender(socket)
      const figures = await sender.run(server, { ...stream, count: size.ops(stream.count), seconds: size.seconds, warmUp: size.ops(stream.count / 10) })
      rows += sender.count
      await socket.close()
      return figures
    }
    await load(WARM_UP)
    for (const [name, stream] of Object.entries(STREAMS)) cases.set(name, await load(stream))
    await requireRows(server, rows)
    return cases
  },
}
