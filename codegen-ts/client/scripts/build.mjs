// Writes dist/: two JavaScript files and one flat declaration beside each.
//
// Same input, same bytes: what is committed is compared with a fresh build by the tests.
import { mkdir, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { rollup } from 'rollup'
import { dts } from 'rollup-plugin-dts'

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)))
const source = path.join(root, 'src')
const externals = ['@tanstack/react-query', 'partysocket/ws', 'react', 'react/jsx-runtime']

/** Everything outside `src/react` is in `client.js`, once: `react.js` imports it from there. */
const isCore = (file) => file.startsWith(source) && !file.startsWith(path.join(source, 'react'))

const coreIsExternal = {
  name: 'core-is-external',
  setup(bundler) {
    bundler.onResolve({ filter: /^\./ }, ({ path: specifier, resolveDir, kind }) => {
      const file = path.resolve(resolveDir, specifier)
      return kind !== 'entry-point' && isCore(file) ? { path: './client.js', external: true } : undefined
    })
  },
}

async function javascript(contents, plugins, banner) {
  const result = await build({
    stdin: { contents, resolveDir: source, loader: 'ts', sourcefile: 'entry.ts' },
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    external: externals,
    plugins,
    absWorkingDir: root,
    legalComments: 'none',
    logLevel: 'warning',
    banner: { js: banner },
  })
  return result.outputFiles[0].text
}

async function declarations(entry) {
  const bundle = await rollup({
    input: path.join(source, entry),
    external: (id, importer) =>
      externals.includes(id) || (entry === 'react.ts' && importer !== undefined && isCore(path.resolve(path.dirname(importer), id))),
    plugins: [dts({ tsconfig: path.join(root, 'tsconfig.json') })],
    onwarn: (warning) => {
      throw new Error(warning.message)
    },
  })
  const { output } = await bundle.generate({ format: 'es', paths: (id) => (isCore(id) ? './client.js' : id) })
  return output[0].code
}

/** What dist/ holds, by file name. */
export async function files() {
  const note = '// Ferrosync: the client runtime. Built from codegen-ts/client; do not edit.'
  const core = "export * from './client'\nexport * from './internal'\n"
  return {
    'client.js': await javascript(core, [], note),
    'client.d.ts': `${note}\n${await declarations('client.ts')}`,
    'react.js': await javascript("export * from './react'\n", [coreIsExternal], `'use client'\n${note}`),
    'react.d.ts': `${note}\n${await declarations('react.ts')}`,
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const dist = path.join(root, 'dist')
  await rm(dist, { recursive: true, force: true })
  await mkdir(dist)
  for (const [name, text] of Object.entries(await files())) await writeFile(path.join(dist, name), text)
}
