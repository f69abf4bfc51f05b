import { mkdir, readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { Miniflare } from 'miniflare'
import {
  unstable_getMiniflareWorkerOptions as optionsOf,
  unstable_readConfig as readConfig,
  unstable_splitSqlQuery as split,
} from 'wrangler'

const here = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url))

/** The built Worker on the real runtime, by `wrangler.jsonc`: with its objects, and an empty database in memory. */
export async function startServer() {
  const config = here('wrangler.jsonc')
  const { assets, d1_databases: databases } = readConfig({ config })
  // It wants the folder of the built page, which no test here reads.
  if (assets?.directory) await mkdir(assets.directory, { recursive: true })
  const { workerOptions } = optionsOf(config)
  const miniflare = new Miniflare({
    ...workerOptions,
    // Else the runtime asks the internet where it is.
    cf: false,
    host: '127.0.0.1',
    port: 0,
    modulesRoot: here('build'),
    modules: [
      { type: 'ESModule', path: here('build/index.js') },
      { type: 'CompiledWasm', path: here('build/index_bg.wasm') },
    ],
  })
  for (const { binding, migrations_dir: folder } of databases) {
    if (folder === undefined) continue
    const database = await miniflare.getD1Database(binding)
    const names = (await readdir(here(folder))).filter((name) => name.endsWith('.sql'))
    for (const name of names.sort()) {
      const statements = split(await readFile(here(`${folder}/${name}`), 'utf8'))
      await database.batch(statements.map((statement) => database.prepare(statement)))
    }
  }
  const { origin } = await miniflare.ready
  return { origin, [Symbol.asyncDispose]: () => miniflare.dispose() }
}
