// The built runtime, as an app has it: equal to a fresh build, and correct under every strict flag.
import { execFile } from 'node:child_process'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import { expect, test } from 'vitest'
// @ts-expect-error a script without types
import { files } from '../scripts/build.mjs'
// @ts-expect-error a script without types
import { sizes } from '../scripts/size.mjs'

const root = path.dirname(import.meta.dirname)

test('dist_equals_a_fresh_build', async () => {
  const fresh: Record<string, string> = await files()
  expect(Object.keys(fresh).sort()).toEqual(['client.d.ts', 'client.js', 'react.d.ts', 'react.js'])
  for (const [name, text] of Object.entries(fresh)) {
    expect(await readFile(path.join(root, 'dist', name), 'utf8'), `dist/${name}: run \`npm run build\``).toBe(text)
  }
}, 60_000)

test('an_emitted_folder_compiles_under_every_flag_of_the_design', async () => {
  // Inside the package, so that its own node_modules are found.
  const folder = await mkdtemp(path.join(root, 'test', 'emitted-'))
  try {
    for (const name of ['types.ts', 'todos.ts', 'notes.ts', 'cards.ts', 'tasks.ts', 'lines.ts', 'index.ts']) {
      await cp(path.join(root, 'test', 'fixture', name), path.join(folder, name))
    }
    for (const name of ['client.js', 'client.d.ts', 'react.js', 'react.d.ts']) {
      await cp(path.join(root, 'dist', name), path.join(folder, name))
    }
    const types = await readFile(path.join(root, 'test', 'types', 'hooks.test-d.tsx'), 'utf8')
    await writeFile(path.join(folder, 'use.tsx'), types.replaceAll("'../fixture'", "'./index'").replaceAll(/'..\/fixture\/(react|client)'/g, "'./$1'"))
    // Declarations are checked too: users have `skipLibCheck` where they like.
    const config = { extends: '../../tsconfig.base.json', compilerOptions: { skipLibCheck: true }, include: ['.'] }
    await writeFile(path.join(folder, 'tsconfig.json'), JSON.stringify(config))
    const tsc = path.join(path.dirname(require.resolve('typescript/package.json')), 'bin', 'tsc')
    const { stdout } = await promisify(execFile)(process.execPath, [tsc, '-p', folder]).catch((error: { stdout: string }) => error)
    expect(stdout).toBe('')
  } finally {
    await rm(folder, { recursive: true })
  }
}, 60_000)

test('react_js_is_a_client_module_and_client_js_needs_no_react', async () => {
  const [core, react] = await Promise.all(['client.js', 'react.js'].map((name) => readFile(path.join(root, 'dist', name), 'utf8')))
  expect(react?.startsWith("'use client'\n")).toBe(true)
  expect(core).not.toContain('use client')
  expect(core?.match(/^import .*$/gm)).toEqual(['import ReconnectingWebSocket from "partysocket/ws";'])
})

test('what_is_not_used_costs_nothing', async () => {
  const { outputFiles } = await build({
    stdin: { contents: "export { isSyncError } from './client.js'", resolveDir: path.join(root, 'dist'), loader: 'js' },
    bundle: true,
    write: false,
    minify: true,
    format: 'esm',
    external: ['partysocket/ws'],
  })
  const text = outputFiles[0]?.text ?? ''
  expect(text).toMatch(/^import.{1,30}var.{1,200}export.{1,30}$/s)
})

test('sizes_keep_their_budget', async () => {
  const { app, whole, collection } = (await sizes()) as Record<'app' | 'whole' | 'collection', number>
  console.log(`gzip: app ${app} B, whole ${whole} B, a collection ${collection} B`)
  expect(collection).toBeLessThan(300)
  expect(app).toBeLessThan(13_500)
  expect(whole).toBeLessThan(15_300)
}, 60_000)
