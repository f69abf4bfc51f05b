import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import type { Contender } from '../contenders'
import { folder, OUT } from '../paths'
import type { Scenario } from '../scenario'
import { COMPATIBILITY_DATE } from '../server/server'
import { percentile } from '../stats'
import { Connection, good } from '../wire/http'

export const START: Scenario = {
  name: 'start',
  title: 'From spawning the runtime to its first answer',
  about: 'The runtime alone, without what emulates the rest of the platform: the process is spawned, and asked `GET /api/health` as soon as it listens.',
  figures: ['p50'],
  isTimed: true,
  // One of each is enough: health asks no storage.
  takes: ({ name, storage }) => storage === (name === 'conventional' ? 'd1' : 'object'),
  async run(_, contender, size) {
    const state = await mkdtemp(join(await folder(OUT), 'start-'))
    try {
      const config = await configure(state, contender)
      const times: number[] = []
      for (let at = 0; at < size.ops(10); at += 1) times.push(await start(config))
      return new Map([['to the first 200', { p50: percentile(times, 0.5), p99: percentile(times, 0.99) }]])
    } finally {
      await rm(state, { recursive: true, force: true })
    }
  },
}

/** Writes what the runtime is to run, and gives the path of it. */
async function configure(state: string, { modules, flags }: Contender): Promise<string> {
  const embeds: string[] = []
  for (const { path, type, contents } of await modules()) {
    const name = path.slice(1)
    await writeFile(join(state, name), type === 'ESModule' ? contents : Buffer.from(contents, 'base64'))
    embeds.push(`(name = "${name}", ${type === 'ESModule' ? 'esModule' : 'wasm'} = embed "${name}")`)
  }
  await folder(join(state, 'objects'))
  const config = join(state, 'config.capnp')
  await writeFile(
    config,
    `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "disk", disk = (path = "${join(state, 'objects')}", writable = true)),
    (name = "main", worker = (
      modules = [${embeds.join(', ')}],
      compatibilityDate = "${COMPATIBILITY_DATE}",
      compatibilityFlags = [${flags.map((flag) => `"${flag}"`).join(', ')}],
      durableObjectNamespaces = [(className = "SyncRoom", uniqueKey = "rooms", enableSql = true)],
      durableObjectStorage = (localDisk = "disk"),
      bindings = [(name = "SYNC_ROOM", durableObjectNamespace = "SyncRoom")],
    )),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);
`,
  )
  return config
}

/** Milliseconds. */
async function start(config: string): Promise<number> {
  const { default: workerd } = createRequire(import.meta.url)('workerd') as { default: string }
  const begun = performance.now()
  const runtime = spawn(workerd, ['serve', '--control-fd=3', config], { stdio: ['ignore', 'inherit', 'inherit', 'pipe'] })
  try {
    const connection = await Connection.open({ host: '127.0.0.1', port: await listening(runtime) })
    good(await connection.request('GET', '/api/health'))
    const time = performance.now() - begun
    connection.close()
    return time
  } finally {
    const ended = once(runtime, 'exit')
    runtime.kill('SIGKILL')
    await ended
  }
}

/** The port, which the runtime tells as soon as it listens. */
async function listening(runtime: ChildProcess): Promise<number> {
  let said = ''
  const gone = once(runtime, 'exit').then(([code]) => Promise.reject(new Error(`the runtime ended with ${code}`)))
  gone.catch(() => undefined) // it ends in the end
  const told = (async () => {
    for await (const text of runtime.stdio[3] as Readable) {
      said += text
      const port = /"event":"listen","socket":"http","port":(\d+)/u.exec(said)?.[1]
      if (port !== undefined) return Number(port)
    }
    throw new Error(`the runtime does not listen: ${said}`)
  })()
  return Promise.race([told, gone])
}
