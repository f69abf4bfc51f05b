// Writes dist/: four JavaScript files and one flat declaration beside each.
//
// Same input, same bytes: what is committed is compared with a fresh build by the tests.
import { mkdir, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'
import { rollup } from 'rollup'
import { dts } from 'rollup-plugin-dts'

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)))
const source = path.join(root, 'src')
const externals = ['@tanstack/react-query', 'partysocket/ws', 'react', 'react/jsx-runtime']

/**
 * The emitted file that a source file is part of: each stands in one, and the others import it from there. All that has
 * no folder of its own is the core.
 */
function homeOf(file) {
  const [place] = path.relative(source, file).split(/[/.]/)
  return ['react', 'devtools', 'testing'].includes(place) ? place : 'client'
}

/** Imports what is part of another emitted file from there. */
const othersAreExternal = (home, entry, contents) => ({
  name: 'others-are-external',
  resolveId: (specifier, importer) => {
    if (specifier === entry) return entry
    if (externals.includes(specifier)) return { id: specifier, external: true }
    const other = homeOf(path.resolve(source, path.dirname(importer), specifier))
    return importer !== entry && other !== home ? { id: `./${other}.js`, external: true } : undefined
  },
  load: (id) => (id === entry ? { code: contents, moduleType: 'ts' } : undefined),
})

// Not by esbuild, which makes a `var` of every `const` of a file: bundlers of apps put values in the place of constants.
async function javascript(home, contents, banner) {
  const entry = path.join(source, 'entry.ts')
  const bundle = await rolldown({
    input: entry,
    cwd: root,
    platform: 'neutral',
    transform: { target: 'es2022', jsx: 'react-jsx' },
    plugins: [othersAreExternal(home, entry, contents)],
    onLog: (_, { message }) => {
      throw new Error(message)
    },
  })
  const { output } = await bundle.generate({ format: 'esm', comments: { annotation: true, legal: false, jsdoc: false } })
  await bundle.close()
  return `${banner}\n${output[0].code}`
}

/** Public names come from the file that has them; types that have no such name stand in each file that needs them. */
async function declarations(home) {
  const isPublic = (file) => ['client', 'react'].some((other) => other !== home && file === path.join(source, other))
  const bundle = await rollup({
    input: path.join(source, `${home}.ts`),
    external: (id, importer) => externals.includes(id) || (importer !== undefined && isPublic(path.resolve(path.dirname(importer), id))),
    plugins: [dts({ tsconfig: path.join(root, 'tsconfig.json') })],
    onwarn: (warning) => {
      throw new Error(warning.message)
    },
  })
  const { output } = await bundle.generate({ format: 'es', paths: (id) => (isPublic(id) ? `./${path.basename(id)}.js` : id) })
  return output[0].code
}

/** What dist/ holds, by file name. */
export async function files() {
  const note = '// Ferrosync: the client runtime. Built from codegen-ts/client; do not edit.'
  const made = {}
  for (const [home, contents, first] of [
    ['client', "export * from './client'\nexport * from './internal'\n", ''],
    ['react', "export * from './react'\nexport * from './react/internal'\n", "'use client'\n"],
    ['devtools', "export * from './devtools'\nexport { default } from './devtools'\n", "'use client'\n"],
    ['testing', "export * from './testing'\n", ''],
  ]) {
    made[`${home}.js`] = await javascript(home, contents, first + note)
    made[`${home}.d.ts`] = `${note}\n${await declarations(home)}`
  }
  return made
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const dist = path.join(root, 'dist')
  // First of all: what cannot be built must not take away what is there.
  const made = await files()
  await rm(dist, { recursive: true, force: true })
  await mkdir(dist)
  for (const [name, text] of Object.entries(made)) await writeFile(path.join(dist, name), text)
}
