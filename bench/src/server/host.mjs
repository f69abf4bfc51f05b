// A process of its own that runs one server after the other, so that what the load generator computes and what the servers' host does
// never wait for each other. It is told what to do, and says what came of it, by messages.

import { Log, LogLevel, Miniflare } from 'miniflare'

let running
let said = ''

/** @param {{ state: string, modules: object[], flags: string[], d1: boolean, date: string, statements: string[] }} server */
async function start({ state, modules, flags, d1, date, statements }) {
  said = ''
  const miniflare = new Miniflare({
    modules: modules.map(({ path, type, contents }) => ({ path, type, contents: type === 'ESModule' ? contents : Buffer.from(contents, 'base64') })),
    modulesRoot: '/',
    compatibilityDate: date,
    compatibilityFlags: flags,
    durableObjects: { SYNC_ROOM: { className: 'SyncRoom', useSQLite: true } },
    ...(d1 ? { d1Databases: { TODOS_DB: 'todos', DB: 'todos' } } : {}),
    defaultPersistRoot: state,
    // The runtime's normal port goes through another Worker, which halves what can be measured.
    unsafeDirectSockets: [{ host: '127.0.0.1', port: 0 }],
    host: '127.0.0.1',
    port: 0,
    // Else the runtime asks the internet where it is.
    cf: false,
    log: new Log(LogLevel.ERROR),
    handleRuntimeStdio: (...streams) => {
      for (const stream of streams) stream.on('data', (text) => (said += text))
    },
  })
  running = miniflare
  await miniflare.ready
  if (d1) {
    const database = await miniflare.getD1Database('TODOS_DB')
    await database.batch(statements.map((statement) => database.prepare(statement)))
  }
  const { hostname, port } = await miniflare.unsafeGetDirectURL()
  return { host: hostname, port: Number(port) }
}

async function stop() {
  const miniflare = running
  running = undefined
  await miniflare?.dispose()
  return said
}

process.on('message', ({ id, what, server }) => {
  const work = what === 'start' ? start(server) : stop()
  work.then(
    (result) => process.send({ id, result }),
    (error) => process.send({ id, error: `${error instanceof Error ? error.stack : error}\n${said}` }),
  )
})
process.on('disconnect', () => stop().finally(() => process.exit()))
