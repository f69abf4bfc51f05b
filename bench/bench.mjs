// Bundles the load generator and runs it. The bundle is in `node_modules`, where it finds the packages that it leaves out.

import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'

const outfile = fileURLToPath(new URL('../node_modules/.cache/ferrosync-bench/main.mjs', import.meta.url))
await build({
  entryPoints: [fileURLToPath(new URL('src/main.ts', import.meta.url))],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  external: ['esbuild', 'workerd', 'ws'],
  logLevel: 'warning',
})
await import(pathToFileURL(outfile).href)
