// What our runtime adds to an app's bundle, minified and gzipped; peers are not counted.
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)))

/** The fixture's imports of its runtime, answered with the built one. */
const builtRuntime = {
  name: 'built-runtime',
  setup(bundler) {
    bundler.onResolve({ filter: /^\.\/(client|react)$/ }, ({ path: specifier }) => ({ path: path.join(root, 'dist', `${specifier}.js`) }))
  },
}

async function gzipped(contents) {
  const result = await build({
    stdin: { contents, resolveDir: path.join(root, 'test', 'fixture'), loader: 'ts' },
    bundle: true,
    write: false,
    minify: true,
    format: 'esm',
    target: 'es2022',
    external: ['@tanstack/react-query', 'partysocket/ws', 'react', 'react/jsx-runtime'],
    plugins: [builtRuntime],
    logLevel: 'warning',
  })
  return gzipSync(result.outputFiles[0].contents, { level: 9 }).length
}

/** Bytes of gzip: the hooks with all they need, both entries whole, and one more collection. */
export async function sizes() {
  const hooks = "export { ConnectionProvider, createSyncHooks, useConnectionStatus } from './react'"
  const kinds = "export { boolean, defineCollection, field, length, text, timestamp, uuid } from './client'"
  const app = `${hooks}\n${kinds}`
  return {
    app: await gzipped(app),
    whole: await gzipped("export * from './client'\nexport * from './react'"),
    collection: (await gzipped(`${app}\nexport * from './todos'\nexport * from './notes'`)) - (await gzipped(`${app}\nexport * from './notes'`)),
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [name, bytes] of Object.entries(await sizes())) console.log(`${name.padEnd(12)}${bytes} B gzip`)
}
