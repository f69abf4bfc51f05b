import { insert } from '../api'
import { WITH_ROOMS } from '../contenders'
import { closedLoop } from '../load'
import { Pool } from '../wire/pool'
import { type Growth, seriesOf } from './curves'

const COUNTS = [1, 2, 4, 8, 16, 32, 64]
const IN_FLIGHT = 64

/** How it goes with the same load in more rooms. `examples/todo-app` has one room, so this is another Worker, whose rows have one index more. */
export const ROOMS: Growth = {
  name: 'rooms',
  contenders: WITH_ROOMS,
  async measure(host, contender, size, curves, say) {
    const series = seriesOf(contender)
    await using server = await host.run(contender)
    for (const rooms of COUNTS) {
      say(`${rooms} rooms`)
      const about = (name: string, title: string, y: string) => ({ name: `rooms-${name}`, title, x: 'rooms', y })
      using pool = await Pool.open(server, IN_FLIGHT)
      const load = { inFlight: IN_FLIGHT, count: size.ops(4_000), seconds: size.seconds, warmUp: Math.max(rooms, size.ops(500)) }
      const figures = await closedLoop(server, load, async (at) => {
        await insert(pool, `of ${rooms}: ${at}`, `/api/room-${at % rooms}/lists`)
      })
      curves.add(about('rate', `Inserts over HTTP, ${IN_FLIGHT} in flight, all rooms together`, 'a second'), series, rooms, figures.rate)
      curves.add(about('late', `The slowest of 100, ${IN_FLIGHT} in flight`, 'ms'), series, rooms, figures.p99)
      curves.add(about('memory', 'Memory of the server', 'MB'), series, rooms, figures.memory === undefined ? undefined : figures.memory / 1e6)
    }
  },
}
