// Bundles bench/core.ts as an app would have it, and runs it: `npm run bench`.
import { mkdtemp, rm } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'

const folder = path.dirname(fileURLToPath(import.meta.url))
// Beside the sources, so that React Query is found.
const built = await mkdtemp(path.join(folder, 'built-'))
try {
  const outfile = path.join(built, 'core.mjs')
  const external = ['@tanstack/react-query']
  await build({ entryPoints: [path.join(folder, 'core.ts')], outfile, bundle: true, format: 'esm', target: 'es2022', external })
  await import(pathToFileURL(outfile).href)
} finally {
  await rm(built, { recursive: true, force: true })
}
