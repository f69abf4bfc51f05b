import { insert } from './api'
import { closedLoop } from './load'
import type { Size } from './scenario'
import type { Server } from './server/server'
import { Pool } from './wire/pool'

/**
 * Inserts for some seconds before anything is measured, and gives how many rows that were: an engine optimises what has run some
 * thousand times, and a room in use has.
 */
export async function warmUp(server: Server, size: Size): Promise<number> {
  const inFlight = 8
  using pool = await Pool.open(server, inFlight)
  let rows = 0
  await closedLoop(server, { inFlight, count: size.ops(4_000), seconds: size.seconds, warmUp: 0 }, async (at) => {
    await insert(pool, `before ${at}`)
    rows += 1
  })
  return rows
}
