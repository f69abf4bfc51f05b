import { build as esbuild } from 'esbuild'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'
import { build as vite } from 'vite'
import webpack from 'webpack'

/** Bundles `entry` of the app in `folder` to `out`, an ES module for Node that leaves packages to Node. */
export type Bundler = (folder: string, entry: string, out: string) => Promise<unknown>

const isPackage = /^[a-z@]/u

/** Next.js' own resolver settings; `extensionAlias` is what its setting of that name makes of them. */
const NEXT = {
  extensions: ['.js', '.mjs', '.tsx', '.ts', '.jsx', '.json', '.wasm'],
  modules: ['node_modules'],
  mainFields: ['main', 'module'],
  extensionAlias: {} as Record<string, string[]>,
}

const next =
  (extensionAlias: Record<string, string[]>): Bundler =>
  async (folder, entry, out) => {
    const compiler = webpack({
      mode: 'production',
      target: 'node20',
      context: folder,
      entry: `./${entry}`,
      output: { path: join(out, '..'), filename: out.split('/').at(-1) ?? '', library: { type: 'module' }, chunkFormat: 'module' },
      experiments: { outputModule: true },
      externalsType: 'module',
      externals: [({ request = '' }, found) => (isPackage.test(request) ? found(undefined, request) : found())],
      resolve: { ...NEXT, extensionAlias },
      module: {
        rules: [
          { test: /\.tsx?$/u, use: fileURLToPath(new URL('strip-types.cjs', import.meta.url)) },
          { test: /\.[jt]sx?$/u, resolve: { fullySpecified: false } },
        ],
      },
      optimization: { minimize: false },
    })
    const stats = await promisify(compiler.run.bind(compiler))()
    await promisify(compiler.close.bind(compiler))()
    if (stats?.hasErrors()) throw new Error(stats.toString({ all: false, errors: true }))
  }

/** The bundlers, by name. */
export const BUNDLERS = {
  esbuild: (folder, entry, out) =>
    esbuild({ entryPoints: [join(folder, entry)], outfile: out, bundle: true, format: 'esm', platform: 'node', packages: 'external', jsx: 'automatic', logLevel: 'silent' }),
  rolldown: async (folder, entry, out) => {
    const bundle = await rolldown({ input: join(folder, entry), external: isPackage, platform: 'node', logLevel: 'silent' })
    await bundle.write({ file: out, format: 'esm' })
    await bundle.close()
  },
  vite: (folder, entry, out) =>
    vite({
      root: folder,
      configFile: false,
      logLevel: 'silent',
      esbuild: { jsx: 'automatic' },
      build: {
        ssr: join(folder, entry),
        outDir: join(out, '..'),
        emptyOutDir: false,
        rollupOptions: { output: { entryFileNames: out.split('/').at(-1) ?? '' } },
      },
    }),
  next: next({}),
  'next with extensionAlias': next({ '.js': ['.ts', '.tsx', '.js'] }),
} as const satisfies Record<string, Bundler>

export type BundlerName = keyof typeof BUNDLERS
