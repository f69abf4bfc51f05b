// What our runtime adds to an app's bundle: minified and gzipped, by two bundlers.
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { rolldown } from 'rolldown'
import { budget } from './budget.mjs'

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)))
const fixture = path.join(root, 'test', 'fixture')
const entry = path.join(fixture, 'size.ts')
const react = ['react', 'react/jsx-runtime']
const peers = [...react, '@tanstack/react-query', 'partysocket/ws']

/** The fixture's imports of its runtime are answered with the built one. */
const builtOf = (specifier) => {
  const [, name] = /^\.\/(client|react|devtools|testing)(\.js)?$/.exec(specifier) ?? []
  return name && path.join(root, 'dist', `${name}.js`)
}

async function byEsbuild(contents, external) {
  const builtRuntime = {
    name: 'built-runtime',
    setup: (bundler) => {
      bundler.onResolve({ filter: /^\.\// }, ({ path: specifier }) => {
        const file = builtOf(specifier)
        return file === undefined ? undefined : external.includes(specifier) ? { path: specifier, external: true } : { path: file }
      })
    },
  }
  const result = await build({
    stdin: { contents, resolveDir: fixture, loader: 'ts' },
    bundle: true,
    write: false,
    minify: true,
    format: 'esm',
    target: 'es2022',
    external: external.filter((name) => !name.startsWith('.')),
    plugins: [builtRuntime],
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'warning',
  })
  return result.outputFiles[0].contents
}

async function byRolldown(contents, external) {
  const builtRuntime = {
    name: 'built-runtime',
    resolveId: (specifier, importer) => {
      if (specifier === entry) return entry
      const file = builtOf(specifier)
      if (file === undefined) return importer === entry && specifier.startsWith('.') ? path.join(fixture, `${specifier}.ts`) : undefined
      return external.includes(specifier) ? { id: specifier, external: true } : file
    },
    load: (id) => (id === entry ? contents : undefined),
  }
  const bundle = await rolldown({
    input: entry,
    external: external.filter((name) => !name.startsWith('.')),
    plugins: [builtRuntime],
    transform: { define: { 'process.env.NODE_ENV': '"production"' } },
    logLevel: 'silent',
  })
  const { output } = await bundle.generate({ format: 'esm', minify: true })
  return output[0].code
}

const bundlers = { esbuild: byEsbuild, rolldown: byRolldown }

/**
 * Bytes of gzip, by bundler and name: `app`, the hooks with all they need; `whole`, both entries that an app has;
 * `collection`, one more of them; `everything`, an app with React Query and partysocket, without React; and the two
 * entries that are for developers, by themselves.
 */
export async function sizes() {
  const hooks = "export { ConnectionProvider, createSyncHooks, useConnectionStatus } from './react'"
  const kinds = "export { boolean, defineCollection, field, length, text, timestamp, uuid } from './client'"
  const app = `${hooks}\n${kinds}`
  const notes = `${app}\nexport * from './notes'`
  const query = "export { QueryClient, QueryClientProvider } from '@tanstack/react-query'"
  const all = {}
  for (const [bundler, bundle] of Object.entries(bundlers)) {
    const size = async (contents, external = peers) => gzipSync(await bundle(contents, external), { level: 9 }).length
    all[bundler] = {
      app: await size(app),
      whole: await size("export * from './client'\nexport * from './react'"),
      collection: (await size(`${notes}\nexport * from './todos'`)) - (await size(notes)),
      everything: await size(`${app}\n${query}`, react),
      devtools: await size("export * from './devtools'", [...peers, './client.js', './react.js']),
      testing: await size("export * from './testing'", [...peers, './client.js']),
    }
  }
  return all
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [bundler, found] of Object.entries(await sizes())) {
    console.log(bundler)
    for (const [name, bytes] of Object.entries(found)) console.log(`  ${name.padEnd(12)}${String(bytes).padStart(6)} of ${budget[name]} B gzip`)
  }
}
