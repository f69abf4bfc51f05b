// `npm run dev [-- --port N]`: the page with hot updates, and the Worker behind it. A change of `src/*.rs` builds the Worker
// and the TypeScript anew, and the page follows; a migration that a build has written is applied to the local database.
import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync, watch } from 'node:fs'
import { parseArgs } from 'node:util'
import { createServer } from 'vite'
import { unstable_readConfig as readConfig } from 'wrangler'

const HOST = '127.0.0.1'
/** Written together with each migration: SQL that somebody is still typing is not applied. */
const LOCK = 'schema.lock.json'

const { values } = parseArgs({ options: { port: { type: 'string', default: '8787' } } })
const port = Number(values.port)
if (!(Number.isInteger(port) && port > 0 && port < 65_536)) {
  console.error(`dev: \`--port ${values.port}\` is not a port: a number from 1 to 65535`)
  process.exit(2)
}
const { assets, d1_databases } = readConfig({ config: 'wrangler.jsonc' })
const databases = d1_databases.filter(({ migrations_dir: folder }) => folder !== undefined)
const quiet = { CI: '1', WRANGLER_SEND_METRICS: 'false', WRANGLER_HIDE_BANNER: 'true' }
// The Worker is built to be there soon, not to be small.
const environment = { ...process.env, ...quiet, FERROSYNC_DEV: '1' }

/** Runs wrangler; `hear` gets each line that it says, which is passed on. */
function wrangler(args, hear = () => {}) {
  const child = spawn('wrangler', args, { env: environment, stdio: ['ignore', 'pipe', 'inherit'] })
  let rest = ''
  child.stdout.setEncoding('utf8').on('data', (text) => {
    process.stdout.write(text)
    const lines = (rest + text).split('\n')
    rest = lines.pop()
    lines.forEach(hear)
  })
  return child
}

const ended = (child) => new Promise((settle) => child.once('close', settle))

/** Applies what the database has not seen. One after the other, however fast they come. */
let migrated = Promise.resolve()
function migrate({ binding }) {
  migrated = migrated.then(async () => {
    const code = await ended(wrangler(['d1', 'migrations', 'apply', binding, '--local']))
    if (code !== 0) console.error(`dev: the migrations of ${binding} cannot be applied to the local database`)
  })
  return migrated
}

/** Asks `wrangler dev` to serve on a free port, and gives its address when it does. */
function serveWorker() {
  // It wants the folder of the built page, which Vite serves instead.
  if (assets?.directory) mkdirSync(assets.directory, { recursive: true })
  const args = ['dev', '--ip', HOST, '--port', '0', '--inspector-ip', HOST, '--inspector-port', '0']
  return new Promise((settle, fail) => {
    worker = wrangler([...args, '--show-interactive-dev-session=false'], (line) => {
      const [, address] = /Ready on (http:\/\/\S+)/u.exec(line) ?? []
      if (address) settle(address)
    })
    worker.once('error', fail)
    worker.once('close', () => stop(1))
  })
}

/** What `wrangler.jsonc` lets through to the Worker: Vite does the same. */
function proxied(target) {
  const patterns = Array.isArray(assets?.run_worker_first) ? assets.run_worker_first : ['/api/*', '/parties/*']
  const prefixes = patterns.filter((pattern) => pattern.startsWith('/')).map((pattern) => pattern.replace(/\*$/u, ''))
  return Object.fromEntries(prefixes.map((prefix) => [prefix, { target, ws: true }]))
}

/** Hears of each migration that a build writes from now on. */
function watchMigrations(database) {
  const folder = database.migrations_dir
  const read = () => {
    try {
      return readFileSync(`${folder}/${LOCK}`, 'utf8')
    } catch {
      return '' // it is being written
    }
  }
  mkdirSync(folder, { recursive: true })
  let known = read()
  watch(folder, () => {
    const now = read()
    if (now === '' || now === known) return
    known = now
    migrate(database)
  })
}

let worker
let vite
let stopping = false
async function stop(code) {
  if (stopping) return
  stopping = true
  await vite?.close()
  if (worker && worker.exitCode === null && worker.signalCode === null) {
    worker.kill()
    await ended(worker)
  }
  process.exit(code)
}
// However this ends, nobody goes on serving.
process.on('exit', () => worker?.kill())
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => stop(0))

const target = await serveWorker()
for (const database of databases) {
  watchMigrations(database)
  await migrate(database)
}
vite = await createServer({ root: 'client', server: { host: HOST, port, strictPort: true, proxy: proxied(target) } })
await vite.listen()
console.log(`ready http://${HOST}:${port}`)
