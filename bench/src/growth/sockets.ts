import { insert } from '../api'
import { CONTENDERS } from '../contenders'
import { idle, overHttp, overSocket } from '../scenarios/fanout'
import { Pool } from '../wire/pool'
import { type Growth, seriesOf } from './curves'

const COUNTS = [1, 10, 50, 200, 500, 1_000]
/** So many has a room of ours at most, and where mutations go over a socket one of them sends. */
const MOST = 1_000

/** How it goes with more who listen. */
export const SOCKETS: Growth = {
  name: 'sockets',
  contenders: CONTENDERS.filter(({ name }) => name === 'conventional' || name === 'ferrosync'),
  async measure(host, contender, size, curves, say) {
    const series = seriesOf(contender)
    await using server = await host.run(contender)
    using pool = await Pool.open(server, 1)
    await insert(pool, 'first')
    for (const sockets of new Set(COUNTS.map((all) => size.some(all)))) {
      say(`${sockets} sockets`)
      const about = (name: string, title: string, y: string) => ({ name: `sockets-${name}`, title, x: 'sockets', y })
      const told = await idle(server, sockets, { ...size, ops: (full) => size.ops(full / 10) })
      curves.add(about('tell', 'From a request to the last socket', 'ms'), series, sockets, told.p50)
      const busy = await (contender.hasSocketMutations ? overSocket(server, Math.min(sockets, MOST - 1), size) : overHttp(server, sockets, size))
      curves.add(about('rate', 'Mutations that every socket is told of', 'a second'), series, sockets, busy.rate)
      curves.add(about('memory', 'Memory of the server', 'MB'), series, sockets, busy.memory === undefined ? undefined : busy.memory / 1e6)
    }
  },
}
