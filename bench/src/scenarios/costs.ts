import { insert, insertMany, ROOM, type Row, TODOS } from '../api'
import type { Figures } from '../load'
import type { Cases, Scenario } from '../scenario'
import { type Client, good } from '../wire/http'
import { Pool } from '../wire/pool'
import { RoomSocket } from '../wire/socket'
import { Sender } from '../wire/sender'

const COUNT = 20
const TOGETHER = 100

/** What the storage was asked for since the server started. */
export interface Counts {
  readonly calls: number
  readonly writingCalls: number
  readonly rowsRead: number
  readonly rowsWritten: number
}

export async function counts(client: Client): Promise<Counts> {
  return good(await client.request('GET', '/probe')) as unknown as Counts
}

export const COSTS: Scenario = {
  name: 'costs',
  title: 'What one mutation asks of its storage',
  about: 'Rows read and written (what the platform charges for) and calls (round trips to D1; transactions in an object, where it makes any), one mutation at a time.',
  figures: ['rowsWritten', 'rowsRead', 'calls'],
  isTimed: false,
  wrapper: 'probe',
  takes: () => true,
  async run(server) {
    using pool = await Pool.open(server, 1)
    // The first one of an isolate reads the schema and the log.
    await insert(pool, 'first')
    const rows: Row[] = []
    const cases: Cases = new Map()
    const measure = async (name: string, work: (at: number) => Promise<unknown>) => cases.set(name, await each(pool, work))
    await measure('insert', async (at) => rows.push(await insert(pool, `todo ${at}`)))
    await measure('update', async (at) => good(await pool.request('PUT', `${TODOS}/${rows[at]?.['id']}`, { title: `new ${at}` })))
    await measure('delete', async (at) => good(await pool.request('DELETE', `${TODOS}/${rows[at]?.['id']}`)))
    await measure('bulk of 10', async (at) => insertMany(pool, 10, `bulk ${at}`))
    return cases
  },
}

async function each(client: Client, work: (at: number) => Promise<unknown>): Promise<Figures> {
  const before = await counts(client)
  for (let at = 0; at < COUNT; at += 1) await work(at)
  const after = await counts(client)
  const per = (name: keyof Counts) => (after[name] - before[name]) / COUNT
  return { rowsWritten: per('rowsWritten'), rowsRead: per('rowsRead'), calls: per('calls') }
}

export const COMMITS: Scenario = {
  name: 'commits',
  title: 'Commits of 100 mutations that come together',
  about: 'How often the storage was asked to write: round trips to D1, transactions in an object.',
  figures: ['calls'],
  isTimed: false,
  wrapper: 'probe',
  // It writes without a transaction of its own, which the platform makes of each event: nothing tells how many those are.
  takes: ({ name, storage }) => name !== 'bare' || storage === 'd1',
  async run(server, contender) {
    const cases: Cases = new Map()
    using pool = await Pool.open(server, TOGETHER)
    await insert(pool, 'first')
    const measure = async (name: string, work: () => Promise<unknown>) => {
      const before = await counts(pool)
      await work()
      const after = await counts(pool)
      cases.set(name, { calls: after.writingCalls - before.writingCalls, rowsWritten: (after.rowsWritten - before.rowsWritten) / TOGETHER })
    }
    await measure('over HTTP', () => Promise.all(Array.from({ length: TOGETHER }, (_, at) => insert(pool, `todo ${at}`))))
    if (!contender.hasSocketMutations) return cases
    const socket = await RoomSocket.open(server, ROOM)
    const sender = new Sender(socket)
    await measure('over a socket', () => sender.run(server, { inFlight: TOGETHER, perFrame: 1, count: TOGETHER, seconds: 60, warmUp: 0 }))
    await socket.close()
    return cases
  },
}
