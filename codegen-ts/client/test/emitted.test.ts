// The built runtime, as an app has it: equal to a fresh build, and correct under every strict flag.
import { execFile } from 'node:child_process'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import { expect, test } from 'vitest'
// @ts-expect-error a script without types
import { budget } from '../scripts/budget.mjs'
// @ts-expect-error a script without types
import { files } from '../scripts/build.mjs'
// @ts-expect-error a script without types
import { sizes } from '../scripts/size.mjs'

const root = path.dirname(import.meta.dirname)
const ENTRIES = ['client', 'devtools', 'react', 'testing'].flatMap((name) => [`${name}.d.ts`, `${name}.js`])

/** What developers write with the two files that are theirs. */
const TOOLS = `import { lazy } from 'react'
import { SyncDevtools, type SyncDevtoolsProps } from './devtools'
import { cards, tasks, todos } from './index'
import { fakeServer, type Call, type FakeServer } from './testing'

export const Lazy = lazy(() => import('./devtools'))
export const props: SyncDevtoolsProps = { initialIsOpen: true }
export const panel = <SyncDevtools {...props} />

const server: FakeServer = fakeServer([todos, tasks], { userId: 'alice', unique: { todos: [['title']] } })
export const titles: string[] = server.seed(todos, [{ title: 'one', createdAt: 1 }]).map(({ title }) => title)
server.as('bob').insert(tasks, { title: 'two' }, { syncId: 'p1', scope: 'a' })
server.as('bob').update(todos, 'id', { completed: true })
server.refuse((call: Call) => call.action === 'delete', { status: 403, code: 'FORBIDDEN' })
// @ts-expect-error no such column
server.seed(todos, [{ titel: 'one' }])
// @ts-expect-error an insert needs its title
server.as('bob').insert(cards, {})
// @ts-expect-error the id is set once
server.as('bob').update(todos, 'id', { id: 'other' })
`

test('dist_equals_a_fresh_build', async () => {
  const fresh: Record<string, string> = await files()
  expect(Object.keys(fresh).sort()).toEqual(ENTRIES)
  for (const [name, text] of Object.entries(fresh)) {
    expect(await readFile(path.join(root, 'dist', name), 'utf8'), `dist/${name}: run \`npm run build\``).toBe(text)
  }
}, 240_000)

test('an_emitted_folder_compiles_under_every_flag_of_the_design', async () => {
  // Inside the package, so that its own node_modules are found.
  const folder = await mkdtemp(path.join(root, 'test', 'emitted-'))
  try {
    for (const name of ['types.ts', 'todos.ts', 'notes.ts', 'cards.ts', 'tasks.ts', 'lines.ts', 'index.ts']) {
      await cp(path.join(root, 'test', 'fixture', name), path.join(folder, name))
    }
    for (const name of ENTRIES) {
      await cp(path.join(root, 'dist', name), path.join(folder, name))
    }
    const types = await readFile(path.join(root, 'test', 'types', 'hooks.test-d.tsx'), 'utf8')
    await writeFile(path.join(folder, 'use.tsx'), types.replaceAll("'../fixture'", "'./index'").replaceAll(/'..\/fixture\/(react|client)'/g, "'./$1'"))
    await writeFile(path.join(folder, 'tools.tsx'), TOOLS)
    // Declarations are checked too: users have `skipLibCheck` where they like.
    const config = { extends: '../../tsconfig.base.json', compilerOptions: { skipLibCheck: true }, include: ['.'] }
    await writeFile(path.join(folder, 'tsconfig.json'), JSON.stringify(config))
    const tsc = path.join(path.dirname(require.resolve('typescript/package.json')), 'bin', 'tsc')
    const { stdout } = await promisify(execFile)(process.execPath, [tsc, '-p', folder]).catch((error: { stdout: string }) => error)
    expect(stdout).toBe('')
  } finally {
    await rm(folder, { recursive: true })
  }
}, 240_000)

const built = (name: string) => readFile(path.join(root, 'dist', name), 'utf8')
const importsOf = (text: string) => [...new Set(text.match(/(?<=^(?:import|export) .*from ")[^"]+/gm))].sort()

test('react_js_is_a_client_module_and_client_js_needs_no_react', async () => {
  const [core, react] = await Promise.all([built('client.js'), built('react.js')])
  expect(react.startsWith("'use client'\n")).toBe(true)
  expect(core).not.toContain('use client')
  expect(importsOf(core)).toEqual(['partysocket/ws'])
  expect(importsOf(react)).toEqual(['./client.js', '@tanstack/react-query', 'react', 'react/jsx-runtime'])
})

test('what_developers_use_takes_the_core_from_where_the_app_has_it', async () => {
  const [devtools, testing] = await Promise.all([built('devtools.js'), built('testing.js')])
  expect(devtools.startsWith("'use client'\n")).toBe(true)
  expect(testing).not.toContain('use client')
  expect(importsOf(devtools)).toEqual(['./react.js', 'react', 'react/jsx-runtime'])
  expect(importsOf(testing)).toEqual(['./client.js'])
  // Nothing that an app imports leads to them.
  const index = await readFile(path.join(root, 'test', 'fixture', 'index.ts'), 'utf8')
  for (const text of [index, await built('client.js'), await built('react.js')]) expect(text).not.toMatch(/\.\/(devtools|testing)/)
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
  // The class of errors may stay, because bundlers keep what has a computed key; nothing else.
  expect(text).toMatch(/^import.{1,30}var.{1,400}export.{1,30}$/s)
})

test('sizes_keep_their_budget', async () => {
  const found = (await sizes()) as Record<string, Record<string, number>>
  expect(Object.keys(found)).toEqual(['esbuild', 'rolldown'])
  for (const [bundler, bytes] of Object.entries(found)) {
    console.log(`gzip by ${bundler}: ${Object.entries(bytes).map(([name, size]) => `${name} ${size} B`).join(', ')}`)
    expect(Object.keys(bytes)).toEqual(Object.keys(budget as object))
    for (const [name, size] of Object.entries(bytes)) expect(size, `${name} by ${bundler}`).toBeLessThanOrEqual((budget as Record<string, number>)[name] ?? 0)
  }
}, 240_000)
