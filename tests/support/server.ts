import { existsSync } from 'node:fs'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { Log, LogLevel, Miniflare } from 'miniflare'
import { unstable_getMiniflareWorkerOptions, unstable_readConfig as readConfig } from 'wrangler'
import { DOOR } from './door'
import { migrate } from './migrations'
import { ownWorkerds } from './processes'
import { workerOf } from './storage'

export interface ServerOptions {
  /** Keeps D1 and the objects' storage here; a new folder that goes with the server where none is given. */
  readonly state?: string
  /** Where to listen; any free port where none is given. The same one is taken again after a stop. */
  readonly port?: number
  /** Variables of the Worker's environment, beside those of its configuration. */
  readonly vars?: Readonly<Record<string, string>>
  /** Bindings of its configuration that the Worker does not get, as if its author had forgotten them. */
  readonly without?: readonly string[]
  /** Whether tests get at the rooms' objects themselves: `sql` in their own storage, `evict` and `gather`. */
  readonly door?: boolean
}

interface Objects {
  idFromName(name: string): unknown
  get(id: unknown): { fetch(url: string, init: RequestInit): Promise<Response> }
}

/** Where Workers are: the examples, and those that only tests run. */
const FOLDERS = ['../../examples/', '../apps/']

function folderOf(app: string): string {
  const folders = FOLDERS.map((folder) => fileURLToPath(new URL(`${folder}${app}/`, import.meta.url)))
  const found = folders.find((folder) => existsSync(folder))
  if (found === undefined) throw new Error(`there is no Worker ${app}`)
  return found
}

/**
 * A built Worker on the real runtime, by its own `wrangler.jsonc`: objects, D1 with the migrations applied,
 * and the page's files.
 */
export class Server {
  readonly #folder: string
  readonly #state: string
  readonly #ownsState: boolean
  readonly #vars: Readonly<Record<string, string>>
  readonly #without: ReadonlySet<string>
  readonly #door: boolean
  #port: number
  #miniflare: Miniflare | undefined
  /** What the Worker has logged since the server was made. */
  readonly logged: string[] = []

  private constructor(folder: string, state: string, ownsState: boolean, { port = 0, vars = {}, without = [], door = false }: ServerOptions) {
    this.#folder = folder
    this.#state = state
    this.#ownsState = ownsState
    this.#vars = vars
    this.#without = new Set(without)
    this.#door = door
    this.#port = port
  }

  static async start(app: string, options: ServerOptions = {}): Promise<Server> {
    const { state } = options
    const server = new Server(folderOf(workerOf(app)), state ?? (await mkdtemp(join(tmpdir(), 'ferrosync-'))), !state, options)
    await server.start()
    return server
  }

  /** The origin: `http://127.0.0.1:8787`. */
  get url(): string {
    return `http://127.0.0.1:${this.#port}`
  }

  /** How many objects have ever been touched: the runtime keeps a file of each. */
  async objects(): Promise<number> {
    const names = await readdir(join(this.#state, 'do'), { recursive: true }).catch(() => [])
    return names.filter((name) => name.endsWith('.sqlite') && !name.endsWith('metadata.sqlite')).length
  }

  /** The runtime's own door to bindings, for tests that look behind the API. */
  get miniflare(): Miniflare {
    if (!this.#miniflare) throw new Error('the server is stopped')
    return this.#miniflare
  }

  /** What the objects' own storage answers to a statement. Needs the `door`. */
  async sql(room: string, statement: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
    const answer = await this.#knock(room, 'sql', statement)
    const text = await answer.text()
    if (answer.status !== 200) throw new Error(text)
    return JSON.parse(text)
  }

  /** Ends a room's object in the middle of whatever it does, as the platform does when it moves it. Needs the `door`. */
  async evict(room: string): Promise<void> {
    const gone = await this.#knock(room, 'evict', '').then(
      () => false,
      () => true,
    )
    if (!gone) throw new Error('the object goes on')
  }

  /**
   * Lets the next so many mutations and frames into a room's object at the same moment, when the last of them has come. However busy
   * the machine is, they are at once then. Needs the `door`.
   */
  async gather(room: string, count: number): Promise<void> {
    await this.#knock(room, 'gather', String(count))
  }

  async #knock(room: string, what: string, body: string) {
    if (!this.#door) throw new Error('the server was started without a door')
    return this.ask(room, `http://door/${what}`, { method: 'POST', headers: { 'x-door': what }, body })
  }

  /** Asks the object of this name past the Worker. */
  async ask(name: string, url: string, init: RequestInit): Promise<Response> {
    // The types that come with the runtime do not know its own objects.
    const rooms = (await this.miniflare.getDurableObjectNamespace('SYNC_ROOM')) as unknown as Objects
    return rooms.get(rooms.idFromName(name)).fetch(url, init)
  }

  /** Runs what the Worker does at this time, and waits until it has. */
  async schedule(cron: string): Promise<void> {
    const worker: unknown = await this.miniflare.getWorker()
    // The types that come with the runtime do not know its own events.
    await (worker as { scheduled: (event: { cron: string }) => Promise<unknown> }).scheduled({ cron })
  }

  /** Starts again what was stopped or killed, on the same port, with the same data. */
  async start(): Promise<void> {
    if (this.#miniflare) throw new Error('the server runs already')
    const config = join(this.#folder, 'wrangler.jsonc')
    const { main, d1_databases: databases } = readConfig({ config })
    if (main === undefined) throw new Error(`${config} names no main module`)
    const modulesRoot = join(main, '..')
    const { workerOptions } = unstable_getMiniflareWorkerOptions(config)
    const miniflare = new Miniflare({
      ...workerOptions,
      bindings: { ...workerOptions['bindings'], ...this.#vars },
      d1Databases: this.#given(workerOptions['d1Databases']),
      durableObjects: this.#given(workerOptions['durableObjects']),
      // Else the runtime asks the internet where it is.
      cf: false,
      host: '127.0.0.1',
      port: this.#port,
      log: new Log(LogLevel.ERROR),
      handleRuntimeStdio: (stdout: Readable, stderr: Readable) => {
        for (const stream of [stdout, stderr]) stream.on('data', (text: Buffer) => this.logged.push(text.toString()))
      },
      defaultPersistRoot: this.#state,
      modulesRoot,
      modules: [
        ...(this.#door ? [{ type: 'ESModule' as const, path: join(modulesRoot, 'door.js'), contents: DOOR }] : []),
        { type: 'ESModule', path: main },
        { type: 'CompiledWasm', path: join(modulesRoot, 'index_bg.wasm') },
      ],
    })
    this.#port = Number((await miniflare.ready).port)
    for (const { binding, migrations_dir: migrations } of databases) {
      // Those of a database that names none are not the schema's.
      if (this.#without.has(binding) || migrations === undefined) continue
      await migrate(miniflare, binding, join(this.#folder, migrations))
    }
    this.#miniflare = miniflare
  }

  /** Bindings, but for those that the Worker does not get. */
  #given<Binding>(bindings: Record<string, Binding> | string[] | undefined): Record<string, Binding> {
    return Object.fromEntries(Object.entries(bindings ?? {}).filter(([name]) => !this.#without.has(name)))
  }

  /** Ends the runtime in order; its sockets are closed, its data stays. */
  async stop(): Promise<void> {
    const miniflare = this.#miniflare
    this.#miniflare = undefined
    await miniflare?.dispose()
  }

  /** Ends the runtime with SIGKILL, as a crash would. There must be no other server in this process. */
  async kill(): Promise<void> {
    const victims = ownWorkerds()
    if (victims.length !== 1) throw new Error(`there are ${victims.length} workerd processes, and not one`)
    for (const pid of victims) process.kill(pid, 'SIGKILL')
    await this.stop()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
    if (this.#ownsState) await rm(this.#state, { recursive: true, force: true })
  }
}
